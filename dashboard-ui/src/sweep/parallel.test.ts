import { describe, expect, it } from 'vitest';
import { type NumberColumn, tableOf } from './columns';
import type { Filter } from './filters';
import { filterOf, intervalsOf, parallelAxes, placeOn, sampled } from './parallel';

const table = tableOf({
  count: 4,
  columns: [
    { name: 'rho', kind: 'HYPERPARAMETER', values: [0.05, 0.1, 0.2, null] },
    { name: 'lr', kind: 'HYPERPARAMETER', values: [0.1, 0.2, 0.1, 0.2] },
    { name: 'validation_accuracy', kind: 'RESULT', values: [0.9, 0.95, 0.8, null] },
  ],
});
const objective = table.columns.get('validation_accuracy') as NumberColumn;
const [rho, lr, accuracy] = parallelAxes(
  ['rho', 'lr', 'validation_accuracy'].map(name => table.columns.get(name)!), objective);

describe('an axis of parallel coordinates', () => {
  it('has the values of a grid at equal distances, after those without one', () => {
    expect(rho!.levels).toEqual(['', '0.05', '0.1', '0.2']);
    expect([0, 1, 2, 3].map(row => placeOn(rho!, row))).toEqual([1, 2, 3, 0]);
    expect(lr!.levels).toEqual(['0.1', '0.2']);
  });

  it('has numbers where they are when it is what was reached', () => {
    expect(accuracy!.levels).toBeNull();
    expect(placeOn(accuracy!, 1)).toBe(0.95);
  });

  it('turns brushes into the filter that they mean', () => {
    expect(filterOf(rho!, [[0.7, 2.2], [-0.4, 0.1]])).toEqual({ column: 'rho', words: ['', '0.05', '0.1'] });
    expect(filterOf(accuracy!, [[0.1, 0.2], [0.90000001, 0.95]])).toEqual(
      { column: 'validation_accuracy', min: 0.9, max: 0.95 });
    expect(filterOf(rho!, [])).toBeNull();
  });

  it.each<[string, Filter]>([
    ['neighbours', { column: 'rho', words: ['0.05', '0.1'] }],
    ['values apart', { column: 'rho', words: ['', '0.2'] }],
  ])('draws the brushes of a filter so that they mean it again: %s', (_, filter) => {
    expect(filterOf(rho!, intervalsOf(rho!, filter))).toEqual(filter);
  });

  it('draws a range without an end to the end of the axis', () => {
    expect(intervalsOf(accuracy!, { column: 'validation_accuracy', min: 0.9, max: Infinity })).toEqual([[0.9, 0.95]]);
  });
});

describe('a sample of the trials', () => {
  it('has those with a result from the worst to the best', () => {
    expect(sampled(Uint32Array.of(0, 1, 2, 3), Uint32Array.of(0, 1, 2, 3), objective, 9)).toEqual([2, 0, 1]);
  });

  it('has the worst and the best where not all can be drawn, and prefers what passes the filters', () => {
    expect(sampled(Uint32Array.of(0, 1, 2, 3), Uint32Array.of(0, 1, 2, 3), objective, 2)).toEqual([2, 1]);
    expect(sampled(Uint32Array.of(0, 1, 2, 3), Uint32Array.of(2), objective, 2)).toEqual([0, 2]);
  });
});
