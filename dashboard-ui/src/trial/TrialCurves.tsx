import { useMemo } from 'react';
import { LineChart } from '../charts/LineChart';
import type { Line } from '../charts/series';
import { useLiveSnapshot } from '../live/hooks';
import type { EventStream } from '../live/stream';
import { Loaded } from '../ui/Loaded';
import { type ChartPlan, chartsFor } from '../ui/metrics';
import { type TrialMetrics, trialMetricsSource } from './trialState';

/** Everything the trial has reported over its epochs. */
export function TrialCurves({ trialId, stream }: { trialId: number; stream: EventStream }) {
  const live = useLiveSnapshot(stream, useMemo(() => trialMetricsSource(trialId), [trialId]));
  return (
    <section aria-labelledby="curves">
      <h2 id="curves">Curves</h2>
      <Loaded live={live} what="the curves">
        {metrics => (metrics.size === 0 ? <p className="note">No epoch is complete yet.</p> : (
          <div className="charts">
            {chartsFor(metrics.keys()).map(plan => <Chart key={plan.title} plan={plan} metrics={metrics} />)}
          </div>
        ))}
      </Loaded>
    </section>
  );
}

function Chart({ plan, metrics }: { plan: ChartPlan; metrics: TrialMetrics }) {
  const lines = plan.metrics.map(({ name, label }): Line =>
    ({ id: name, group: label, name: label, points: metrics.get(name) ?? [] }));
  const { unit, format, scale } = plan.metrics[0]!;
  return (
    <figure>
      <figcaption>{plan.title}</figcaption>
      <LineChart
        label={`${plan.title} over epochs`}
        groups={plan.metrics.map(metric => metric.label)}
        lines={lines}
        unit={unit}
        format={format}
        scale={scale}
      />
    </figure>
  );
}
