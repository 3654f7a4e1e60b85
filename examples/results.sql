-- A sweep's results in SQL, for any role in flatsweep_reader:
--
--   psql "$(cat ~/.flatsweep/database-url)" -v sweep=1 -f examples/results.sql
--
-- docs/results-schema.md says what views and columns are, as does the database: \d+ results.trial

\pset null –

\echo 'Where the sweep stands'
select sweep, state, count(*) as trials
from results.trial
where sweep_id = :sweep
group by sweep, state
order by state;

\echo 'The best configuration of each method: chosen on validation data, mean and standard error over seeds'
select dataset, model, method, hyperparameters ->> 'rho' as rho, seeds, seeds_missing,
       round(100 * validation_accuracy::numeric, 2) as validation,
       round(100 * test_accuracy::numeric, 2) as test,
       round(100 * test_standard_error::numeric, 2) as standard_error
from results.best_config
where sweep_id = :sweep
order by dataset, model, first_number;

\echo 'Table 3 of the paper: published and here'
select dataset, model, method, published_test_accuracy, published_error, doubt, test_accuracy, test_standard_error,
       seeds, difference
from results.table_3
where sweep_id = :sweep
order by position;

\echo 'Table 4 of the paper: published and here'
select dataset, model, method, published_test_accuracy, published_error, doubt, test_accuracy, test_standard_error,
       seeds, difference
from results.table_4
where sweep_id = :sweep
order by position;

\echo 'Validation accuracy against rho'
select dataset, model, method, rho, count(*) as seeds,
       avg(validation_accuracy) as mean,
       stddev_samp(validation_accuracy) / sqrt(count(validation_accuracy)) as standard_error
from results.trial
where sweep_id = :sweep and state = 'SUCCEEDED' and rho is not null
group by dataset, model, method, rho
order by dataset, model, method, rho;

\echo 'Learning curves of the chosen configurations, mean over seeds'
select m.dataset, m.model, m.method, m.name, m.epoch, count(*) as seeds, avg(m.value) as mean
from results.metric m
join results.best_config b using (sweep_id, dataset, model, method, configuration_hash)
where m.sweep_id = :sweep and m.name in ('train_loss', 'validation_accuracy')
group by m.dataset, m.model, m.method, m.name, m.epoch
order by m.dataset, m.model, m.method, m.name, m.epoch;

\echo 'What it cost'
select dataset, model, method, trials, attempts, gpu_hours, cpu_hours, failed_hours
from results.cost
where sweep_id = :sweep
order by gpu_hours + cpu_hours desc;

\echo 'Why attempts ended that did not deliver a result'
select ended, count(*) as attempts, round(sum(seconds)::numeric) as seconds, min(message) as a_message
from results.attempts
where sweep_id = :sweep and ended <> 'SUCCEEDED'
group by ended
order by attempts desc;
