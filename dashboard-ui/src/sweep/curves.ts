import { fetchCurves, type Point } from '../api/client';
import type { Source } from '../live/snapshot';
import type { StreamEvent } from '../live/stream';

/** Points of one metric by trial id. */
export type Curves = ReadonlyMap<number, readonly Point[]>;

export function curvesSource(sweepId: number, metric: string): Source<Curves> {
  return {
    load: () => fetchCurves(sweepId, metric),
    apply: (curves, events) => applyToCurves(curves, metric, events),
  };
}

export function applyToCurves(curves: Curves, metric: string, events: readonly StreamEvent[]): Curves {
  let next: Map<number, readonly Point[]> | null = null;
  for (const event of events) {
    const value = event.type === 'metrics' ? event.data.values[metric] : undefined;
    if (event.type === 'metrics' && value !== undefined) {
      next ??= new Map(curves);
      next.set(event.data.trial_id, withPoint(next.get(event.data.trial_id) ?? [], [event.data.epoch, value]));
    }
  }
  return next ?? curves;
}

/** Later points belong to an attempt that was lost: the trial has resumed before them. */
export function withPoint(curve: readonly Point[], point: Point): readonly Point[] {
  return [...curve.filter(([epoch]) => epoch < point[0]), point];
}
