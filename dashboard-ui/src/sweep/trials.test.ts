import { describe, expect, it } from 'vitest';
import type { TrialView } from '../api/client';
import { trial } from '../fixtures';
import { isOlder } from './trials';

describe('the order of a trial\'s states', () => {
  const life: TrialView[] = [
    trial({ state: 'PENDING', attempt: 0 }),
    trial({ state: 'RUNNING', attempt: 1, epoch: 0 }),
    trial({ state: 'PENDING', attempt: 1, epoch: 3 }),
    trial({ state: 'RUNNING', attempt: 2, epoch: 2 }),
    trial({ state: 'FAILED', attempt: 2, epoch: 2 }),
    trial({ state: 'PENDING', attempt: 2, epoch: 2, retries: 1 }),
    trial({ state: 'RUNNING', attempt: 3, epoch: 2, retries: 1 }),
  ];

  it('is the order in which it lives through them', () => {
    for (const [i, earlier] of life.entries()) {
      expect(isOlder(earlier, earlier)).toBe(false);
      for (const later of life.slice(i + 1)) {
        expect(isOlder(earlier, later)).toBe(true);
        expect(isOlder(later, earlier)).toBe(false);
      }
    }
  });
});
