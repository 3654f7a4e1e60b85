import { percent, significant } from './format';

export interface Metric {
  name: string;
  label: string;
  unit: string;
  /** The value in the unit, without it. */
  format(value: number): string;
  scale: 'linear' | 'log';
}

function metric(name: string, label: string, unit = '', scale: Metric['scale'] = 'linear'): Metric {
  return { name, label, unit, scale, format: unit === '%' ? percent : significant };
}

/** What trials report, in the order in which it is offered. */
export const METRICS: readonly Metric[] = [
  metric('validation_accuracy', 'Validation accuracy', '%'),
  metric('test_accuracy', 'Test accuracy', '%'),
  metric('train_accuracy', 'Training accuracy', '%'),
  metric('validation_elbo', 'Validation ELBO', 'nats'),
  metric('test_elbo', 'Test ELBO', 'nats'),
  metric('train_elbo', 'Training ELBO', 'nats'),
  metric('validation_loss', 'Validation loss'),
  metric('test_loss', 'Test loss'),
  metric('train_loss', 'Training loss'),
  metric('validation_reconstruction', 'Validation reconstruction loss', 'nats'),
  metric('test_reconstruction', 'Test reconstruction loss', 'nats'),
  metric('train_reconstruction', 'Training reconstruction loss', 'nats'),
  metric('validation_kl', 'Validation KL to the prior', 'nats'),
  metric('test_kl', 'Test KL to the prior', 'nats'),
  metric('train_kl', 'Training KL to the prior', 'nats'),
  metric('gradient_norm', 'Gradient norm'),
  metric('lr', 'Learning rate', '', 'log'),
  metric('sigma_radius', 'Posterior radius √Σs'),
  metric('sigma_min', 'Least posterior variance', '', 'log'),
  metric('sigma_median', 'Median posterior variance', '', 'log'),
  metric('sigma_max', 'Greatest posterior variance', '', 'log'),
  metric('probe_loss', 'Loss on the probe set', 'nats'),
  metric('probe_gradient_norm', 'Gradient norm on the probe set'),
  metric('probe_lambda_max', 'Largest eigenvalue of H', '', 'log'),
  metric('probe_trace_sigma_h', 'Tr[ΣH]', 'nats', 'log'),
  metric('probe_trace_sigma_h2', 'Tr[ΣH²]', '', 'log'),
  metric('probe_sharpness_max', 'Worst-case sharpness', 'nats', 'log'),
  metric('probe_sharpness_step', 'Sharpness at SAM’s step', 'nats', 'log'),
  metric('probe_sharpness_mean', 'Mean sharpness', 'nats', 'log'),
  metric('probe_ideal_sam', 'Idealised penalty of SAM', 'nats', 'log'),
  metric('probe_ideal_mfvi', 'Idealised penalty of MFVI', 'nats', 'log'),
  metric('probe_implicit_sam', 'Implicit penalty of SAM', 'nats', 'log'),
  metric('probe_implicit_mfvi', 'Implicit penalty of MFVI', 'nats', 'log'),
  metric('probe_omitted_mfvi', 'Term left out by Proposition 4', 'nats', 'log'),
  metric('probe_kl', 'KL(q‖prior)', 'nats', 'log'),
  metric('probe_posterior_train_error', 'Training error of the posterior', '%'),
  metric('probe_pac_bayes', 'PAC-Bayes bound of the error', '%'),
  metric('probe_test_nll', 'Test NLL', 'nats'),
  metric('probe_posterior_test_nll', 'Test NLL of the posterior', 'nats'),
  metric('probe_test_brier', 'Test Brier score'),
  metric('probe_posterior_test_brier', 'Test Brier score of the posterior'),
  metric('probe_test_ece', 'Test calibration error', '%'),
  metric('probe_posterior_test_ece', 'Test calibration error of the posterior', '%'),
  metric('images_per_second', 'Throughput', 'images/s'),
  metric('epoch_seconds', 'Time per epoch', 's'),
];

/** The metric of this name; one that is not known is shown under its name as it is. */
export function metricNamed(name: string): Metric {
  return METRICS.find(known => known.name === name) ?? metric(name, name);
}

export function withUnit(metric: Metric): string {
  return metric.unit === '' ? metric.label : `${metric.label} (${metric.unit})`;
}

/** Metrics that are read together share a chart. */
const SHARED_CHARTS: readonly ChartPlan[] = [
  split('Accuracy (%)', 'accuracy'),
  split('ELBO (nats)', 'elbo'),
  split('Loss', 'loss'),
  split('Reconstruction loss (nats)', 'reconstruction'),
  split('KL to the prior (nats)', 'kl'),
  {
    title: 'Posterior variance',
    lines: [line('sigma_max', 'Greatest'), line('sigma_median', 'Median'), line('sigma_min', 'Least')],
  },
  {
    title: 'Worst-case sharpness (nats)',
    lines: [
      line('probe_sharpness_max', 'Greatest found'),
      line('probe_sharpness_step', 'At SAM’s step'),
      line('probe_ideal_sam', 'Its first order √p·√(gᵀΣg)'),
    ],
  },
  {
    title: 'Mean sharpness (nats)',
    lines: [
      line('probe_sharpness_mean', 'Measured'),
      line('probe_sharpness_mean_error', 'Standard error'),
      line('probe_ideal_mfvi', 'Its second order ½Tr[ΣH]'),
    ],
  },
  {
    title: 'Implicit penalties (nats)',
    lines: [
      line('probe_implicit_sam', 'SAM'),
      line('probe_implicit_mfvi', 'MFVI'),
      line('probe_omitted_mfvi', 'Left out by Proposition 4'),
      line('probe_omitted_mfvi_error', 'Standard error of that'),
    ],
  },
  {
    title: 'Largest eigenvalue of H',
    lines: [line('probe_lambda_max', 'Eigenvalue'), line('probe_lambda_max_error', 'Residual')],
  },
  {
    title: 'Tr[ΣH] (nats)',
    lines: [line('probe_trace_sigma_h', 'Estimate'), line('probe_trace_sigma_h_error', 'Standard error')],
  },
  {
    title: 'Tr[ΣH²]',
    lines: [line('probe_trace_sigma_h2', 'Estimate'), line('probe_trace_sigma_h2_error', 'Standard error')],
  },
  {
    title: 'Error of the posterior (%)',
    lines: [
      line('probe_posterior_train_error', 'On training images'),
      line('probe_pac_bayes', 'Bound on new images'),
    ],
  },
  {
    title: 'Test NLL (nats)',
    lines: [line('probe_test_nll', 'At μ'), line('probe_posterior_test_nll', 'Posterior')],
  },
  {
    title: 'Test Brier score',
    lines: [line('probe_test_brier', 'At μ'), line('probe_posterior_test_brier', 'Posterior')],
  },
  {
    title: 'Test calibration error (%)',
    lines: [line('probe_test_ece', 'At μ'), line('probe_posterior_test_ece', 'Posterior')],
  },
];

export interface ChartPlan {
  title: string;
  lines: readonly { metric: Metric; label: string }[];
}

/** What is measured on the training, validation and test images alike. */
function split(title: string, name: string): ChartPlan {
  return {
    title,
    lines: [line(`train_${name}`, 'Training'), line(`validation_${name}`, 'Validation'), line(`test_${name}`, 'Test')],
  };
}

function line(name: string, label: string): ChartPlan['lines'][number] {
  return { metric: metricNamed(name), label };
}

function single(name: string): ChartPlan {
  const metric = metricNamed(name);
  return { title: withUnit(metric), lines: [{ metric, label: metric.label }] };
}

/** Divides what a trial has reported among charts: shared ones first, then one for each metric left. */
export function chartsFor(names: Iterable<string>): ChartPlan[] {
  const present = new Set(names);
  const shared = SHARED_CHARTS
    .map(({ title, lines }) => ({ title, lines: lines.filter(({ metric }) => present.has(metric.name)) }))
    .filter(({ lines }) => lines.length > 0)
    // A single line has no legend to say which it is.
    .map(chart => (chart.lines.length > 1 ? chart : single(chart.lines[0]!.metric.name)));
  const placed = new Set(SHARED_CHARTS.flatMap(({ lines }) => lines.map(({ metric }) => metric.name)));
  const order = METRICS.map(({ name }) => name);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const alone = [...present]
    .filter(name => !placed.has(name))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map(single);
  return [...shared, ...alone];
}
