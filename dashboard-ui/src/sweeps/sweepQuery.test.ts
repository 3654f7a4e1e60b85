import { describe, expect, it } from 'vitest';
import type { TrialCounts } from '../api/client';
import { sweep } from '../fixtures';
import { asksForAll, readQuery, selectSweeps, STATE_FILTERS, SWEEP_ORDERS } from './sweepQuery';

const trials = (total: number, succeeded: number, failed: number): TrialCounts =>
  ({ total, succeeded, failed, pending: total - succeeded - failed, running: 0, cancelled: 0, pruned: 0 });

const SWEEPS = [
  sweep({ id: 12, name: 'Radius 10', state: 'RUNNING', trials: trials(10, 5, 2) }),
  sweep({ id: 9, name: 'radius 2', state: 'PENDING', trials: trials(4, 0, 0) }),
  sweep({ id: 7, name: 'beta study', state: 'COMPLETED', trials: trials(8, 8, 0) }),
  sweep({ id: 2, name: 'Beta, again', state: 'PAUSED', trials: trials(100, 70, 1) }),
];

const select = (query: string) => selectSweeps(SWEEPS, readQuery(new URLSearchParams(query))).map(({ id }) => id);

describe('the sweeps asked for', () => {
  it.each([['', [12, 9, 7, 2]], ['q=radius', [12, 9]], ['q=again+BETA', [2]], ['q=%2312', [12]], ['q=9', [9]],
    ['q=none', []]])('by the text %j are %j', (query, ids) => {
    expect(select(query)).toEqual(ids);
  });

  it.each([['open', [12, 9, 2]], ['running', [12]], ['pending', [9]], ['paused', [2]], ['completed', [7]],
    ['cancelled', []], ['failures', [12, 2]]])('by the state %s are %j', (state, ids) => {
    expect(select(`state=${state}`)).toEqual(ids);
  });

  it.each([['oldest', [2, 7, 9, 12]], ['name', [7, 2, 9, 12]], ['most+done', [7, 2, 12, 9]],
    ['least+done', [9, 12, 2, 7]], ['most+failed', [12, 2, 9, 7]], ['most+trials', [2, 12, 7, 9]]])(
    'in the order %s are %j', (order, ids) => {
      expect(select(`sort=${order}`)).toEqual(ids);
    });

  it('are all where the address asks for what is not known', () => {
    expect(select('state=__proto__&sort=toString')).toEqual([12, 9, 7, 2]);
  });

  it('take more than the newest unless nothing is asked for', () => {
    expect(asksForAll(readQuery(new URLSearchParams()))).toBe(false);
    for (const query of [...STATE_FILTERS.slice(1).map(state => `state=${state}`),
      ...SWEEP_ORDERS.slice(1).map(order => `sort=${order}`), 'q=x']) {
      expect(asksForAll(readQuery(new URLSearchParams(query)))).toBe(true);
    }
  });
});
