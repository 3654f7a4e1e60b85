import { useMemo } from 'react';
import { LineChart } from '../charts/LineChart';
import type { Line } from '../charts/series';
import { useLiveSnapshot } from '../live/hooks';
import type { EventStream } from '../live/stream';
import { Loaded } from '../ui/Loaded';
import { type ChartPlan, chartsFor } from '../ui/metrics';
import { type TrialMetrics, trialMetricsSource } from './trialState';

interface Props {
  trialId: number;
  /** What the trial is to reach. */
  epochs: number;
  stream: EventStream;
}

/** Everything the trial has reported over its epochs. */
export function TrialCurves({ trialId, epochs, stream }: Props) {
  const live = useLiveSnapshot(stream, useMemo(() => trialMetricsSource(trialId), [trialId]));
  const names = [...(live.data?.keys() ?? [])].join();
  const plans = useMemo(() => chartsFor(names.split(',')), [names]);
  return (
    <section aria-labelledby="curves">
      <h2 id="curves">Curves</h2>
      <Loaded live={live} what="the curves">
        {metrics => (metrics.size === 0 ? <p className="note">No epoch is complete yet.</p> : (
          <div className="charts">
            {plans.map(plan => <Chart key={plan.title} plan={plan} metrics={metrics} epochs={epochs} />)}
          </div>
        ))}
      </Loaded>
    </section>
  );
}

function Chart({ plan, metrics, epochs }: { plan: ChartPlan; metrics: TrialMetrics; epochs: number }) {
  const groups = useMemo(() => plan.lines.map(({ label }) => label), [plan]);
  const lines = useMemo(
    () => plan.lines.map(({ metric: { name }, label }): Line =>
      ({ id: name, group: label, name: label, points: metrics.get(name) ?? [] })),
    [plan, metrics]);
  const { unit, format, scale } = plan.lines[0]!.metric;
  return (
    <figure>
      <figcaption>{plan.title}</figcaption>
      <LineChart
        label={`${plan.title} over epochs`}
        groups={groups}
        lines={lines}
        epochs={epochs}
        unit={unit}
        format={format}
        scale={scale}
      />
    </figure>
  );
}
