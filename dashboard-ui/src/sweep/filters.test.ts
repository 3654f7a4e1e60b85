import { describe, expect, it } from 'vitest';
import { type Filter, matching, readFilter, writeFilter } from './filters';
import { tableOf } from './columns';

const table = tableOf({
  count: 5,
  columns: [
    { name: 'number', kind: 'TRIAL', values: [0, 1, 2, 3, 4] },
    { name: 'method', kind: 'TRIAL', values: ['sgd', 'sam', 'sam', 'vsam', 'vsam'] },
    { name: 'worker_id', kind: 'TRIAL', values: ['node-1', 'node-2', null, 'node-1', 'NODE-3'] },
    { name: 'rho', kind: 'HYPERPARAMETER', values: [null, 0.05, 0.1, 0.05, 0.2] },
  ],
});
const found = (...filters: Filter[]) => [...matching(table, filters)];

describe('filters', () => {
  it('keep the trials with one of the values, the empty word being none', () => {
    expect(found({ column: 'method', words: ['sam', 'vsam'] })).toEqual([1, 2, 3, 4]);
    expect(found({ column: 'rho', words: ['0.05'] })).toEqual([1, 3]);
    expect(found({ column: 'rho', words: ['', '0.2'] })).toEqual([0, 4]);
    expect(found({ column: 'worker_id', words: [''] })).toEqual([2]);
  });

  it('keep the trials within bounds, which belong to the range; none is within none', () => {
    expect(found({ column: 'rho', min: 0.05, max: 0.1 })).toEqual([1, 2, 3]);
    expect(found({ column: 'rho', min: -Infinity, max: Infinity })).toEqual([1, 2, 3, 4]);
    expect(found({ column: 'probe_kl', min: 0, max: 1 })).toEqual([]);
  });

  it('must all be passed', () => {
    expect(found({ column: 'rho', min: 0.1, max: 1 }, { column: 'method', words: ['vsam'] })).toEqual([4]);
  });

  it('search by the number of a trial and within words, whatever their case', () => {
    expect([...matching(table, [], '3')]).toEqual([3, 4]);
    expect([...matching(table, [], 'node vsam')]).toEqual([3, 4]);
    expect([...matching(table, [], 'nothing')]).toEqual([]);
  });

  it.each<Filter>([
    { column: 'rho', min: 0.02, max: 0.1 },
    { column: 'rho', min: -Infinity, max: 1e-20 },
    { column: 'rho', min: -3, max: Infinity },
    { column: 'method', words: ['sam', 'vsam'] },
    { column: 'model', words: ['a|b', '100%', '7..8', ''] },
  ])('are the same after the URL: %o', filter => {
    expect(readFilter(filter.column, writeFilter(filter))).toEqual(filter);
  });

  it.each(['', '0.1', 'a..b', '1..2..3'])('are none where the URL has %o', text => {
    expect(readFilter('rho', text)).toBeNull();
  });
});
