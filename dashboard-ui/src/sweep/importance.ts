/** What one factor explains of the differences in a measure. */
export interface Explained {
  /** η² = SS between / SS total of a one-way analysis of variance, from 0 to 1. */
  share: number;
  /** What a factor without any effect would seem to explain on average: (k − 1)/(n − 1) for k levels, n values. */
  byChance: number;
  levels: number;
  values: number;
}

/**
 * The share of the variance of the values that the levels of one factor explain.
 *
 * Null where it says nothing: without two levels, without differences, or with no two values at any level.
 *
 * @param levels of each value; negative ones leave the value out
 */
export function etaSquared(values: ArrayLike<number>, levels: ArrayLike<number>): Explained | null {
  const sums = new Map<number, { n: number; sum: number }>();
  let n = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const level = levels[i]!;
    const value = values[i]!;
    if (level < 0 || Number.isNaN(value)) {
      continue;
    }
    const at = sums.get(level) ?? { n: 0, sum: 0 };
    at.n++;
    at.sum += value;
    sums.set(level, at);
    n++;
    sum += value;
  }
  if (sums.size < 2 || n <= sums.size) {
    return null;
  }
  const mean = sum / n;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (levels[i]! >= 0 && !Number.isNaN(values[i]!)) {
      total += (values[i]! - mean) ** 2;
    }
  }
  if (total === 0) {
    return null;
  }
  const between = [...sums.values()].reduce((ss, at) => ss + at.n * (at.sum / at.n - mean) ** 2, 0);
  return { share: Math.min(1, between / total), byChance: (sums.size - 1) / (n - 1), levels: sums.size, values: n };
}
