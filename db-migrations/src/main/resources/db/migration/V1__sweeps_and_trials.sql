-- The queue and its results. Every time is the database's clock; every write by a worker is fenced by (trial, attempt).

create table sweep (
    id              bigint generated always as identity primary key,
    name            text        not null check (char_length(name) between 1 and 200),
    definition      json        not null,
    max_attempts    integer     not null default 3 check (max_attempts between 1 and 100),
    idempotency_key text unique check (char_length(idempotency_key) between 1 and 255),
    request_hash    text        not null,
    created_at      timestamptz not null default now(),
    cancelled_at    timestamptz
);
comment on column sweep.definition is 'The definition as it was submitted, its keys in their order, YAML turned into JSON';
comment on column sweep.max_attempts is 'A trial fails for good after so many failed or lost attempts';
comment on column sweep.idempotency_key is 'Idempotency-Key of the request; the same key gives the same sweep';
comment on column sweep.request_hash is 'SHA-256 of the definition, which tells a repeated request from a different one';

create table worker (
    id           text        primary key check (char_length(id) between 1 and 200),
    hostname     text        not null,
    device       text        not null,
    started_at   timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    stopped_at   timestamptz
);
comment on column worker.device is 'Where it trains, as shown to people: "cpu, 2 threads" or "cuda:0, compute capability 90"';

create table trial (
    id                 bigint generated always as identity primary key,
    sweep_id           bigint      not null references sweep on delete cascade,
    number             integer     not null check (number >= 0),
    config             jsonb       not null,
    method             text        not null,
    dataset            text        not null,
    model              text        not null,
    seed               bigint      not null,
    configuration_hash text        not null,
    identity           text        not null,
    epochs             integer     not null check (epochs > 0),
    state              text        not null default 'PENDING'
                       check (state in ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'PRUNED')),
    attempt            integer     not null default 0 check (attempt >= 0),
    failures           integer     not null default 0 check (failures >= 0),
    available_at       timestamptz not null default now(),
    worker_id          text,
    lease_until        timestamptz,
    epoch              integer     not null default 0,
    created_at         timestamptz not null default now(),
    started_at         timestamptz,
    finished_at        timestamptz,
    unique (sweep_id, number),
    unique (sweep_id, identity),
    check ((state = 'RUNNING') = (lease_until is not null)),
    check ((state = 'RUNNING') = (worker_id is not null)),
    check ((state in ('PENDING', 'RUNNING')) = (finished_at is null))
) with (fillfactor = 80);
comment on column trial.number is 'Position in its sweep, from 0';
comment on column trial.config is 'Dataset, model, method, hyperparameters and seed: everything that decides the result';
comment on column trial.configuration_hash is 'SHA-256 of config without the seed: trials that share it are averaged';
comment on column trial.identity is 'SHA-256 of config: trials that share it have the same result';
comment on column trial.attempt is 'Attempts begun; with the id it is the fencing token of every write by a worker';
comment on column trial.failures is 'Attempts that failed or were lost; a drained attempt counts in attempt but not here';
comment on column trial.available_at is 'Not claimed before this time: back-off after a failure';
comment on column trial.epoch is 'Epochs completed by the current attempt';

-- By number before age, so that sweeps queued together advance together, as a round robin would.
create index trial_queue on trial (number, id) where state = 'PENDING';
create index trial_lease on trial (lease_until) where state = 'RUNNING';
create index trial_by_state on trial (sweep_id, state);

create table attempt (
    trial_id           bigint      not null references trial on delete cascade,
    attempt            integer     not null check (attempt > 0),
    worker_id          text        not null,
    started_at         timestamptz not null default now(),
    resumed_from_epoch integer     not null default 0 check (resumed_from_epoch >= 0),
    ended_at           timestamptz,
    ended              text check (ended in ('SUCCEEDED', 'CANCELLED', 'DRAINED', 'LEASE_EXPIRED', 'OUT_OF_MEMORY',
                                             'ERROR', 'DIVERGED', 'BAD_CONFIGURATION', 'DATA_MISSING')),
    message            text,
    primary key (trial_id, attempt),
    check ((ended is null) = (ended_at is null))
);
comment on column attempt.resumed_from_epoch is 'Epochs that its checkpoint had completed; metrics of earlier attempts count up to there';
comment on column attempt.ended is 'Why it ended; null while it runs';

create table metric (
    trial_id    bigint           not null,
    attempt     integer          not null,
    name        text             not null check (char_length(name) between 1 and 100),
    epoch       integer          not null check (epoch >= 0),
    value       double precision not null check (value = value and abs(value) < 'infinity'),
    recorded_at timestamptz      not null default now(),
    primary key (trial_id, attempt, name, epoch)
) partition by hash (trial_id);
do $$
begin
    for i in 0..7 loop
        execute format('create table metric_%s partition of metric for values with (modulus 8, remainder %s)', i, i);
    end loop;
end
$$;

create table checkpoint (
    trial_id   bigint      primary key references trial on delete cascade,
    attempt    integer     not null,
    epoch      integer     not null check (epoch > 0),
    location   text        not null,
    sha256     text        not null,
    bytes      bigint      not null check (bytes > 0),
    created_at timestamptz not null default now()
);
comment on table checkpoint is 'The newest checkpoint of a trial; the file lies in the checkpoint store';

create table result (
    trial_id            bigint           primary key references trial on delete cascade,
    attempt             integer          not null,
    train_loss          double precision not null,
    validation_loss     double precision not null,
    validation_accuracy double precision not null check (validation_accuracy between 0 and 1),
    test_loss           double precision not null,
    test_accuracy       double precision not null check (test_accuracy between 0 and 1),
    train_seconds       double precision not null check (train_seconds >= 0),
    provenance          jsonb            not null,
    committed_at        timestamptz      not null default now()
);
comment on table result is 'One row a trial at most: the primary key makes a second result impossible';
comment on column result.train_seconds is 'Time spent training, over all attempts that led to this result';
comment on column result.provenance is 'Engine, device, thread count, sizes of the splits, parameters, derived alpha and sigma0';

-- Only the attempts that made the current curve: an attempt counts up to the epoch from which a later one resumed.
create view live_metric as
select m.trial_id, m.attempt, m.name, m.epoch, m.value, m.recorded_at
from metric m
where not exists (
    select from attempt later
    where later.trial_id = m.trial_id and later.attempt > m.attempt and later.resumed_from_epoch < m.epoch);

-- One rule for the worker that reports a failure and for the reaper of lost ones.
create function retry_delay(failures integer) returns interval language sql immutable
    return least(600, 10 * (2 ^ (failures - 1) - 1)) * interval '1 second';
comment on function retry_delay is 'How long a trial waits after its n-th failure: 0, 10, 30, 70 s …, at most 10 min';
