import { HYPERPARAMETERS as KNOWN, METHODS } from '../api/vocabulary';

/** What the form offers; whether it makes sense together is the server's to say. */
export interface Hyperparameter {
  name: string;
  label: string;
  /** What it is where nobody gives it, unless that depends on the method. */
  standard?: string;
  choices?: readonly string[];
}

/** In the order in which they are offered. One without a label is offered after them, by its name. */
export const LABELS: Readonly<Record<string, string>> = {
  rho: 'Radius ρ',
  sigma0: 'Prior’s standard deviation σ₀',
  alpha: 'L2 strength α',
  weight_decay: 'Weight decay 2α',
  epochs: 'Epochs',
  batch_size: 'Batch size',
  lr: 'Learning rate',
  schedule: 'Schedule',
  optimizer: 'Optimiser',
  momentum: 'Momentum',
  nesterov: 'Nesterov momentum',
  adam_beta1: 'Adam’s β₁',
  adam_beta2: 'Adam’s β₂',
  adam_epsilon: 'Adam’s ε',
  label_smoothing: 'Label smoothing',
  sigma_lr: 'Learning rate of Σ',
  sigma_param: 'Parameter of Σ',
  sigma_gradient: 'Gradient of Σ at',
  sigma_floor: 'Least variance',
  sigma_ceiling: 'Greatest variance',
  beta: 'KL coefficient β',
  asam_eta: 'ASAM’s η',
  asam_scope: 'ASAM scales',
  fsam_eta: 'FisherSAM’s η',
  lambda: 'Place λ from RandomSAM to SAM',
  interpolation: 'Interpolation',
  population: 'Population',
  fitness: 'Fitness',
  perturbation: 'Perturbation',
  covariance: 'Covariance',
  penalty: 'Penalty',
};

const ALPHA = KNOWN.find(({ name }) => name === 'alpha')!;

/** What definitions may give instead of alpha: twice as much. */
const WEIGHT_DECAY = { name: 'weight_decay', standard: String(2 * Number(ALPHA.standard)), choices: undefined };

const ORDER = Object.keys(LABELS);

/** In the order in which they are offered. */
export const HYPERPARAMETERS: readonly Hyperparameter[] = [...KNOWN, WEIGHT_DECAY]
  .map(known => ({ ...known, label: LABELS[known.name] ?? known.name }))
  .sort((a, b) => place(a.name) - place(b.name));

function place(name: string): number {
  return name in LABELS ? ORDER.indexOf(name) : ORDER.length;
}

export function hyperparameterNamed(name: string): Hyperparameter {
  return HYPERPARAMETERS.find(known => known.name === name) ?? { name, label: name };
}

/** Those that some of the methods have; all where none is known. */
export function hyperparametersOf(methods: readonly string[]): readonly Hyperparameter[] {
  const known = METHODS.filter(({ name }) => methods.includes(name));
  const names = new Set<string>(known.flatMap(({ hyperparameters }) => hyperparameters));
  return known.length === 0 ? HYPERPARAMETERS
    : HYPERPARAMETERS.filter(({ name }) => names.has(name === WEIGHT_DECAY.name ? ALPHA.name : name));
}
