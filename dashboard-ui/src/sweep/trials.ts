import type { TrialState } from '../api/client';

export function isFinal(state: TrialState): boolean {
  return state !== 'PENDING' && state !== 'RUNNING';
}

/** Where a trial is in its life. */
interface Standing {
  retries: number;
  attempt: number;
  state: TrialState;
}

/** An attempt runs, then its trial waits for the next one or is final. */
function stage(state: TrialState): number {
  return isFinal(state) ? 2 : state === 'PENDING' ? 1 : 0;
}

/**
 * Whether a trial was in state `a` before it was in state `b`: snapshots overtake the events that led to them. Within
 * an attempt the epoch says nothing, as it falls when the attempt finds no checkpoint to resume from.
 */
export function isOlder(a: Standing, b: Standing): boolean {
  return (a.retries - b.retries || a.attempt - b.attempt || stage(a.state) - stage(b.state)) < 0;
}
