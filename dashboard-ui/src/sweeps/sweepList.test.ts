import { describe, expect, it } from 'vitest';
import { sweep } from '../fixtures';
import { applyToSweepList, type SweepList } from './sweepList';

describe('the list of sweeps', () => {
  const list: SweepList = { sweeps: [sweep({ id: 7 }), sweep({ id: 5 })], next: 5 };

  it('shows a new sweep first', () => {
    expect(applyToSweepList(list, [{ type: 'sweep', data: sweep({ id: 8 }) }]).sweeps.map(({ id }) => id))
      .toEqual([8, 7, 5]);
  });

  it('changes a sweep in its place', () => {
    const running = sweep({ id: 5, state: 'RUNNING' });

    expect(applyToSweepList(list, [{ type: 'sweep', data: running }]).sweeps).toEqual([sweep({ id: 7 }), running]);
  });

  it('leaves a sweep on a page that is not loaded where it is', () => {
    expect(applyToSweepList(list, [{ type: 'sweep', data: sweep({ id: 3 }) }]).sweeps).toEqual(list.sweeps);
  });
});
