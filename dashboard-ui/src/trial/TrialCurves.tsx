import { useEffect, useMemo, useRef, useState } from 'react';
import { LineChart } from '../charts/LineChart';
import type { Line } from '../charts/series';
import type { Live } from '../live/hooks';
import { useInSight } from '../ui/inSight';
import { Loaded } from '../ui/Loaded';
import type { ChartPlan } from '../ui/metrics';
import { useParameters } from '../ui/parameters';
import { curveGroups } from './curveGroups';
import type { TrialMetrics } from './trialState';

interface Props {
  live: Live<TrialMetrics>;
  /** What the trial is to reach. */
  epochs: number;
}

/** Everything the trial has reported over its epochs. */
export function TrialCurves({ live, epochs }: Props) {
  const names = [...(live.data?.keys() ?? [])].join();
  const groups = useMemo(() => curveGroups(names === '' ? [] : names.split(',')), [names]);
  const folded = useNameSet('folded');
  const hidden = useNameSet('hidden');
  return (
    <section aria-labelledby="curves">
      <h2 id="curves">Curves</h2>
      <Loaded live={live} what="the curves">
        {metrics => (metrics.size === 0 ? <p className="note">No epoch is complete yet.</p> : groups.map(group => (
          <details
            key={group.key}
            className="curve-group"
            open={!folded.names.has(group.key)}
            onToggle={event => folded.put(group.key, !event.currentTarget.open)}
          >
            <summary><h3>{group.title}</h3></summary>
            <div className="charts">
              {group.charts.map(plan => (
                <CurveChart
                  key={plan.title}
                  plan={plan}
                  metrics={metrics}
                  epochs={epochs}
                  hidden={hidden.names}
                  onHide={hidden.put}
                />
              ))}
            </div>
          </details>
        )))}
      </Loaded>
    </section>
  );
}

/** Names that the address holds. */
function useNameSet(parameter: string) {
  const [parameters, setParameters] = useParameters();
  const text = parameters.get(parameter) ?? '';
  const names: ReadonlySet<string> = useMemo(() => new Set(text === '' ? [] : text.split(',')), [text]);
  const put = (name: string, contained: boolean) => {
    if (names.has(name) !== contained) {
      const next = contained ? [...names, name] : [...names].filter(each => each !== name);
      setParameters({ [parameter]: next.join() || null });
    }
  };
  return { names, put };
}

interface ChartProps {
  plan: ChartPlan;
  metrics: TrialMetrics;
  epochs: number;
  /** Metrics whose lines are not drawn. */
  hidden: ReadonlySet<string>;
  onHide(metric: string, hidden: boolean): void;
}

function CurveChart({ plan, metrics, epochs, hidden, onHide }: ChartProps) {
  const figure = useRef<HTMLElement>(null);
  const near = useOnceInSight(figure);
  const groups = useMemo(() => plan.lines.map(({ label }) => label), [plan]);
  const lines = useMemo(
    () => plan.lines.map(({ metric: { name }, label }): Line =>
      ({ id: name, group: label, name: label, points: metrics.get(name) ?? [] })),
    [plan, metrics]);
  const hiddenGroups = useMemo(
    () => new Set(plan.lines.filter(({ metric }) => hidden.has(metric.name)).map(({ label }) => label)),
    [plan, hidden]);
  const { unit, format, scale } = plan.lines[0]!.metric;
  return (
    <figure ref={figure}>
      <figcaption>{plan.title}</figcaption>
      {near ? (
        <LineChart
          label={`${plan.title} over epochs`}
          groups={groups}
          lines={lines}
          epochs={epochs}
          unit={unit}
          format={format}
          scale={scale}
          hidden={hiddenGroups}
          onHide={next => plan.lines.forEach(({ metric, label }) => {
            if (next.has(label) !== hiddenGroups.has(label)) {
              onHide(metric.name, next.has(label));
            }
          })}
        />
      ) : <div className="chart-canvas" />}
    </figure>
  );
}

/** With its probes a trial has thirty charts: each is drawn when the reader comes near it. */
function useOnceInSight(element: React.RefObject<HTMLElement | null>): boolean {
  const inSight = useInSight(element);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (inSight) {
      setSeen(true);
    }
  }, [inSight]);
  return seen;
}
