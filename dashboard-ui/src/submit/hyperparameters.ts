import { METHOD_LABELS } from '../ui/methods';

/** What the form offers; whether it makes sense together is the server's to say. */
export interface Hyperparameter {
  name: string;
  label: string;
  /** What it is where nobody gives it, unless that depends on the method. */
  standard?: string;
  choices?: readonly string[];
  /** The parts of a method that it needs, one of these each; the same as the server's. */
  when?: Partial<Record<keyof Parts, readonly string[]>>;
}

/** A row of the paper's Table 1; what is missing is open. */
interface Parts {
  perturbation?: string;
  covariance?: string;
  penalty?: string;
  estimator: string;
}

export interface Method {
  name: string;
  label: string;
  parts: Parts;
}

type MethodName = keyof typeof METHOD_LABELS;

function method(
  name: MethodName, perturbation: string, covariance: string, penalty: string, estimator = 'gradient'): Method {
  return { name, label: METHOD_LABELS[name], parts: { perturbation, covariance, penalty, estimator } };
}

export const METHODS: readonly Method[] = [
  method('sgd', 'none', 'none', 'l2'),
  method('sam', 'worst_case', 'isotropic', 'l2'),
  method('rsam', 'gaussian', 'isotropic', 'kl'),
  method('mfvi', 'gaussian', 'learned', 'kl'),
  method('vsam', 'worst_case', 'learned', 'kl'),
  method('asam', 'worst_case', 'magnitude', 'l2'),
  method('fsam', 'worst_case', 'fisher', 'l2'),
  method('interpolated', 'interpolated', 'isotropic', 'l2'),
  method('es', 'gaussian', 'isotropic', 'none', 'score'),
  method('vo', 'gaussian', 'learned', 'none', 'score'),
  method('nes', 'gaussian', 'learned', 'none', 'natural'),
  method('cma_es', 'gaussian', 'learned', 'none', 'cma'),
  { name: 'composed', label: METHOD_LABELS.composed, parts: { estimator: 'gradient' } },
];

const STEPPING = { estimator: ['gradient', 'score', 'natural'] };
const OPTIMISED = { estimator: ['gradient', 'score'] };
const PENALISED = { penalty: ['l2', 'kl'] };
const LEARNED = { covariance: ['learned'] };

/** In the order in which they are offered. */
export const HYPERPARAMETERS: readonly Hyperparameter[] = [
  { name: 'rho', label: 'Radius ρ', when: { covariance: ['isotropic', 'learned', 'magnitude', 'fisher'] } },
  { name: 'sigma0', label: 'Prior’s standard deviation σ₀', standard: 'from α', when: PENALISED },
  { name: 'alpha', label: 'L2 strength α', standard: '2.5e-4', when: PENALISED },
  { name: 'weight_decay', label: 'Weight decay 2α', standard: '5e-4', when: PENALISED },
  { name: 'epochs', label: 'Epochs', standard: '200' },
  { name: 'batch_size', label: 'Batch size', standard: '128' },
  { name: 'lr', label: 'Learning rate', when: STEPPING },
  { name: 'schedule', label: 'Schedule', standard: 'step', choices: ['step', 'cosine', 'constant'], when: STEPPING },
  { name: 'optimizer', label: 'Optimiser', standard: 'sgd', choices: ['sgd', 'adamw'], when: OPTIMISED },
  { name: 'momentum', label: 'Momentum', standard: '0.9', when: OPTIMISED },
  { name: 'nesterov', label: 'Nesterov momentum', standard: 'false', choices: ['true', 'false'], when: OPTIMISED },
  { name: 'adam_beta1', label: 'Adam’s β₁', standard: '0.9', when: OPTIMISED },
  { name: 'adam_beta2', label: 'Adam’s β₂', standard: '0.999', when: OPTIMISED },
  { name: 'adam_epsilon', label: 'Adam’s ε', standard: '1e-8', when: OPTIMISED },
  { name: 'label_smoothing', label: 'Label smoothing', standard: '0' },
  { name: 'sigma_lr', label: 'Learning rate of Σ', standard: '0.01', when: { ...LEARNED, ...STEPPING } },
  {
    name: 'sigma_param', label: 'Parameter of Σ', standard: 'log_variance',
    choices: ['log_variance', 'std', 'variance'], when: { ...LEARNED, estimator: ['gradient'] },
  },
  {
    name: 'sigma_gradient', label: 'Gradient of Σ at', standard: 'clean', choices: ['clean', 'perturbed'],
    when: { ...LEARNED, perturbation: ['worst_case'] },
  },
  { name: 'sigma_floor', label: 'Least variance', standard: '1e-20', when: LEARNED },
  { name: 'sigma_ceiling', label: 'Greatest variance', standard: '100', when: LEARNED },
  { name: 'beta', label: 'KL coefficient β', standard: '1', when: { ...LEARNED, penalty: ['kl'] } },
  { name: 'asam_eta', label: 'ASAM’s η', standard: '0.01', when: { covariance: ['magnitude'] } },
  {
    name: 'asam_scope', label: 'ASAM scales', standard: 'all_weights', choices: ['all_weights', 'conv_linear'],
    when: { covariance: ['magnitude'] },
  },
  { name: 'fsam_eta', label: 'FisherSAM’s η', standard: '1', when: { covariance: ['fisher'] } },
  { name: 'lambda', label: 'Place λ from RandomSAM to SAM', standard: '0.5', when: { perturbation: ['interpolated'] } },
  {
    name: 'interpolation', label: 'Interpolation', standard: 'slerp', choices: ['slerp', 'convex'],
    when: { perturbation: ['interpolated'] },
  },
  { name: 'population', label: 'Population', when: { estimator: ['score', 'natural', 'cma'] } },
  {
    name: 'fitness', label: 'Fitness', standard: 'ranks', choices: ['ranks', 'raw'],
    when: { estimator: ['score'], covariance: ['isotropic'] },
  },
  {
    name: 'perturbation', label: 'Perturbation', standard: 'worst_case',
    choices: ['none', 'gaussian', 'worst_case', 'interpolated'],
  },
  {
    name: 'covariance', label: 'Covariance', standard: 'isotropic',
    choices: ['none', 'isotropic', 'learned', 'magnitude', 'fisher'],
  },
  { name: 'penalty', label: 'Penalty', standard: 'l2', choices: ['none', 'l2', 'kl'] },
];

const PARTS: ReadonlySet<string> = new Set(['perturbation', 'covariance', 'penalty']);

export function hyperparameterNamed(name: string): Hyperparameter {
  return HYPERPARAMETERS.find(known => known.name === name) ?? { name, label: name };
}

/** Those that some of the methods have; all where none is known. */
export function hyperparametersOf(methods: readonly string[]): readonly Hyperparameter[] {
  const known = METHODS.filter(({ name }) => methods.includes(name));
  return known.length === 0 ? HYPERPARAMETERS : HYPERPARAMETERS.filter(h => known.some(({ parts }) => has(parts, h)));
}

function has(parts: Parts, { name, when }: Hyperparameter): boolean {
  if (PARTS.has(name)) {
    return parts[name as keyof Parts] === undefined;
  }
  return Object.entries(when ?? {}).every(([part, words]) => {
    const own = parts[part as keyof Parts];
    return own === undefined || words.includes(own);
  });
}
