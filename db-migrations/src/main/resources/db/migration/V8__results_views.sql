-- Version 1 of the documented views: a column is added, never renamed or taken away, without a new version.

drop view results.best_configuration;
drop view results.configuration;
drop view results.trial;

comment on schema results is 'Documented views of sweeps and their results: SELECT from here as flatsweep_reader. results.version says which version of them this is; everything outside this schema may change';

create view results.version as select 1 as version;
comment on view results.version is 'Of the views in this schema';
comment on column results.version.version is 'Higher when a column was renamed, removed or given another meaning; columns may be added without';

create view results.trial as
select t.id as trial_id,
       t.sweep_id,
       s.name as sweep,
       t.number,
       t.dataset,
       t.model,
       t.method,
       t.seed,
       t.configuration_hash,
       t.state,
       t.measure,
       c.h ->> 'estimator' as estimator,
       c.h ->> 'perturbation' as perturbation,
       c.h ->> 'covariance' as covariance,
       c.h ->> 'penalty' as penalty,
       c.h ->> 'optimizer' as optimizer,
       (c.h ->> 'epochs')::integer as epochs,
       (c.h ->> 'batch_size')::integer as batch_size,
       (c.h ->> 'lr')::double precision as lr,
       (c.h ->> 'momentum')::double precision as momentum,
       (c.h ->> 'nesterov')::boolean as nesterov,
       (c.h ->> 'adam_beta1')::double precision as adam_beta1,
       (c.h ->> 'adam_beta2')::double precision as adam_beta2,
       (c.h ->> 'adam_epsilon')::double precision as adam_epsilon,
       c.h ->> 'schedule' as schedule,
       (c.h ->> 'label_smoothing')::double precision as label_smoothing,
       coalesce(c.h ->> 'alpha', r.provenance ->> 'alpha')::double precision as alpha,
       (c.h ->> 'rho')::double precision as rho,
       coalesce(c.h ->> 'sigma0', r.provenance ->> 'sigma0')::double precision as sigma0,
       coalesce(c.h ->> 'sigma_lr', r.provenance ->> 'sigma_lr')::double precision as sigma_lr,
       c.h ->> 'sigma_param' as sigma_param,
       c.h ->> 'sigma_gradient' as sigma_gradient,
       (c.h ->> 'sigma_floor')::double precision as sigma_floor,
       (c.h ->> 'sigma_ceiling')::double precision as sigma_ceiling,
       case jsonb_typeof(c.h -> 'beta') when 'number' then (c.h ->> 'beta')::double precision end as beta,
       (c.h ->> 'asam_eta')::double precision as asam_eta,
       c.h ->> 'asam_scope' as asam_scope,
       (c.h ->> 'fsam_eta')::double precision as fsam_eta,
       (c.h ->> 'lambda')::double precision as lambda,
       c.h ->> 'interpolation' as interpolation,
       coalesce(c.h ->> 'population', r.provenance ->> 'population')::integer as population,
       c.h ->> 'fitness' as fitness,
       c.h as hyperparameters,
       r.train_loss,
       r.validation_loss,
       r.validation_accuracy,
       r.test_loss,
       r.test_accuracy,
       case t.measure when 'ELBO' then -r.validation_loss end as validation_elbo,
       case t.measure when 'ELBO' then -r.test_loss end as test_elbo,
       r.train_seconds,
       t.attempt as attempts,
       t.reused_from,
       t.started_at,
       t.finished_at,
       r.provenance
from trial t
join sweep s on s.id = t.sweep_id
cross join lateral (select t.config -> 'hyperparameters' as h) c
left join result r on r.trial_id = t.id;

create view results.metric as
select t.sweep_id,
       t.id as trial_id,
       t.number,
       t.dataset,
       t.model,
       t.method,
       t.seed,
       t.configuration_hash,
       m.name,
       m.epoch,
       m.value,
       m.recorded_at
from trial t
join live_metric m on m.trial_id = t.id;

-- With its test numbers, which results.configuration leaves out, so that nothing invites to choose by them.
create view evaluated_configuration as
select sweep_id,
       dataset,
       model,
       method,
       configuration_hash,
       measure,
       min(number) as first_number,
       (array_agg(hyperparameters order by number))[1] as hyperparameters,
       count(*)::integer as seeds_asked,
       count(test_loss)::integer as seeds,
       (count(*) - count(test_loss))::integer as seeds_missing,
       avg(validation_accuracy) as validation_accuracy,
       stddev_samp(validation_accuracy) / sqrt(count(validation_accuracy)) as validation_standard_error,
       avg(validation_loss) as validation_loss,
       stddev_samp(validation_loss) / sqrt(count(validation_loss)) as validation_loss_standard_error,
       avg(validation_elbo) as validation_elbo,
       avg(test_accuracy) as test_accuracy,
       stddev_samp(test_accuracy) as test_standard_deviation,
       stddev_samp(test_accuracy) / sqrt(count(test_accuracy)) as test_standard_error,
       avg(test_loss) as test_loss,
       stddev_samp(test_loss) as test_loss_standard_deviation,
       stddev_samp(test_loss) / sqrt(count(test_loss)) as test_loss_standard_error,
       avg(test_elbo) as test_elbo,
       sum(train_seconds) as train_seconds
from results.trial
group by sweep_id, dataset, model, method, configuration_hash, measure;

create view ranked_configuration as
select c.*,
       count(*) over cell as configurations,
       count(*) filter (where seeds_missing > 0) over cell as configurations_incomplete,
       greatest(count(score) over (partition by sweep_id, dataset, model, method, score) - 1, 0) as ties,
       row_number() over (
           partition by sweep_id, dataset, model, method
           order by seeds_missing = 0 desc, score desc nulls last, first_number) as rank
from (select *, coalesce(validation_elbo, validation_accuracy) as score from evaluated_configuration) c
window cell as (partition by sweep_id, dataset, model, method);

create view results.configuration as
select sweep_id, dataset, model, method, configuration_hash, measure, first_number, hyperparameters,
       seeds_asked, seeds, seeds_missing,
       validation_accuracy, validation_standard_error,
       validation_loss, validation_loss_standard_error, validation_elbo,
       train_seconds, rank
from ranked_configuration;

create view results.best_config as
select sweep_id, dataset, model, method, configuration_hash, measure, first_number, hyperparameters,
       configurations, configurations_incomplete, ties, seeds_asked, seeds, seeds_missing,
       validation_accuracy, validation_standard_error,
       validation_loss, validation_loss_standard_error, validation_elbo,
       test_accuracy, test_standard_deviation, test_standard_error,
       test_loss, test_loss_standard_deviation, test_loss_standard_error, test_elbo,
       train_seconds
from ranked_configuration
where rank = 1;

create table results.published (
    paper_table    integer          not null check (paper_table in (3, 4)),
    position       integer          not null,
    dataset        text             not null,
    model          text             not null,
    method         text             not null,
    test_accuracy  double precision not null check (test_accuracy between 0 and 1),
    printed_error  double precision not null check (printed_error >= 0),
    doubt          text,
    primary key (paper_table, dataset, model, method)
);
insert into results.published (paper_table, position, dataset, model, method, test_accuracy, printed_error, doubt)
values (3,  1, 'cifar10',  'WRN-28-2',  'sgd',  0.9590, 0.0007, null),
       (3,  2, 'cifar10',  'WRN-28-2',  'sam',  0.9610, 0.0011, null),
       (3,  3, 'cifar10',  'WRN-28-2',  'vsam', 0.9418, 0.0011, null),
       (3,  4, 'cifar10',  'WRN-28-2',  'rsam', 0.9608, 0.0013, null),
       (3,  5, 'cifar10',  'WRN-28-10', 'sgd',  0.9697, 0.0012, null),
       (3,  6, 'cifar10',  'WRN-28-10', 'sam',  0.9720, 0.0007, null),
       (3,  7, 'cifar10',  'WRN-28-10', 'vsam', 0.9695, 0.0042, null),
       (3,  8, 'cifar10',  'WRN-28-10', 'rsam', 0.9711, 0.0005, null),
       (3,  9, 'cifar100', 'WRN-28-2',  'sgd',  0.7432, 0.0012, null),
       (3, 10, 'cifar100', 'WRN-28-2',  'sam',  0.7625, 0.0027, null),
       (3, 11, 'cifar100', 'WRN-28-2',  'vsam', 0.7474, 0.0029, null),
       (3, 12, 'cifar100', 'WRN-28-2',  'rsam', 0.7578, 0.0005, null),
       (3, 13, 'cifar100', 'WRN-28-10', 'sgd',  0.8023, 0.00004,
        'The scan reads "8(0.23+0-0040": an error of 0.004 % is implausible, and may be a fraction, 0.4 %'),
       (3, 14, 'cifar100', 'WRN-28-10', 'sam',  0.8326, 0.000004,
        'An error of 0.0004 % is implausible as printed, and may be a fraction, 0.04 %'),
       (3, 15, 'cifar100', 'WRN-28-10', 'vsam', 0.8172, 0.0002,
        'The scan reads "0.0200"; the error may be a fraction, 2 %, as others of its column may'),
       (3, 16, 'cifar100', 'WRN-28-10', 'rsam', 0.8058, 0.000006,
        'An error of 0.0006 % is implausible as printed, and may be a fraction, 0.06 %'),
       (4,  1, 'cifar10',  'WRN-28-2',  'asam', 0.9617, 0.0007, null),
       (4,  2, 'cifar10',  'WRN-28-2',  'fsam', 0.9623, 0.0006, null),
       (4,  3, 'cifar100', 'WRN-28-2',  'asam', 0.653,  0.001,
        'The scan reads "65,3101": digits are lost, and so low an accuracy is implausible beside SAM''s 76.25 %'),
       (4,  4, 'cifar100', 'WRN-28-2',  'fsam', 0.7654, 0.0021, null);

create view beside_published as
select s.sweep_id,
       p.paper_table,
       p.position,
       p.dataset,
       p.model,
       p.method,
       b.configuration_hash,
       b.hyperparameters,
       b.configurations,
       b.seeds_asked,
       b.seeds,
       b.seeds_missing,
       b.test_accuracy,
       b.test_standard_error,
       p.test_accuracy as published_test_accuracy,
       p.printed_error as published_error,
       p.doubt,
       b.test_accuracy - p.test_accuracy as difference
from results.published p
join (select distinct t.sweep_id, o.paper_table
      from trial t
      join results.published o on o.dataset = t.dataset and o.model = t.model and o.method = t.method) s
    on s.paper_table = p.paper_table
left join results.best_config b
    on b.sweep_id = s.sweep_id and b.dataset = p.dataset and b.model = p.model and b.method = p.method;

create view results.table_3 as
select sweep_id, position, dataset, model, method, configuration_hash, hyperparameters, configurations,
       seeds_asked, seeds, seeds_missing, test_accuracy, test_standard_error,
       published_test_accuracy, published_error, doubt, difference
from beside_published
where paper_table = 3;

create view results.table_4 as
select sweep_id, position, dataset, model, method, configuration_hash, hyperparameters, configurations,
       seeds_asked, seeds, seeds_missing, test_accuracy, test_standard_error,
       published_test_accuracy, published_error, doubt, difference
from beside_published
where paper_table = 4;

create view results.flatness as
select p.sweep_id,
       p.dataset,
       p.model,
       p.method,
       p.configuration_hash,
       p.configuration_hash = b.configuration_hash as is_best,
       p.epoch,
       count(*)::integer as seeds,
       avg(p.loss) as loss,
       avg(p.gradient_norm) as gradient_norm,
       stddev_samp(p.gradient_norm) / sqrt(count(p.gradient_norm)) as gradient_norm_standard_error,
       avg(p.ideal_sam) as ideal_sam,
       stddev_samp(p.ideal_sam) / sqrt(count(p.ideal_sam)) as ideal_sam_standard_error,
       avg(p.ideal_mfvi) as ideal_mfvi,
       stddev_samp(p.ideal_mfvi) / sqrt(count(p.ideal_mfvi)) as ideal_mfvi_standard_error,
       avg(p.implicit_sam) as implicit_sam,
       stddev_samp(p.implicit_sam) / sqrt(count(p.implicit_sam)) as implicit_sam_standard_error,
       avg(p.implicit_mfvi) as implicit_mfvi,
       stddev_samp(p.implicit_mfvi) / sqrt(count(p.implicit_mfvi)) as implicit_mfvi_standard_error,
       avg(p.omitted_mfvi) as omitted_mfvi,
       stddev_samp(p.omitted_mfvi) / sqrt(count(p.omitted_mfvi)) as omitted_mfvi_standard_error,
       avg(p.lambda_max) as lambda_max,
       stddev_samp(p.lambda_max) / sqrt(count(p.lambda_max)) as lambda_max_standard_error,
       avg(p.trace_sigma_h) as trace_sigma_h,
       stddev_samp(p.trace_sigma_h) / sqrt(count(p.trace_sigma_h)) as trace_sigma_h_standard_error,
       avg(p.trace_sigma_h2) as trace_sigma_h2,
       stddev_samp(p.trace_sigma_h2) / sqrt(count(p.trace_sigma_h2)) as trace_sigma_h2_standard_error,
       avg(p.sharpness_step) as sharpness_step,
       stddev_samp(p.sharpness_step) / sqrt(count(p.sharpness_step)) as sharpness_step_standard_error,
       avg(p.sharpness_max) as sharpness_max,
       stddev_samp(p.sharpness_max) / sqrt(count(p.sharpness_max)) as sharpness_max_standard_error,
       avg(p.sharpness_mean) as sharpness_mean,
       stddev_samp(p.sharpness_mean) / sqrt(count(p.sharpness_mean)) as sharpness_mean_standard_error
from results.probe p
left join results.best_config b
    on b.sweep_id = p.sweep_id and b.dataset = p.dataset and b.model = p.model and b.method = p.method
group by p.sweep_id, p.dataset, p.model, p.method, p.configuration_hash, b.configuration_hash, p.epoch;

create view results.attempts as
select t.sweep_id,
       a.trial_id,
       t.number,
       t.dataset,
       t.model,
       t.method,
       t.seed,
       t.configuration_hash,
       a.attempt,
       t.state as trial_state,
       a.worker_id,
       w.hostname,
       w.device,
       a.resumed_from_epoch,
       a.started_at,
       a.ended_at,
       extract(epoch from coalesce(a.ended_at, now()) - a.started_at)::double precision as seconds,
       a.ended,
       a.message
from attempt a
join trial t on t.id = a.trial_id
left join worker w on w.id = a.worker_id;

create view results.cost as
select sweep_id,
       dataset,
       model,
       method,
       count(distinct trial_id)::integer as trials,
       count(*)::integer as attempts,
       coalesce(sum(seconds) filter (where device like 'cuda%'), 0) / 3600 as gpu_hours,
       coalesce(sum(seconds) filter (where device like 'cpu%'), 0) / 3600 as cpu_hours,
       coalesce(sum(seconds) filter (where ended is null), 0) / 3600 as running_hours,
       coalesce(sum(seconds) filter (where ended not in ('SUCCEEDED', 'DRAINED', 'PAUSED')), 0) / 3600 as failed_hours
from results.attempts
group by sweep_id, dataset, model, method;

-- What columns of one name mean wherever they stand.
do $$
declare
    meaning constant jsonb := '{
        "sweep_id": "The sweep",
        "trial_id": "The trial",
        "sweep": "Name of the sweep",
        "number": "Position of the trial in its sweep, from 0",
        "dataset": "digits, cifar10, …; with a resolution or a share of validation images where the sweep gives one",
        "model": "WRN-28-10: a WideResNet of depth 28 and width 10; VAE-…: a variational autoencoder",
        "method": "Key of the method: sgd, sam, rsam, …",
        "seed": "Of initialisation, order of the data and noise; the splits of a dataset do not depend on it",
        "configuration_hash": "SHA-256 of the configuration without its seed: trials that share it are averaged",
        "measure": "What the model is judged by: ACCURACY, or ELBO, the evidence lower bound",
        "hyperparameters": "All hyperparameters that apply, by name",
        "configurations": "Configurations of the method that the sweep asks for, among which this one was chosen",
        "configurations_incomplete": "Configurations of the method with seeds missing: while there are any, the choice may change",
        "ties": "Other configurations of the method with exactly its validation accuracy or ELBO; the first in the sweep is chosen",
        "first_number": "Number of its first trial",
        "seeds_asked": "Seeds that the sweep asks for",
        "seeds": "Seeds that have succeeded, over which means are taken",
        "seeds_missing": "Seeds that have not succeeded, or not yet",
        "validation_accuracy": "Fraction of validation images classified right; mean over seeds; null where the model is not judged by it",
        "validation_standard_error": "Of validation_accuracy: sample standard deviation over seeds / root of their number; null for one seed",
        "validation_loss": "Mean in nats an image; mean over seeds",
        "validation_loss_standard_error": "Of validation_loss and validation_elbo",
        "validation_elbo": "Evidence lower bound in nats an image, mean over seeds; null where the model is judged by accuracy",
        "test_accuracy": "Fraction of test images classified right; mean over seeds; null where the model is not judged by it",
        "test_standard_deviation": "Of test_accuracy over seeds, with n - 1; null for one seed",
        "test_standard_error": "Of test_accuracy: its standard deviation / root of the number of seeds; null for one seed",
        "test_loss": "Mean in nats an image; mean over seeds",
        "test_loss_standard_deviation": "Of test_loss and test_elbo over seeds, with n - 1; null for one seed",
        "test_loss_standard_error": "Of test_loss and test_elbo",
        "test_elbo": "Evidence lower bound in nats an image, mean over seeds; null where the model is judged by accuracy",
        "train_seconds": "Seconds of training that led to these results, summed over seeds; reused results count with what they once took",
        "rank": "1 for the configuration of its method that is chosen: complete before incomplete, then by validation accuracy or ELBO, then the first in the sweep",
        "is_best": "Whether results.best_config chose this configuration",
        "epoch": "From 1",
        "name": "train_loss, validation_accuracy, …; probe_… are probes",
        "value": "Accuracies are fractions, losses nats an image",
        "recorded_at": "When it reached the database",
        "attempt": "1 for the first; with the trial it fences what a worker writes",
        "trial_state": "State of the trial now",
        "worker_id": "The worker that made it",
        "hostname": "Of the worker",
        "device": "Of the worker: cpu, …, or cuda:0, …",
        "resumed_from_epoch": "Epochs that its checkpoint had completed",
        "started_at": "By the database''s clock",
        "ended_at": "By the database''s clock; null while it runs",
        "seconds": "From start to end, or to now",
        "ended": "Why it ended: SUCCEEDED, CANCELLED, DRAINED and PAUSED (given back, at no cost), LEASE_EXPIRED, CRASHED, OUT_OF_MEMORY, ERROR, DIVERGED, BAD_CONFIGURATION or DATA_MISSING; null while it runs",
        "message": "What the worker said of a failure",
        "trials": "Trials that were attempted; reused ones were not",
        "attempts": "Attempts of these trials",
        "gpu_hours": "Hours that attempts held a slot of a CUDA worker; a GPU of several slots counts once a slot",
        "cpu_hours": "Hours that attempts held a slot of a CPU worker",
        "running_hours": "Of these, in attempts that still run",
        "failed_hours": "Of these, in attempts that failed or were cancelled; later attempts may have gone on from their checkpoints",
        "paper_table": "3 or 4",
        "position": "Order of the cells: by dataset and model, then as printed",
        "printed_error": "What stands after ±, as a fraction; the paper does not say of what",
        "published_test_accuracy": "As the paper prints it, as a fraction",
        "published_error": "What the paper prints after ±, as a fraction; it does not say of what",
        "doubt": "Why the cell, as scanned or as printed, is to be doubted; null where it is not",
        "difference": "test_accuracy - published_test_accuracy: ours less theirs"}';
    trial_meaning constant jsonb := '{
        "state": "PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLED or PRUNED",
        "estimator": "Of a composed method: gradient, score, natural or cma; others fix it",
        "perturbation": "Of a composed method; others fix it",
        "covariance": "Of a composed method; others fix it",
        "penalty": "Of a composed method; others fix it",
        "optimizer": "sgd or adamw",
        "epochs": "Passes over the training images",
        "batch_size": "Images a step",
        "lr": "Initial learning rate of the mean parameters",
        "momentum": "Of SGD",
        "nesterov": "Whether in Nesterov''s form",
        "adam_beta1": "Decay of AdamW''s mean of gradients",
        "adam_beta2": "Decay of AdamW''s mean of squared gradients",
        "adam_epsilon": "What AdamW adds to the root of its mean of squares",
        "schedule": "Of the learning rate: step, cosine or constant",
        "label_smoothing": "Probability mass that targets spread evenly over all classes",
        "alpha": "L2 strength, half of PyTorch''s weight decay: given, or derived from sigma0 once the trial has succeeded",
        "rho": "Radius of the perturbation",
        "sigma0": "Standard deviation of the prior: given, or derived from alpha once the trial has succeeded",
        "sigma_lr": "Learning rate of the covariance",
        "sigma_param": "What that moves: log_variance, std or variance",
        "sigma_gradient": "Where the covariance''s gradient is taken: clean or perturbed",
        "sigma_floor": "Least variance",
        "sigma_ceiling": "Greatest variance",
        "beta": "Coefficient of the KL penalty''s part in the covariance; null for match_rho, which the hyperparameters name",
        "asam_eta": "Addend of ASAM''s scale",
        "asam_scope": "What ASAM scales: all_weights or conv_linear",
        "fsam_eta": "Weight of the Fisher information in FisherSAM",
        "lambda": "Place of the perturbation between RandomSAM''s, 0, and SAM''s, 1",
        "interpolation": "slerp or convex",
        "population": "Perturbed evaluations a step: given, or derived once the trial has succeeded",
        "fitness": "What the score function weighs directions by: ranks or raw",
        "train_loss": "Of the last epoch, mean in nats an image as trained on",
        "validation_loss": "After the last epoch, mean in nats an image",
        "validation_accuracy": "After the last epoch, fraction of images; null where the model is not judged by it",
        "test_loss": "After the last epoch, mean in nats an image",
        "test_accuracy": "After the last epoch, fraction of images; null where the model is not judged by it",
        "validation_elbo": "Minus validation_loss where the model is judged by it, else null",
        "test_elbo": "Minus test_loss where the model is judged by it, else null",
        "train_seconds": "Time spent training, over all attempts that led to the result",
        "attempts": "Attempts begun; 0 where the result was reused",
        "reused_from": "The trial of an earlier sweep whose result this is; null where it was trained",
        "started_at": "When its first attempt began, by the database''s clock",
        "finished_at": "When it came to a final state, by the database''s clock",
        "provenance": "Versions, device, dataset and derived constants that the result depends on: docs/provenance.md"}';
    undocumented record;
begin
    for undocumented in
        select c.relname, a.attname,
               coalesce(case c.relname when 'trial' then trial_meaning ->> a.attname end, meaning ->> a.attname,
                        'Standard error over seeds of ' || nullif(replace(a.attname, '_standard_error', ''), a.attname),
                        case c.relname
                            when 'flatness' then 'Mean over seeds; results.probe says of what'
                            when 'probe' then 'Standard error of ' || replace(a.attname, '_error', '')
                                 || ' over random vectors' end) as meaning
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'results'::regnamespace and c.relkind in ('v', 'r')
          and a.attnum > 0 and col_description(c.oid, a.attnum) is null
    loop
        execute format('comment on column results.%I.%I is %L',
                       undocumented.relname, undocumented.attname, undocumented.meaning);
    end loop;
end
$$;

comment on view results.trial is 'One row a trial: its hyperparameters and, once it has succeeded, its final numbers; a hyperparameter that does not apply is null';
comment on view results.metric is 'The curves: one row a trial, epoch and metric, running trials included, without what a later attempt replaced';
comment on view results.configuration is 'One row a configuration and its validation numbers, which alone decide which is chosen';
comment on view results.best_config is 'Per sweep, dataset, model and method the configuration best on validation data by its measure, and its test numbers; one with seeds missing is chosen only where none is complete';
comment on table results.published is 'Tables 3 and 4 of Rethinking Sharpness-Aware Minimization as Variational Inference as printed, with what is doubtful in the scan';
comment on view results.table_3 is 'Table 3 of the paper beside ours: every published cell for each sweep that has one of them, the best configuration''s test accuracy, and the difference';
comment on view results.table_4 is 'Table 4 of the paper beside ours: as table_3';
comment on view results.flatness is 'Table 2''s quantities and other probes, one row a configuration and probed epoch: means over its seeds';
comment on view results.attempts is 'One row an attempt: who trained a trial, and how it ended and why';
comment on view results.cost is 'What was spent, per sweep, dataset, model and method, by the times of all attempts, failed ones included';

-- Roles belong to the whole server: another database may have made it, and a managed server may not let us.
do $$
begin
    create role flatsweep_reader nologin;
exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise warning 'this user may not create roles, so flatsweep_reader is missing: docs/results.md says how to add it';
end
$$;
do $$
begin
    if exists (select from pg_roles where rolname = 'flatsweep_reader') then
        grant usage on schema results to flatsweep_reader;
        grant select on all tables in schema results to flatsweep_reader;
        alter default privileges in schema results grant select on tables to flatsweep_reader;
    end if;
end
$$;
