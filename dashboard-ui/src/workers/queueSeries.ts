import type { QueueSample } from '../api/client';

/** What is sampled each minute; longer than this without a sample, nobody was there to count. */
const GAP_MS = 150_000;

export type TimePoint = readonly [at: number, value: number | null];

/** One count of the samples over time, with a gap where there are none. */
export function overTime(samples: readonly QueueSample[], count: 'pending' | 'running' | 'workers'): TimePoint[] {
  const points: TimePoint[] = [];
  let before: number | null = null;
  for (const sample of samples) {
    const at = Date.parse(sample.at);
    if (before !== null && at - before > GAP_MS) {
      points.push([before + 1, null]);
    }
    points.push([at, sample[count]]);
    before = at;
  }
  return points;
}
