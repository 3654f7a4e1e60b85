import type { AttemptView, TrialView } from '../api/client';
import { words } from '../ui/format';

type Ending = NonNullable<AttemptView['ended']>;

/** Why an attempt ended, where its name alone does not say it. */
const REASONS: Partial<Record<Ending, string>> = {
  DRAINED: 'The worker was asked to stop and saved the step that it was at. Costs no attempt.',
  PAUSED: 'The trial or its sweep was paused, and the step that it was at saved. Costs no attempt.',
  CANCELLED: 'Cancelled on request.',
  LEASE_EXPIRED: 'The worker was not heard of in time: it died, hung or lost the network.',
  CRASHED: 'The worker’s process died.',
  OUT_OF_MEMORY: 'The device of this worker had too little memory.',
  DIVERGED: 'The loss or the gradient was no longer a finite number; another attempt would end alike.',
  BAD_CONFIGURATION: 'This configuration cannot be trained; another attempt would end alike.',
  DATA_MISSING: 'The worker could not read the dataset.',
};

export function reasonOf(ended: Ending): string | null {
  return REASONS[ended] ?? null;
}

/** What is to come after the last attempt, where that is not plain from the trial's state. */
export function outlook(trial: Pick<TrialView, 'state' | 'paused_at' | 'failures' | 'failure'>): string | null {
  const { state, paused_at: pausedAt, failures, failure } = trial;
  if (state === 'FAILED' && failure) {
    return `Failed for good: ${words(failure.ended)}.`;
  }
  if (state !== 'PENDING' || (failures === 0 && pausedAt === null)) {
    return null;
  }
  return pausedAt === null ? 'Waits for another attempt.' : 'Waits until it is resumed.';
}
