-- The results a researcher reads. Stable names; everything else in this database may change.
create schema results;
comment on schema results is 'Documented views of finished work: SELECT from here';

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
       (c.h ->> 'epochs')::integer as epochs,
       (c.h ->> 'batch_size')::integer as batch_size,
       (c.h ->> 'lr')::double precision as lr,
       (c.h ->> 'momentum')::double precision as momentum,
       (c.h ->> 'label_smoothing')::double precision as label_smoothing,
       coalesce(c.h ->> 'alpha', r.provenance ->> 'alpha')::double precision as alpha,
       coalesce(c.h ->> 'sigma0', r.provenance ->> 'sigma0')::double precision as sigma0,
       (c.h ->> 'rho')::double precision as rho,
       (c.h ->> 'sigma_lr')::double precision as sigma_lr,
       (c.h ->> 'beta')::double precision as beta,
       (c.h ->> 'asam_eta')::double precision as asam_eta,
       (c.h ->> 'fsam_eta')::double precision as fsam_eta,
       (c.h ->> 'lambda')::double precision as lambda,
       c.h as hyperparameters,
       r.train_loss,
       r.validation_loss,
       r.validation_accuracy,
       r.test_loss,
       r.test_accuracy,
       r.train_seconds,
       r.provenance,
       t.attempt as attempts,
       t.started_at,
       t.finished_at
from trial t
join sweep s on s.id = t.sweep_id
cross join lateral (select t.config -> 'hyperparameters' as h) c
left join result r on r.trial_id = t.id;
comment on view results.trial is 'One row a trial: its hyperparameters and, once it has succeeded, its final numbers; accuracies are fractions';

create view results.configuration as
select sweep_id,
       dataset,
       model,
       method,
       configuration_hash,
       min(number) as first_number,
       (array_agg(hyperparameters order by number))[1] as hyperparameters,
       count(*)::integer as seeds_asked,
       count(test_accuracy)::integer as seeds,
       avg(validation_accuracy) as validation_accuracy,
       stddev_samp(validation_accuracy) / sqrt(count(validation_accuracy)) as validation_standard_error,
       avg(test_accuracy) as test_accuracy,
       stddev_samp(test_accuracy) / sqrt(count(test_accuracy)) as test_standard_error,
       avg(test_loss) as test_loss,
       sum(train_seconds) as train_seconds
from results.trial
group by sweep_id, dataset, model, method, configuration_hash;
comment on view results.configuration is 'One row a configuration: means over its seeds; standard error is the sample standard deviation over the root of the number of seeds, null for one seed';

create view results.best_configuration as
select sweep_id, dataset, model, method, configuration_hash, first_number, hyperparameters, configurations, ties,
       seeds_asked, seeds,
       validation_accuracy, validation_standard_error, test_accuracy, test_standard_error, train_seconds
from (
    select c.*,
           count(*) over cell as configurations,
           greatest(count(validation_accuracy)
               over (partition by sweep_id, dataset, model, method, validation_accuracy) - 1, 0) as ties,
           row_number() over (
               partition by sweep_id, dataset, model, method
               order by seeds = seeds_asked desc, validation_accuracy desc nulls last, first_number) as rank
    from results.configuration c
    window cell as (partition by sweep_id, dataset, model, method)) ranked
where rank = 1;
comment on view results.best_configuration is 'The paper''s table: per sweep, dataset, model and method the configuration best on validation data, and its test accuracy; a configuration with seeds missing is chosen only where none is complete, and a tie goes to the one that stands first in the sweep';
comment on column results.best_configuration.configurations is 'Configurations of the method among which this one was chosen';
comment on column results.best_configuration.ties is 'Other configurations with exactly its validation accuracy';
comment on column results.best_configuration.seeds is 'Seeds that have succeeded, out of seeds_asked';
