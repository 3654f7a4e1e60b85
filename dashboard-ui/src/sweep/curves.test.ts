import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../live/stream';
import { applyToCurves, type Curves } from './curves';

function reported(trialId: number, epoch: number, values: Record<string, number>): StreamEvent {
  return { type: 'metrics', data: { trial_id: trialId, epoch, values } };
}

describe('learning curves', () => {
  const before: Curves = new Map([[1, new Map([['train_loss', [[1, 0.4], [2, 0.5]]]])]]);

  it('grow with each epoch, and begin with the first', () => {
    const after = applyToCurves(before, [reported(1, 3, { train_loss: 0.6, lr: 0.1 })]);

    expect(after).toEqual(new Map([[1, new Map([
      ['train_loss', [[1, 0.4], [2, 0.5], [3, 0.6]]], ['lr', [[3, 0.1]]]])]]));
    expect(before.get(1)!.get('train_loss')).toHaveLength(2);
  });

  it('do not double a point that the snapshot has already', () => {
    expect(applyToCurves(before, [reported(1, 2, { train_loss: 0.5 })])).toEqual(before);
  });

  it('forget what a lost attempt had reported after the epoch from which the trial has resumed', () => {
    expect(applyToCurves(before, [reported(1, 1, { train_loss: 0.45 })]).get(1)!.get('train_loss'))
      .toEqual([[1, 0.45]]);
  });

  it('are the same object after events of trials that are not drawn', () => {
    expect(applyToCurves(before, [reported(2, 3, { train_loss: 0.6 })])).toBe(before);
  });
});
