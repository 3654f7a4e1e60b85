import { describe, expect, it } from 'vitest';
import { type Column, rowsOf } from './columns';
import { levelsOf } from './levels';

function numbers(...values: number[]): Column {
  return { name: 'rho', kind: 'HYPERPARAMETER', type: 'number', values: Float64Array.from(values) };
}

describe('the levels of an axis', () => {
  it('are its values in the order of numbers, with those without one nowhere', () => {
    const column = numbers(0.1, NaN, 0.05, 0.1, 2);
    const { levels, of, log } = levelsOf(column, rowsOf(column));

    expect(levels.map(({ label, at }) => [label, at])).toEqual([['0.05', 0.05], ['0.1', 0.1], ['2', 2]]);
    expect([...of]).toEqual([1, -1, 0, 1, 2]);
    expect(log).toBe(true);
  });

  it('are those of the rows asked for', () => {
    const { levels, of } = levelsOf(numbers(0.1, 0.2, 0.3), [0, 2]);

    expect(levels.map(({ label }) => label)).toEqual(['0.1', '0.3']);
    expect([...of]).toEqual([0, -1, 1]);
  });

  it('put words after numbers', () => {
    const column: Column = {
      name: 'beta', kind: 'HYPERPARAMETER', type: 'text', values: ['match_rho', '10', '2', null, 'a'],
    };

    expect(levelsOf(column, rowsOf(column)).levels.map(({ label }) => label))
      .toEqual(['2', '10', 'a', 'match_rho']);
  });

  it('are bins where there are many values, of equal width in the logarithm over more than a decade', () => {
    const column = numbers(...Array.from({ length: 101 }, (_, i) => 10 ** (i / 100 * 4 - 4)));
    const { levels, of, log } = levelsOf(column, rowsOf(column));

    expect(log).toBe(true);
    expect(levels).toHaveLength(16);
    expect(levels[0]!.at).toBeCloseTo(10 ** (-4 + 4 / 32), 12);
    expect(levels[0]!.filter).toEqual(
      { column: 'rho', min: expect.closeTo(1e-4, 12), max: expect.closeTo(10 ** -3.75, 12) });
    expect([of[0], of[50], of[100]]).toEqual([0, 8, 15]);
  });

  it('are none where there is no value', () => {
    expect(levelsOf(numbers(NaN, NaN), [0, 1])).toEqual({ levels: [], of: Int32Array.of(-1, -1), log: false });
  });
});
