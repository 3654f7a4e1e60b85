import { fetchTrialMetrics, type Point } from '../api/client';
import type { Source } from '../live/snapshot';
import type { StreamEvent } from '../live/stream';

/** Points by metric name, by trial id. */
export type Curves = ReadonlyMap<number, ReadonlyMap<string, readonly Point[]>>;

/** Every metric of some trials, so that another metric needs no other request. */
export function curvesSource(trialIds: readonly number[]): Source<Curves> {
  return {
    load: async () => new Map(await Promise.all(
      trialIds.map(async id => [id, await fetchTrialMetrics(id)] as const))),
    apply: applyToCurves,
  };
}

export function applyToCurves(curves: Curves, events: readonly StreamEvent[]): Curves {
  let next: Map<number, ReadonlyMap<string, readonly Point[]>> | null = null;
  for (const event of events) {
    const known = event.type === 'metrics' ? (next ?? curves).get(event.data.trial_id) : undefined;
    if (event.type === 'metrics' && known) {
      const { trial_id: id, epoch, values } = event.data;
      const metrics = new Map(known);
      Object.entries(values).forEach(([name, value]) =>
        metrics.set(name, withPoint(metrics.get(name) ?? [], [epoch, value])));
      next ??= new Map(curves);
      next.set(id, metrics);
    }
  }
  return next ?? curves;
}

/** Later points belong to an attempt that was lost: the trial has resumed before them. */
export function withPoint(curve: readonly Point[], point: Point): readonly Point[] {
  return [...curve.filter(([epoch]) => epoch < point[0]), point];
}
