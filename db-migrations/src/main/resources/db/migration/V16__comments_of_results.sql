-- Comments alone. They are the reference of this schema now, docs/results-schema.md, where some that a reader of \d+
-- could complete from the view around them said too little, and a few were another view's and wrong.
comment on view results.attempts is 'One row an attempt: who trained a trial, and how it ended and why';
comment on view results.best_config is 'One row per sweep, dataset, model and method: the configuration best on validation data by its measure, and its test numbers; one with seeds missing is chosen only where none is complete';
comment on view results.cost is 'One row per sweep, dataset, model and method: what was spent, by the times of all attempts, failed ones included';
comment on view results.flatness is 'One row a configuration and probed epoch: Table 2''s quantities and other probes, means over its seeds';
comment on view results.metric is 'One row a trial, epoch and metric: the curves, running trials included, without what a later attempt replaced';
comment on table results.published is 'One row a published cell: Tables 3 and 4 of Rethinking Sharpness-Aware Minimization as Variational Inference as printed, with what is doubtful in the scan';
comment on view results.table_3 is 'One row a published cell of Table 3 and sweep that has one of them: the best configuration''s test accuracy beside the paper''s, null where the sweep has none';
comment on view results.table_4 is 'One row a published cell of Table 4 and sweep that has one of them: as table_3';
comment on view results.version is 'One row: the version of the views in this schema';

do $$
declare
    described record;
begin
    for described in
        select c.relname, a.attname,
               case a.attname
                   when 'sweep_id' then 'Id of the sweep, as in addresses of the API'
                   when 'trial_id' then 'Id of the trial, as in addresses of the API'
               end as meaning
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'results'::regnamespace and c.relkind in ('r', 'v')
          and a.attname in ('sweep_id', 'trial_id')
        union all
        -- What a mean is of, in the words of the view that it is taken over.
        select 'flatness', a.attname, col_description(a.attrelid, a.attnum) || '; mean over seeds'
        from pg_attribute a
        where a.attrelid = 'results.probe'::regclass and exists (
            select from pg_attribute mean
            where mean.attrelid = 'results.flatness'::regclass and mean.attname = a.attname
              and col_description(mean.attrelid, mean.attnum) = 'Mean over seeds; results.probe says of what')
        union all
        select 'flatness', attname, col_description(attrelid, attnum) || ', with n - 1; null for one seed'
        from pg_attribute
        where attrelid = 'results.flatness'::regclass and attname like '%\_standard_error'
    loop
        execute format('comment on column results.%I.%I is %L', described.relname, described.attname, described.meaning);
    end loop;
end
$$;

comment on column results.attempts.started_at is 'When it began, by the database''s clock';
comment on column results.attempts.ended_at is 'When it ended, by the database''s clock; null while it runs';
comment on column results.attempts.resumed_from_epoch is 'Epochs that its checkpoint had completed; 0 where it began afresh';
comment on column results.flatness.seeds is 'Seeds probed at this epoch, over which means are taken, those of running trials included';
comment on column results.metric.recorded_at is 'When it reached the database, by its clock';
comment on column results.metric.value is 'Accuracies are fractions, losses nats an image; results.probe says what probes are';
comment on column results.probe.posterior_train_error is 'Mean error, as a fraction, on training images of networks drawn from N(mu, Sigma)';
comment on column results.probe.pac_bayes is 'Bound of the error of such networks on new images, as a fraction, with probability 0.95';
comment on column results.published.test_accuracy is 'As the paper prints it, as a fraction';
comment on column results.trial.estimator is 'Null: each method fixes its own, a composed one the gradient';
comment on column results.trial.perturbation is 'Of a composed method, as docs/sweep-definition.md has it; null for others, which fix it';
comment on column results.trial.covariance is 'Of a composed method, as docs/sweep-definition.md has it; null for others, which fix it';
comment on column results.trial.penalty is 'Of a composed method, as docs/sweep-definition.md has it; null for others, which fix it';
comment on column results.trial.lr is 'Learning rate of the mean parameters at first, before its schedule';
comment on column results.trial.momentum is 'Momentum of SGD, from 0 to below 1';
comment on column results.trial.nesterov is 'Whether the momentum is in Nesterov''s form';
comment on column results.trial.sigma_param is 'What gradient descent on the covariance moves: log_variance, std or variance';
comment on column results.trial.sigma_floor is 'Least variance in a learned covariance';
comment on column results.trial.sigma_ceiling is 'Greatest variance in a learned covariance';
comment on column results.trial.interpolation is 'The way between these: slerp or convex';
comment on column results.trial.train_seconds is 'Seconds spent training, over all attempts that led to the result';
