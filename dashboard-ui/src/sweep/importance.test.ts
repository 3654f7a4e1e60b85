import { describe, expect, it } from 'vitest';
import { etaSquared } from './importance';

describe('the variance that a factor explains', () => {
  it('is that of an analysis of variance worked by hand', () => {
    // Means 5, 9 and 10, of all 8: SS between = 6·(9 + 1 + 4) = 84, SS within = 16 + 24 + 28 = 68.
    const values = [6, 8, 4, 5, 3, 4, 8, 12, 9, 11, 6, 8, 13, 9, 11, 8, 7, 12];
    const levels = values.map((_, i) => Math.floor(i / 6));

    expect(etaSquared(values, levels)).toEqual({
      share: expect.closeTo(84 / 152, 12), byChance: 2 / 17, levels: 3, values: 18 });
  });

  it('weighs levels by their trials', () => {
    // Means 1 and 4 of one and three values, 3.25 of all: between = 5.0625 + 3·0.5625, within = 2.
    expect(etaSquared([1, 3, 4, 5], [0, 1, 1, 1])!.share).toBeCloseTo(6.75 / 8.75, 12);
  });

  it('is all where values differ between levels only, and none where the means are equal', () => {
    expect(etaSquared([1, 1, 2, 2], [0, 0, 1, 1])!.share).toBe(1);
    expect(etaSquared([1, 3, 1, 3], [0, 0, 1, 1])!.share).toBe(0);
  });

  it('leaves out values without a level and levels without a value', () => {
    expect(etaSquared([1, 1, 2, 2, 9, NaN], [0, 0, 1, 1, -1, 2])).toEqual(
      { share: 1, byChance: 1 / 3, levels: 2, values: 4 });
  });

  it.each([
    ['one level', [1, 2, 3], [0, 0, 0]],
    ['no differences', [2, 2, 2, 2], [0, 0, 1, 1]],
    ['one value at each level', [1, 2, 3], [0, 1, 2]],
    ['nothing', [], []],
  ])('is not defined with %s', (_, values, levels) => {
    expect(etaSquared(values, levels)).toBeNull();
  });
});
