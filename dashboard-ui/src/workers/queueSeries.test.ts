import { describe, expect, it } from 'vitest';
import { overTime } from './queueSeries';

const sample = (minute: number, pending: number) =>
  ({ at: new Date(60_000 * minute).toISOString(), pending, running: 1, workers: 2 });

describe('the queue over time', () => {
  it('has a gap where nobody counted', () => {
    expect(overTime([sample(0, 9), sample(1, 8), sample(30, 3)], 'pending'))
      .toEqual([[0, 9], [60_000, 8], [60_001, null], [1_800_000, 3]]);
  });

  it('bridges a sample that came late', () => {
    expect(overTime([sample(0, 9), sample(2, 8)], 'workers')).toEqual([[0, 2], [120_000, 2]]);
    expect(overTime([], 'running')).toEqual([]);
  });
});
