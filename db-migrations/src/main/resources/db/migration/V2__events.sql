-- Small messages that wake whoever listens; the listener reads the rows themselves.

create function notify_trial_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('flatsweep_trial', json_build_object('sweep', new.sweep_id, 'trial', new.id)::text);
    return null;
end
$$;

-- A heartbeat moves only lease_until and tells nobody.
create trigger trial_changed after update of state, epoch on trial
    for each row when (old.state is distinct from new.state or old.epoch is distinct from new.epoch)
    execute function notify_trial_changed();

create function notify_sweep_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('flatsweep_sweep', json_build_object('sweep', new.id)::text);
    return null;
end
$$;

create trigger sweep_changed after insert or update on sweep
    for each row execute function notify_sweep_changed();

create function notify_trial_available() returns trigger language plpgsql as $$
begin
    perform pg_notify('flatsweep_queue', '');
    return null;
end
$$;

create trigger trial_queued after insert on trial
    for each statement execute function notify_trial_available();
create trigger trial_requeued after update of state on trial
    for each row when (new.state = 'PENDING' and old.state <> 'PENDING')
    execute function notify_trial_available();
