import { describe, expect, it } from 'vitest';
import { type NumberColumn, tableOf, type TextColumn } from './columns';
import { bestByLevel, bestOf, configurationsOf, groupNames, groupsOf } from './configurations';
import { cellsOf } from './heatMap';
import { levelsOf } from './levels';

/** Two configurations of sam with two seeds each, one of rsam with a seed missing, and one of sgd. */
const table = tableOf({
  count: 7,
  columns: [
    { name: 'dataset', kind: 'TRIAL', values: Array<string>(7).fill('digits') },
    { name: 'method', kind: 'TRIAL', values: ['sam', 'sam', 'sam', 'sam', 'rsam', 'rsam', 'sgd'] },
    { name: 'configuration_hash', kind: 'TRIAL', values: ['a', 'a', 'b', 'b', 'c', 'c', 'd'] },
    { name: 'rho', kind: 'HYPERPARAMETER', values: [0.05, 0.05, 0.1, 0.1, 0.05, 0.05, null] },
    { name: 'seed', kind: 'TRIAL', values: [0, 1, 0, 1, 0, 1, 0] },
    { name: 'validation_accuracy', kind: 'RESULT', values: [0.9, 0.94, 0.95, 0.93, 0.99, null, null] },
  ],
});
const hashes = table.columns.get('configuration_hash') as TextColumn;
const objective = table.columns.get('validation_accuracy') as NumberColumn;
const all = [0, 1, 2, 3, 4, 5, 6];

describe('configurations', () => {
  it('have the mean and the standard error of their seeds', () => {
    const [a, , c, d] = configurationsOf(hashes, objective, all);

    expect(a).toEqual(
      { rows: [0, 1], mean: expect.closeTo(0.92, 12), standardError: expect.closeTo(0.02, 12), seeds: 2 });
    expect(c).toEqual({ rows: [4, 5], mean: 0.99, standardError: null, seeds: 1 });
    expect(d).toEqual({ rows: [6], mean: NaN, standardError: null, seeds: 0 });
  });

  it('are chosen complete before incomplete, then by the mean', () => {
    expect(bestOf(configurationsOf(hashes, objective, all))!.rows).toEqual([2, 3]);
    expect(bestOf(configurationsOf(hashes, objective, [4, 5, 6]))!.rows).toEqual([4, 5]);
    expect(bestOf(configurationsOf(hashes, objective, [6]))).toBeNull();
  });

  it('are chosen, of a tie, in the order of the trials', () => {
    const tied: NumberColumn = { ...objective, values: Float64Array.of(0.9, 0.9, 0.9, 0.9, NaN, NaN, NaN) };
    expect(bestOf(configurationsOf(hashes, tied, all))!.rows).toEqual([0, 1]);
  });

  it('are chosen at each level of an axis', () => {
    const levels = levelsOf(table.columns.get('rho')!, all);
    expect(bestByLevel(hashes, objective, [0, 1, 2, 3, 6], levels).map(best => best?.rows))
      .toEqual([[0, 1], [2, 3]]);
  });

  it('fill the cells of a map', () => {
    const [across, up] = ['rho', 'seed'].map(name => levelsOf(table.columns.get(name)!, all));
    const cells = cellsOf(hashes, objective, [2, 3, 4, 5, 6], across!, up!);
    expect(cells.map(({ x, y, best }) => [x, y, best?.mean ?? null]))
      .toEqual([[1, 0, 0.95], [1, 1, 0.93], [0, 0, 0.99], [0, 1, null]]);
  });
});

describe('groups', () => {
  it('are named by what differs, in the order of the trials, and keep their places without rows', () => {
    expect(groupsOf(groupNames(table), [4, 0])).toEqual([
      { name: 'sam', rows: [0] }, { name: 'rsam', rows: [4] }, { name: 'sgd', rows: [] }]);
  });

  it('name the model where there are several', () => {
    const models = { name: 'model', kind: 'TRIAL', type: 'text', values: ['A', 'B', 'A', 'A', 'A', 'A', 'A'] } as const;
    const columns = new Map([...table.columns, ['model', models] as const]);
    expect(groupNames({ columns, count: 7 }).order).toEqual(['A sam', 'B sam', 'A rsam', 'A sgd']);
  });
});
