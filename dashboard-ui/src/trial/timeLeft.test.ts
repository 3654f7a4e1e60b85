import { describe, expect, it } from 'vitest';
import type { Point } from '../api/client';
import { secondsLeft } from './timeLeft';

const epochSeconds = (points: Point[]) => new Map([['epoch_seconds', points]]);

describe('the time that a trial has left', () => {
  it.each<[string, Point[], number | null]>([
    ['unknown before the first epoch', [], null],
    ['that of the epochs left', [[1, 3], [2, 5]], 8 * 4],
    ['by the last five epochs', [[1, 1000], [2, 1], [3, 2], [4, 3], [5, 4], [6, 5]], 4 * 3],
    ['none after the last', [[9, 3], [10, 3]], 0],
  ])('is %s', (_, points, expected) => {
    expect(secondsLeft(epochSeconds(points), 10)).toBe(expected);
  });

  it('is unknown where epochs are not timed', () => {
    expect(secondsLeft(new Map(), 10)).toBeNull();
  });
});
