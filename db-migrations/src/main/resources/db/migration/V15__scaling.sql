create or replace view servable_sweep as
select * from sweep where open and cancelled_at is null and paused_at is null;

-- How many workers there is work for, said once for what scales them and for the meters. Asked as a claim asks, and
-- never for more trials than the answer needs, it costs the same however many wait. May be run again by the owner, for
-- a role that was made later.
create or replace function queue_demand(kind text, most bigint, out claimable bigint, out running bigint)
-- Plans made while the table was small and new would read the whole of it long after.
language sql stable set enable_seqscan = off as $$
    select
        (select count(*) from (
            select
            from servable_sweep s
            cross join lateral (
                select case when s.max_parallel is null then most else least(most, greatest(0, s.max_parallel - (
                    select count(*) from trial t where t.sweep_id = s.id and t.state = 'RUNNING'))) end) room (places)
            cross join lateral (
                (select from claimable_trial t
                 where t.sweep_id = s.id and t.attempt > 0 order by t.available_at limit room.places)
                union all
                (select from claimable_trial t
                 where t.sweep_id = s.id and t.attempt = 0 order by t.dataset, t.place limit room.places)
                limit room.places) waiting
            where kind in ('any', case when s.gpu_bytes is null then 'cpu' else 'gpu' end)
            limit most) counted),
        (select count(*) from trial t join sweep s on s.id = t.sweep_id
         where t.state = 'RUNNING' and kind in ('any', case when s.gpu_bytes is null then 'cpu' else 'gpu' end))
$$;
comment on function queue_demand is 'Trials of the kind any, gpu or cpu that a worker could be given now, counted up to so many and with room under max_parallel, and those that run';

do $$
begin
    if not exists (select from pg_roles where rolname = 'flatsweep_scaler') then
        create role flatsweep_scaler nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise warning
            'this user may not create roles, so flatsweep_scaler is missing: docs/operations.md says how to add it';
end
$$;

-- With the owner's rights, as V13 has it, so that who asks needs none on tables.
do $$
declare
    asking text;
begin
    execute format('alter function queue_demand(text, bigint) security definer set search_path = %I, pg_temp',
                   current_schema());
    revoke execute on function queue_demand(text, bigint) from public;
    for asking in
        select rolname from pg_roles where rolname in ('flatsweep_scaler', 'flatsweep_api')
    loop
        execute format('grant usage on schema %I to %I', current_schema(), asking);
        execute format('grant execute on function queue_demand(text, bigint) to %I', asking);
    end loop;
end
$$;
