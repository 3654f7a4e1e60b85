-- What screens show at a glance, each kept so that looking at it costs the same however much there is.

-- Log lines of trials. Their order is that of their ids: whoever adds some holds a lock of the trial until they are there.
create table trial_log (
    trial_id  bigint      not null references trial on delete cascade,
    id        bigint      generated always as identity,
    attempt   integer     not null check (attempt > 0),
    logged_at timestamptz not null,
    level     text        not null check (level in ('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR')),
    message   text        not null,
    primary key (trial_id, id)
);
create index trial_log_age on trial_log (logged_at);
comment on table trial_log is 'What the training of a trial logged; docs/logs.md says how much of it is kept';
comment on column trial_log.logged_at is 'By the database''s clock, less the age that the worker said the line had';

-- The sums over seeds from which the best configuration of a method is found without reading its trials.
create table configuration_summary (
    sweep_id           bigint           not null references sweep on delete cascade,
    configuration_hash text             not null,
    dataset            text             not null,
    model              text             not null,
    method             text             not null,
    measure            text             not null,
    first_number       integer          not null,
    seeds              integer          not null,
    validation_sum     double precision not null,
    validation         double precision not null generated always as (validation_sum / seeds) stored,
    train_seconds      double precision not null,
    epochs             bigint           not null,
    primary key (sweep_id, configuration_hash)
);
create index configuration_summary_best on configuration_summary
    (sweep_id, dataset, model, method, seeds desc, validation desc, first_number);
create index configuration_summary_cost on configuration_summary (dataset, model, method, sweep_id);
comment on table configuration_summary is 'What the seeds of a configuration that have succeeded came to; a trigger adds each result';
comment on column configuration_summary.validation is 'Mean accuracy or ELBO, whichever the measure is, on validation data: more is better';
comment on column configuration_summary.train_seconds is 'Spent on its epochs, over all its seeds; reused results count with what they once took';

create view scored_result as
select r.trial_id, t.sweep_id, t.configuration_hash, t.dataset, t.model, t.method, t.measure, t.number, t.epochs,
       r.train_seconds, case t.measure when 'ELBO' then -r.validation_loss else r.validation_accuracy end as validation
from result r join trial t on t.id = r.trial_id;

create function summarise_results() returns trigger language plpgsql as $$
begin
    insert into configuration_summary (sweep_id, configuration_hash, dataset, model, method, measure, first_number, seeds,
                                       validation_sum, train_seconds, epochs)
    select sweep_id, configuration_hash, dataset, model, method, measure, min(number), count(*),
           sum(validation), sum(s.train_seconds), sum(epochs)
    from delivered join scored_result s using (trial_id)
    where validation is not null
    group by sweep_id, configuration_hash, dataset, model, method, measure
    on conflict (sweep_id, configuration_hash) do update
    set first_number = least(configuration_summary.first_number, excluded.first_number),
        seeds = configuration_summary.seeds + excluded.seeds,
        validation_sum = configuration_summary.validation_sum + excluded.validation_sum,
        train_seconds = configuration_summary.train_seconds + excluded.train_seconds,
        epochs = configuration_summary.epochs + excluded.epochs;
    return null;
end
$$;
create trigger result_delivered after insert on result referencing new table as delivered
    for each statement execute function summarise_results();

insert into configuration_summary (sweep_id, configuration_hash, dataset, model, method, measure, first_number, seeds,
                                   validation_sum, train_seconds, epochs)
select sweep_id, configuration_hash, dataset, model, method, measure, min(number), count(*),
       sum(validation), sum(train_seconds), sum(epochs)
from scored_result
where validation is not null
group by sweep_id, configuration_hash, dataset, model, method, measure;

-- What finished lately, of one sweep and of all.
create index trial_trained on trial (sweep_id, finished_at)
    where state in ('SUCCEEDED', 'FAILED', 'PRUNED') and reused_from is null;

create index attempt_failed on attempt (ended_at)
    where ended in ('LEASE_EXPIRED', 'CRASHED', 'OUT_OF_MEMORY', 'ERROR', 'DIVERGED', 'BAD_CONFIGURATION', 'DATA_MISSING');

create index metric_probe on metric (trial_id, epoch) where name like 'probe\_%';

create table queue_sample (
    at      timestamptz primary key,
    pending integer not null,
    running integer not null,
    workers integer not null
);
comment on table queue_sample is 'The queue once a minute, kept for a week';
comment on column queue_sample.pending is 'Trials that wait, paused ones too';
comment on column queue_sample.workers is 'Those alive';

create view living_worker as
select * from worker where stopped_at is null and last_seen_at > now() - interval '30 seconds';
comment on view living_worker is 'Workers heard of within the length of a lease that have not said goodbye';
