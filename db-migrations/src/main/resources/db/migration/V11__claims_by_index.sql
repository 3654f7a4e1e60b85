-- Statistics of single columns cannot tell that what waits has seldom begun: where many trials wait and many run, they
-- promise thousands that do both, one of which a sequential scan would soon find, and each claim read the whole table.
-- Asked for in the order of an index, and never more than some, they are looked up there whatever the statistics say.
-- The plan is then the same for every worker, so it need not be made anew for its datasets with each claim.
create or replace function claim_trial(worker text, datasets text[], worker_gpu_bytes bigint, lease interval)
returns table (trial_id bigint, attempt integer, sweep_id bigint, number integer, config jsonb,
               checkpoint_attempt integer, checkpoint_epoch integer, checkpoint_step integer)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    turn bigint := nextval('claim_turn');
    candidate record;
    chosen bigint;
begin
    for candidate in
        with claimable as (
            select s.id, s.priority, s.max_parallel, s.claim_from
            from sweep s
            where s.open and s.cancelled_at is null and s.paused_at is null
              and (s.gpu_bytes is null or s.gpu_bytes <= worker_gpu_bytes)
              and (s.max_parallel is null or s.max_parallel > (
                  select count(*) from trial t where t.sweep_id = s.id and t.state = 'RUNNING'))
              and ((select t.id from claimable_trial t
                    where t.sweep_id = s.id and t.attempt > 0 and t.dataset = any (datasets)
                    order by t.available_at
                    limit 1) is not null
                  or exists (
                      select from unnest(datasets) as d (name)
                      cross join lateral (
                          select from claimable_trial t
                          where t.sweep_id = s.id and t.attempt = 0 and t.dataset = d.name and t.place >= s.claim_from
                          order by t.place
                          limit 1) first))),
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
            for chosen in
                select first.id
                from unnest(datasets) as d (name)
                cross join lateral (
                    select id, place from claimable_trial t
                    where t.sweep_id = candidate.id and t.attempt = 0 and t.dataset = d.name
                      and t.place >= candidate.claim_from
                    order by t.place
                    limit 100) first
                order by first.place
            loop
                continue when not pg_try_advisory_xact_lock(chosen);
                return query select * from begin_attempt(chosen, worker, lease);
                if found then return; end if;
                continue again;
            end loop;
            exit again;
        end loop;
    end loop;
end
$$;

create or replace function tend_sweeps() returns void language plpgsql as $$
declare
    tended bigint;
begin
    for tended in
        select id from sweep where open order by id for no key update skip locked
    loop
        -- Statements after the lock see all trials of whoever held it.
        update sweep s
        set open = found.open, claim_from = coalesce(found.first, s.claim_from)
        from (
            select (select state from trial t
                    where t.sweep_id = tended and t.state in ('PENDING', 'RUNNING')
                    order by t.state
                    limit 1) is not null as open,
                   -- The first of each dataset, from one to the next, passes over all the others.
                   (with recursive first_of_dataset as (
                        (select t.dataset, t.place from trial t
                         where t.sweep_id = tended and t.state = 'PENDING' and t.attempt = 0 and t.paused_at is null
                         order by t.dataset, t.place
                         limit 1)
                        union all
                        select next.* from first_of_dataset f
                        cross join lateral (
                            select t.dataset, t.place from trial t
                            where t.sweep_id = tended and t.state = 'PENDING' and t.attempt = 0 and t.paused_at is null
                              and t.dataset > f.dataset
                            order by t.dataset, t.place
                            limit 1) next)
                    select min(place) from first_of_dataset) as first) found
        where s.id = tended
          and (s.open, s.claim_from) is distinct from (found.open, coalesce(found.first, s.claim_from));
    end loop;
end
$$;
