import { describe, expect, it } from 'vitest';
import type { TrialView } from '../api/client';
import { trial } from '../fixtures';
import { applyToTrials, isOlder, type Trials, varyingHyperparameters } from './trials';

function trials(...views: TrialView[]): Trials {
  return { byId: new Map(views.map(view => [view.id, view])), more: false };
}

describe('a list of trials', () => {
  it('takes what the stream tells and keeps its order', () => {
    const before = trials(trial({ id: 1 }), trial({ id: 2 }));
    const running = trial({ id: 1, state: 'RUNNING', attempt: 1 });

    const after = applyToTrials(before, [{ type: 'trial', data: running }]);

    expect([...after.byId.values()]).toEqual([running, trial({ id: 2 })]);
  });

  it('is the same object after events that do not concern it', () => {
    const before = trials(trial({ id: 1 }));

    expect(applyToTrials(before, [
      { type: 'trial', data: trial({ id: 99 }) },
      { type: 'metrics', data: { trial_id: 1, epoch: 1, values: { lr: 0.1 } } },
    ])).toBe(before);
  });

  it('does not go back to what an event older than the snapshot says', () => {
    const before = trials(trial({ state: 'SUCCEEDED', attempt: 1, epoch: 10 }));

    expect(applyToTrials(before, [{ type: 'trial', data: trial({ state: 'RUNNING', attempt: 1, epoch: 9 }) }]))
      .toBe(before);
  });
});

describe('the order of a trial\'s states', () => {
  const life: TrialView[] = [
    trial({ state: 'PENDING', attempt: 0 }),
    trial({ state: 'RUNNING', attempt: 1, epoch: 0 }),
    trial({ state: 'PENDING', attempt: 1, epoch: 3 }),
    trial({ state: 'RUNNING', attempt: 2, epoch: 2 }),
    trial({ state: 'FAILED', attempt: 2, epoch: 2 }),
    trial({ state: 'PENDING', attempt: 2, epoch: 2, retries: 1 }),
    trial({ state: 'RUNNING', attempt: 3, epoch: 2, retries: 1 }),
  ];

  it('is the order in which it lives through them', () => {
    for (const [i, earlier] of life.entries()) {
      expect(isOlder(earlier, earlier)).toBe(false);
      for (const later of life.slice(i + 1)) {
        expect(isOlder(earlier, later)).toBe(true);
        expect(isOlder(later, earlier)).toBe(false);
      }
    }
  });
});

describe('an attempt that starts from scratch after all', () => {
  it('is shown from its first epoch on', () => {
    const before = trials(trial({ state: 'RUNNING', attempt: 2, epoch: 5 }));
    const restarted = trial({ state: 'RUNNING', attempt: 2, epoch: 0 });

    expect(applyToTrials(before, [{ type: 'trial', data: restarted }]).byId.get(restarted.id)).toBe(restarted);
  });
});

describe('varying hyperparameters', () => {
  it('are those with two values, in the order of the trials', () => {
    expect(varyingHyperparameters([
      trial({ hyperparameters: { epochs: 10, lr: 0.1, rho: 0.05 } }),
      trial({ hyperparameters: { epochs: 10, lr: 0.2, rho: 0.1 } }),
    ])).toEqual(['lr', 'rho']);
  });

  it('leave out what only some methods have, unless it differs among them', () => {
    expect(varyingHyperparameters([
      trial({ method: 'sgd', hyperparameters: { lr: 0.1 } }),
      trial({ method: 'sam', hyperparameters: { lr: 0.1, rho: 0.05 } }),
    ])).toEqual([]);
  });
});
