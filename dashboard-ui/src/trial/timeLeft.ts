import type { TrialMetrics } from './trialState';

/** So many of the last epochs say how long the next will take. */
const EPOCHS_MEASURED = 5;

/** How long the epochs that are left will take; null before one was measured. */
export function secondsLeft(metrics: TrialMetrics, epochs: number): number | null {
  const measured = (metrics.get('epoch_seconds') ?? []).slice(-EPOCHS_MEASURED);
  const last = measured.at(-1);
  if (!last) {
    return null;
  }
  const mean = measured.reduce((sum, [, seconds]) => sum + seconds, 0) / measured.length;
  return mean * Math.max(0, epochs - last[0]);
}
