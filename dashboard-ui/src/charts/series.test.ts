import { describe, expect, it } from 'vitest';
import { type Line, polyline, strideFor } from './series';

const a: Line = { id: 1, group: 'sam', name: 'a', points: [[1, 0.1], [2, 0.2], [3, 0.3], [4, 0.4]] };
const b: Line = { id: 2, group: 'sam', name: 'b', points: [[1, 0.5]] };

describe('a polyline', () => {
  it('has a gap after each line, and knows whose each point is', () => {
    const { data, lineOf } = polyline([a, b], 1);

    expect(data).toEqual([[1, 0.1], [2, 0.2], [3, 0.3], [4, 0.4], [null, null], [1, 0.5], [null, null]]);
    expect(lineOf.map(({ id }) => id)).toEqual([1, 1, 1, 1, 1, 2, 2]);
  });

  it('keeps the last point of each line when it is thinned', () => {
    expect(polyline([a], 2).data).toEqual([[1, 0.1], [3, 0.3], [4, 0.4], [null, null]]);
  });
});

describe('the stride', () => {
  it('is one as long as everything can be drawn', () => {
    expect(strideFor([a, b], 5)).toBe(1);
    expect(strideFor([], 5)).toBe(1);
  });

  it('grows with the number of points', () => {
    expect(strideFor([a, b], 4)).toBe(2);
    expect(strideFor([a, b], 1)).toBe(5);
  });
});
