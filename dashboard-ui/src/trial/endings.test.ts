import { describe, expect, it } from 'vitest';
import { trial } from '../fixtures';
import { outlook } from './endings';

describe('what is to come of a trial', () => {
  it.each([
    ['nothing to say before its first attempt', trial(), null],
    ['nothing to say while it runs', trial({ state: 'RUNNING', attempt: 2, failures: 1 }), null],
    ['nothing to say of success', trial({ state: 'SUCCEEDED', attempt: 2, failures: 1 }), null],
    ['another attempt after a failure', trial({ failures: 1 }), 'Waits for another attempt.'],
    ['nothing until somebody resumes it', trial({ failures: 1, paused_at: '2026-11-24T18:00:00Z' }),
      'Waits until it is resumed.'],
    ['nothing more once it has failed', trial({ state: 'FAILED', failure: { ended: 'OUT_OF_MEMORY', message: null } }),
      'Failed for good: out of memory.'],
  ])('is %s', (_, of, expected) => {
    expect(outlook(of)).toBe(expected);
  });
});
