-- beta may be the word match_rho, and trials have an optimiser.
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
       coalesce(c.h ->> 'population', r.provenance ->> 'population')::integer as population
from trial t
join sweep s on s.id = t.sweep_id
cross join lateral (select t.config -> 'hyperparameters' as h) c
left join result r on r.trial_id = t.id;
comment on column results.trial.beta is 'Null for match_rho, which the hyperparameters name';
comment on column results.trial.alpha is 'Given, or derived from sigma0 and the number of training images once the trial has succeeded';
comment on column results.trial.sigma0 is 'Given, or derived from alpha and the number of training images once the trial has succeeded';
comment on column results.trial.perturbation is 'Of a composed method; others fix it, as they do covariance and penalty';
