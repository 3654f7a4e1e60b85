import type { SweepView, TrialView } from './api/client';

/** A sweep of the tests: nothing has started. */
export function sweep(changes: Partial<SweepView> = {}): SweepView {
  return {
    id: 7,
    name: 'rho-by-sigma0',
    state: 'PENDING',
    created_at: '2026-11-24T18:00:00Z',
    cancelled_at: null,
    paused_at: null,
    priority: 0,
    max_parallel: null,
    trials: { total: 2, pending: 2, running: 0, succeeded: 0, failed: 0, cancelled: 0, pruned: 0 },
    definition: null,
    ...changes,
  };
}

/** A trial of the tests: it waits for its first attempt. */
export function trial(changes: Partial<TrialView> = {}): TrialView {
  return {
    id: 42,
    sweep_id: 7,
    number: 0,
    dataset: 'digits',
    model: 'wrn-10-1',
    method: 'sam',
    seed: 0,
    hyperparameters: { epochs: 10, rho: 0.05 },
    configuration_hash: 'c0ffee',
    measure: 'ACCURACY',
    state: 'PENDING',
    attempt: 0,
    failures: 0,
    epoch: 0,
    epochs: 10,
    worker_id: null,
    created_at: '2026-11-24T18:00:00Z',
    started_at: null,
    finished_at: null,
    paused_at: null,
    priority: 0,
    retries: 0,
    reused_from: null,
    result: null,
    failure: null,
    attempts: null,
    ...changes,
  };
}
