import { describe, expect, it } from 'vitest';
import type { AttemptView } from '../api/client';
import { trial } from '../fixtures';
import { applyToTrial, applyToTrialMetrics, reproductionSource, trialSource } from './trialState';

const attempts: AttemptView[] = [{
  attempt: 1,
  worker_id: 'a',
  started_at: '2026-11-24T18:00:00Z',
  resumed_from_epoch: 0,
  ended_at: null,
  ended: null,
  message: null,
}];
const running = trial({ state: 'RUNNING', attempt: 1, epoch: 1, attempts });

describe('a trial', () => {
  it('keeps its attempts, which events do not carry', () => {
    const moved = trial({ state: 'RUNNING', attempt: 1, epoch: 2 });

    expect(applyToTrial(running, [{ type: 'trial', data: moved }])).toEqual({ ...moved, attempts });
  });

  it.each([
    ['progress within an attempt', trial({ state: 'RUNNING', attempt: 1, epoch: 2 }), false],
    ['the end of an attempt', trial({ state: 'PENDING', attempt: 1, epoch: 2 }), true],
    ['a new attempt', trial({ state: 'RUNNING', attempt: 2 }), true],
    ['another trial', trial({ id: 43, state: 'FAILED', attempt: 1 }), false],
  ])('asks for its attempts again after %s: %o', (_, data, expected) => {
    expect(trialSource(42).outdates!(running, { type: 'trial', data })).toBe(expected);
  });

  it('collects every metric it reports and none of other trials', () => {
    const after = applyToTrialMetrics(new Map([['lr', [[1, 0.1]]]]), 42, [
      { type: 'metrics', data: { trial_id: 42, epoch: 2, values: { lr: 0.02, train_loss: 1.5 } } },
      { type: 'metrics', data: { trial_id: 43, epoch: 2, values: { lr: 9 } } },
    ]);

    expect(after).toEqual(new Map([['lr', [[1, 0.1], [2, 0.02]]], ['train_loss', [[2, 1.5]]]]));
  });
});

describe('how to reproduce a trial', () => {
  const unfinished = {
    trial_id: 42, command: './flatsweep reproduce 42', config: {}, provenance: null, expected: null,
  };
  const finished = {
    ...unfinished,
    provenance: {},
    expected: {
      train_loss: 1, validation_loss: 1, validation_accuracy: 0.9, test_loss: 1, test_accuracy: 0.9,
      parameters_sha256: null,
    },
  };

  it.each([
    ['its end', unfinished, trial({ state: 'SUCCEEDED' }), true],
    ['its beginning', unfinished, trial({ state: 'RUNNING', attempt: 1 }), false],
    ['the end of another', unfinished, trial({ id: 43, state: 'SUCCEEDED' }), false],
    ['an end that is known', finished, trial({ state: 'SUCCEEDED' }), false],
  ])('is asked for again after %s', (_, known, data, expected) => {
    expect(reproductionSource(42).outdates!(known, { type: 'trial', data })).toBe(expected);
  });
});
