import { describe, expect, it } from 'vitest';
import { tableOf } from './columns';
import { readOrder, sorted, writeOrder } from './sorting';

const { columns } = tableOf({
  count: 5,
  columns: [
    { name: 'rho', kind: 'HYPERPARAMETER', values: [0.1, null, 0.05, 0.1, 0.2] },
    { name: 'failure', kind: 'TRIAL', values: ['ERROR', null, 'CRASHED', null, 'ERROR'] },
  ],
});
const rows = Uint32Array.of(0, 1, 2, 3, 4);

describe('sorting', () => {
  it('orders numbers and words, keeps equals in their order, and puts none last in both directions', () => {
    expect([...sorted(rows, columns.get('rho')!, false)]).toEqual([2, 0, 3, 4, 1]);
    expect([...sorted(rows, columns.get('rho')!, true)]).toEqual([4, 0, 3, 2, 1]);
    expect([...sorted(rows, columns.get('failure')!, false)]).toEqual([2, 0, 4, 1, 3]);
    expect([...sorted(rows, columns.get('failure')!, true)]).toEqual([0, 4, 2, 1, 3]);
  });

  it('leaves the rows that it was given as they were', () => {
    sorted(rows, columns.get('rho')!, true);
    expect([...rows]).toEqual([0, 1, 2, 3, 4]);
  });

  it('is the same after the URL', () => {
    expect([true, false].map(descending => readOrder(writeOrder({ column: 'rho', descending }))))
      .toEqual([{ column: 'rho', descending: true }, { column: 'rho', descending: false }]);
  });
});
