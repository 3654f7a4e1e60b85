-- Whoever migrates owns everything. API nodes and workers log in as members of two groups that may do what their code
-- does and no more. From here on a migration grants the rights to what it adds; RolesTest knows if it forgot. May be run
-- again by the owner, for groups that were made later.

-- Roles belong to the whole server: another database may have made them, and a managed server may not let us.
do $$
declare
    missing text;
begin
    for missing in
        select name from unnest(array['flatsweep_api', 'flatsweep_worker']) name
        where not exists (select from pg_roles where rolname = name)
    loop
        begin
            execute format('create role %I nologin', missing);
        exception
            when duplicate_object or unique_violation then null;
            when insufficient_privilege then
                raise warning 'this user may not create roles, so % is missing: docs/operations.md says how to add it', missing;
        end;
    end loop;
end
$$;

-- These change tables that their callers may not change: they run with the owner's rights, hence in the owner's schema
-- whatever the caller's search path is, and for nobody but whom they are granted to.
do $$
declare
    trusted regprocedure;
begin
    foreach trusted in array array[
        'claim_trial(text, text[], bigint, interval)', 'fail_attempt(bigint, integer, boolean, text, text)',
        'record_trial_change()', 'record_sweep_change()', 'summarise_results()']::regprocedure[]
    loop
        execute format('alter function %s security definer set search_path = %I, pg_temp', trusted, current_schema());
        execute format('revoke execute on function %s from public', trusted);
    end loop;
    -- Before version 15 of PostgreSQL everybody may create tables there.
    execute format('revoke create on schema %I from public', current_schema());
end
$$;

do $$
declare
    quartz regclass;
begin
    if not exists (select from pg_roles where rolname = 'flatsweep_api') then
        return;
    end if;
    execute format('grant usage on schema %I, results to flatsweep_api', current_schema());
    grant select on flyway_schema_history to flatsweep_api;

    grant select, insert, update (priority, max_parallel, paused_at, cancelled_at, open, claim_from)
        on sweep to flatsweep_api;
    grant select, insert, update (state, priority, epoch, failures, retries, worker_id, lease_until, available_at,
                                  paused_at, finished_at, reused_from, thinned)
        on trial to flatsweep_api;
    grant select, insert, update (ended, ended_at) on attempt to flatsweep_api;
    grant select, insert on result to flatsweep_api;
    grant select, insert, delete on metric, queue_sample to flatsweep_api;
    grant select, delete on trial_log, change to flatsweep_api;
    grant select on worker, configuration_summary to flatsweep_api;
    grant select on live_metric, living_worker to flatsweep_api;
    grant select on all tables in schema results to flatsweep_api;
    grant execute on function fail_attempt(bigint, integer, boolean, text, text) to flatsweep_api;

    if to_regclass('access_token') is not null then
        grant select, insert, update, delete on access_token to flatsweep_api;
    end if;
    for quartz in
        select oid from pg_class
        where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname like 'qrtz\_%'
    loop
        execute format('grant select, insert, update, delete on %s to flatsweep_api', quartz);
    end loop;
end
$$;

do $$
begin
    if not exists (select from pg_roles where rolname = 'flatsweep_worker') then
        return;
    end if;
    execute format('grant usage on schema %I to flatsweep_worker', current_schema());
    grant select on flyway_schema_history to flatsweep_worker;

    -- Whether it is paused, which a heartbeat brings back; the rest of a sweep is for claim_trial.
    grant select (id, paused_at) on sweep to flatsweep_worker;
    grant select, update (state, epoch, worker_id, lease_until, available_at, finished_at) on trial to flatsweep_worker;
    grant select, update (resumed_from_epoch, ended, ended_at) on attempt to flatsweep_worker;
    grant select, insert, update, delete on checkpoint to flatsweep_worker;
    grant select (trial_id, attempt), insert on result to flatsweep_worker;
    grant insert on metric to flatsweep_worker;
    grant select, insert, delete on trial_log to flatsweep_worker;
    grant select, insert, update on worker to flatsweep_worker;
    grant execute on function
        claim_trial(text, text[], bigint, interval), fail_attempt(bigint, integer, boolean, text, text)
        to flatsweep_worker;
end
$$;
