-- What a worker says of its own trial, it says of an id that is RUNNING. Where few were running as its plans were made,
-- that was looked for in the index of those, and read all that had ever run since the last vacuum. By id it is one lookup
-- in whichever index the planner prefers; the count of a sweep is in trial_by_state.
drop index trial_running;
create index trial_running on trial (id) where state = 'RUNNING';

-- A claim that reads less: a sweep with work to give nearly always has trials that never began, so these are looked for
-- first, and of them a few, unless others are just claiming those.
create or replace function claim_trial(worker text, datasets text[], worker_gpu_bytes bigint, lease interval)
returns table (trial_id bigint, attempt integer, sweep_id bigint, number integer, config jsonb,
               checkpoint_attempt integer, checkpoint_epoch integer, checkpoint_step integer)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    turn bigint := nextval('claim_turn');
    candidate record;
    chosen bigint;
    most integer;
begin
    for candidate in
        with claimable as (
            select s.id, s.priority, s.max_parallel, s.claim_from
            from sweep s
            where s.open and s.cancelled_at is null and s.paused_at is null
              and (s.gpu_bytes is null or s.gpu_bytes <= worker_gpu_bytes)
              and (s.max_parallel is null or s.max_parallel > (
                  select count(*) from trial t where t.sweep_id = s.id and t.state = 'RUNNING'))
              and (exists (
                      select from unnest(datasets) as d (name)
                      cross join lateral (
                          select from claimable_trial t
                          where t.sweep_id = s.id and t.attempt = 0 and t.dataset = d.name and t.place >= s.claim_from
                          order by t.place
                          limit 1) first)
                  or (select t.id from claimable_trial t
                      where t.sweep_id = s.id and t.attempt > 0 and t.dataset = any (datasets)
                      order by t.available_at
                      limit 1) is not null)),
        numbered as (
            select *, row_number() over same - 1 as position, count(*) over (partition by priority) as sweeps
            from claimable
            window same as (partition by priority order by id))
        select * from numbered order by priority desc, (position - turn % sweeps + sweeps) % sweeps
    loop
        if candidate.max_parallel is not null then
            -- One claim of such a sweep at a time, which counts after the others have committed.
            perform from sweep where id = candidate.id for no key update skip locked;
            continue when not found;
            continue when candidate.max_parallel <= (
                select count(*) from trial t where t.sweep_id = candidate.id and t.state = 'RUNNING');
        end if;
        <<again>> loop
            -- Those that began before go first, as others wait for their results.
            for chosen in
                select id from claimable_trial t
                where t.sweep_id = candidate.id and t.attempt > 0 and t.dataset = any (datasets)
                order by t.available_at
                limit 100
            loop
                continue when not pg_try_advisory_xact_lock(chosen);
                return query select * from begin_attempt(chosen, worker, lease);
                if found then return; end if;
                -- Taken and let go since the list was read, so the rest of it is old too.
                continue again;
            end loop;
            foreach most in array array[10, 100, 1000] loop
                for chosen in
                    select first.id
                    from unnest(datasets) as d (name)
                    cross join lateral (
                        select id, place from claimable_trial t
                        where t.sweep_id = candidate.id and t.attempt = 0 and t.dataset = d.name
                          and t.place >= candidate.claim_from
                        order by t.place
                        limit most) first
                    order by first.place
                loop
                    continue when not pg_try_advisory_xact_lock(chosen);
                    return query select * from begin_attempt(chosen, worker, lease);
                    if found then return; end if;
                    continue again;
                end loop;
            end loop;
            exit again;
        end loop;
    end loop;
end
$$;

-- As V13 has it; replacing a function forgets how it runs, though not who may run it.
do $$
begin
    execute format('alter function claim_trial(text, text[], bigint, interval)
                    security definer set search_path = %I, pg_temp', current_schema());
end
$$;
