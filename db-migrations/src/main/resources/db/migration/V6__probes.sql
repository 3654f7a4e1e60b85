-- Probes are metrics like any other; this lays them out for those who SELECT.
create view results.probe as
select t.sweep_id,
       t.id as trial_id,
       t.number,
       t.dataset,
       t.model,
       t.method,
       t.seed,
       t.configuration_hash,
       m.epoch,
       max(m.value) filter (where m.name = 'probe_loss') as loss,
       max(m.value) filter (where m.name = 'probe_gradient_norm') as gradient_norm,
       max(m.value) filter (where m.name = 'probe_lambda_max') as lambda_max,
       max(m.value) filter (where m.name = 'probe_lambda_max_error') as lambda_max_error,
       max(m.value) filter (where m.name = 'probe_trace_sigma_h') as trace_sigma_h,
       max(m.value) filter (where m.name = 'probe_trace_sigma_h_error') as trace_sigma_h_error,
       max(m.value) filter (where m.name = 'probe_trace_sigma_h2') as trace_sigma_h2,
       max(m.value) filter (where m.name = 'probe_trace_sigma_h2_error') as trace_sigma_h2_error,
       max(m.value) filter (where m.name = 'probe_sharpness_step') as sharpness_step,
       max(m.value) filter (where m.name = 'probe_sharpness_max') as sharpness_max,
       max(m.value) filter (where m.name = 'probe_sharpness_mean') as sharpness_mean,
       max(m.value) filter (where m.name = 'probe_sharpness_mean_error') as sharpness_mean_error,
       max(m.value) filter (where m.name = 'probe_ideal_sam') as ideal_sam,
       max(m.value) filter (where m.name = 'probe_ideal_mfvi') as ideal_mfvi,
       max(m.value) filter (where m.name = 'probe_implicit_sam') as implicit_sam,
       max(m.value) filter (where m.name = 'probe_implicit_mfvi') as implicit_mfvi,
       max(m.value) filter (where m.name = 'probe_omitted_mfvi') as omitted_mfvi,
       max(m.value) filter (where m.name = 'probe_omitted_mfvi_error') as omitted_mfvi_error,
       max(m.value) filter (where m.name = 'probe_kl') as kl,
       max(m.value) filter (where m.name = 'probe_posterior_train_error') as posterior_train_error,
       max(m.value) filter (where m.name = 'probe_pac_bayes') as pac_bayes,
       max(m.value) filter (where m.name = 'probe_test_nll') as test_nll,
       max(m.value) filter (where m.name = 'probe_test_brier') as test_brier,
       max(m.value) filter (where m.name = 'probe_test_ece') as test_ece,
       max(m.value) filter (where m.name = 'probe_posterior_test_nll') as posterior_test_nll,
       max(m.value) filter (where m.name = 'probe_posterior_test_brier') as posterior_test_brier,
       max(m.value) filter (where m.name = 'probe_posterior_test_ece') as posterior_test_ece
from live_metric m
join trial t on t.id = m.trial_id
where m.name like 'probe\_%'
group by t.id, m.epoch;
comment on view results.probe is 'One row a trial and epoch at which it was probed, running trials included; docs/probes.md defines every number. Columns named _error are standard errors, but for lambda_max_error; null is what a trial has not, or what was not finite';
comment on column results.probe.loss is 'L at the mean parameters: cross entropy in nats on the probe set, in evaluation mode';
comment on column results.probe.gradient_norm is 'Norm of g, the gradient of L';
comment on column results.probe.lambda_max is 'Algebraically largest eigenvalue of H, the Hessian of L';
comment on column results.probe.lambda_max_error is 'Norm of the residual: an eigenvalue lies so near';
comment on column results.probe.trace_sigma_h is 'Tr[Sigma H]';
comment on column results.probe.trace_sigma_h2 is 'Tr[Sigma H H]';
comment on column results.probe.sharpness_step is 'Rise of L at SAM''s perturbation, the worst case to first order';
comment on column results.probe.sharpness_max is 'Greatest rise of L found within the ellipsoid of Sigma';
comment on column results.probe.sharpness_mean is 'Mean rise of L over Gaussian perturbations of covariance Sigma';
comment on column results.probe.ideal_sam is 'Table 2, idealised loss of SAM: root of p times root of g Sigma g';
comment on column results.probe.ideal_mfvi is 'Table 2, idealised loss of MFVI: half of Tr[Sigma H]';
comment on column results.probe.implicit_sam is 'Table 2, dynamics of SAM: ideal_sam and a quarter of the learning rate times the squared gradient norm';
comment on column results.probe.implicit_mfvi is 'Table 2, dynamics of MFVI: a quarter of the learning rate times the squared gradient norm and Tr[Sigma H H]';
comment on column results.probe.omitted_mfvi is 'What Proposition 4 leaves out beside ideal_mfvi: a quarter of the learning rate times g times the gradient of Tr[Sigma H]';
comment on column results.probe.kl is 'KL divergence of N(mu, Sigma) from the prior, in nats';
comment on column results.probe.posterior_train_error is 'Mean error on training images of networks drawn from N(mu, Sigma)';
comment on column results.probe.pac_bayes is 'Bound of the error of such networks on new images, with probability 0.95';
comment on column results.probe.test_nll is 'Negative log likelihood of the test set in nats an image, at the mean parameters';
comment on column results.probe.test_brier is 'Brier score of the test set, from 0 to 2';
comment on column results.probe.test_ece is 'Expected calibration error of the test set in 15 bins';
comment on column results.probe.posterior_test_nll is 'As test_nll, of probabilities averaged over networks drawn from N(mu, Sigma)';
comment on column results.probe.posterior_test_brier is 'As test_brier, of these averages';
comment on column results.probe.posterior_test_ece is 'As test_ece, of these averages';
