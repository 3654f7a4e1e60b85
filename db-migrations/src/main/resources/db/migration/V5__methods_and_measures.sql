-- A model that has no classes to tell apart has no accuracy; the evidence lower bound judges it. Trials have an optimiser
-- and may be composed, and beta may be the word match_rho.
alter table trial add column measure text not null default 'ACCURACY' check (measure in ('ACCURACY', 'ELBO'));
comment on column trial.measure is 'What its model is judged by; more is better';

alter table result
    alter column validation_accuracy drop not null,
    alter column test_accuracy drop not null,
    add check ((validation_accuracy is null) = (test_accuracy is null));
comment on column result.validation_accuracy is 'Null, as is test_accuracy, where the model is not judged by it';
comment on column result.test_loss is 'Mean in nats an image, as is validation_loss; minus the ELBO where the model is judged by that';

create or replace view results.trial as
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
       coalesce(c.h ->> 'sigma_lr', r.provenance ->> 'sigma_lr')::double precision as sigma_lr,
       case jsonb_typeof(c.h -> 'beta') when 'number' then (c.h ->> 'beta')::double precision end as beta,
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
       t.finished_at,
       c.h ->> 'optimizer' as optimizer,
       c.h ->> 'perturbation' as perturbation,
       c.h ->> 'covariance' as covariance,
       c.h ->> 'penalty' as penalty,
       coalesce(c.h ->> 'population', r.provenance ->> 'population')::integer as population,
       t.measure,
       case t.measure when 'ELBO' then -r.validation_loss end as validation_elbo,
       case t.measure when 'ELBO' then -r.test_loss end as test_elbo
from trial t
join sweep s on s.id = t.sweep_id
cross join lateral (select t.config -> 'hyperparameters' as h) c
left join result r on r.trial_id = t.id;
comment on column results.trial.beta is 'Null for match_rho, which the hyperparameters name';
comment on column results.trial.alpha is 'Given, or derived from sigma0 and the number of training images once the trial has succeeded';
comment on column results.trial.sigma0 is 'Given, or derived from alpha and the number of training images once the trial has succeeded';
comment on column results.trial.perturbation is 'Of a composed method; others fix it, as they do covariance and penalty';
comment on column results.trial.measure is 'What the model is judged by: ACCURACY, or ELBO, the evidence lower bound';
comment on column results.trial.test_elbo is 'Evidence lower bound in nats an image, as is validation_elbo; null where the model is judged by accuracy';

create or replace view results.configuration as
select sweep_id,
       dataset,
       model,
       method,
       configuration_hash,
       min(number) as first_number,
       (array_agg(hyperparameters order by number))[1] as hyperparameters,
       count(*)::integer as seeds_asked,
       count(test_loss)::integer as seeds,
       avg(validation_accuracy) as validation_accuracy,
       stddev_samp(validation_accuracy) / sqrt(count(validation_accuracy)) as validation_standard_error,
       avg(test_accuracy) as test_accuracy,
       stddev_samp(test_accuracy) / sqrt(count(test_accuracy)) as test_standard_error,
       avg(test_loss) as test_loss,
       sum(train_seconds) as train_seconds,
       measure,
       avg(validation_loss) as validation_loss,
       stddev_samp(validation_loss) / sqrt(count(validation_loss)) as validation_loss_standard_error,
       stddev_samp(test_loss) / sqrt(count(test_loss)) as test_loss_standard_error,
       avg(validation_elbo) as validation_elbo,
       avg(test_elbo) as test_elbo
from results.trial
group by sweep_id, dataset, model, method, configuration_hash, measure;
comment on column results.configuration.test_elbo is 'Its standard error is test_loss_standard_error';

create or replace view results.best_configuration as
select sweep_id, dataset, model, method, configuration_hash, first_number, hyperparameters, configurations, ties,
       seeds_asked, seeds,
       validation_accuracy, validation_standard_error, test_accuracy, test_standard_error, train_seconds,
       measure, validation_loss, validation_loss_standard_error, test_loss, test_loss_standard_error,
       validation_elbo, test_elbo
from (
    select c.*,
           count(*) over cell as configurations,
           greatest(count(score) over (partition by sweep_id, dataset, model, method, score) - 1, 0) as ties,
           row_number() over (
               partition by sweep_id, dataset, model, method
               order by seeds = seeds_asked desc, score desc nulls last, first_number) as rank
    from (select *, coalesce(validation_elbo, validation_accuracy) as score from results.configuration) c
    window cell as (partition by sweep_id, dataset, model, method)) ranked
where rank = 1;
comment on view results.best_configuration is 'The paper''s table: per sweep, dataset, model and method the configuration best on validation data by its measure, and its test numbers; a configuration with seeds missing is chosen only where none is complete, and a tie goes to the one that stands first in the sweep';
comment on column results.best_configuration.ties is 'Other configurations with exactly its validation accuracy or ELBO';
