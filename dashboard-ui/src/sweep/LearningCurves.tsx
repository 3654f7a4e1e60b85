import { useCallback, useDeferredValue, useMemo } from 'react';
import type { TrialView } from '../api/client';
import { LineChart } from '../charts/LineChart';
import type { Line } from '../charts/series';
import { useLiveSnapshot } from '../live/hooks';
import type { EventStream } from '../live/stream';
import { count, shortSetting } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { METRICS, metricNamed, withUnit } from '../ui/metrics';
import { curvesSource } from './curves';

interface Props {
  sweepId: number;
  stream: EventStream;
  trials: ReadonlyMap<number, TrialView>;
  varying: readonly string[];
  metricName: string;
  onMetric(name: string): void;
  highlighted: number | null;
  onPick(trialId: number): void;
}

/** One line a trial, coloured by method and, where there are several, model. */
export function LearningCurves(props: Props) {
  const { sweepId, stream, trials, varying, metricName, onMetric, highlighted, onPick } = props;
  const metric = useMemo(() => metricNamed(metricName), [metricName]);
  const live = useLiveSnapshot(stream, useMemo(() => curvesSource(sweepId, metricName), [sweepId, metricName]));
  const curves = useDeferredValue(live.data);

  const severalModels = useMemo(() => new Set([...trials.values()].map(({ model }) => model)).size > 1, [trials]);
  const groupOf = useCallback(
    ({ model, method }: TrialView) => (severalModels ? `${model} ${method}` : method), [severalModels]);
  const key = useMemo(() => [...new Set([...trials.values()].map(groupOf))].join(), [trials, groupOf]);
  const groups = useMemo(() => key.split(','), [key]);
  const epochs = useMemo(() => Math.max(0, ...[...trials.values()].map(trial => trial.epochs)), [trials]);
  const lines = useMemo(
    () => [...(curves ?? [])].flatMap(([id, points]): Line[] => {
      const trial = trials.get(id);
      return trial ? [{ id, group: groupOf(trial), name: describe(trial, groupOf(trial), varying), points }] : [];
    }),
    [curves, trials, varying, groupOf]);

  return (
    <section aria-labelledby="curves">
      <div className="section-header">
        <h2 id="curves">Learning curves</h2>
        <label>
          Metric{' '}
          <select value={metricName} onChange={event => onMetric(event.target.value)}>
            {METRICS.map(each => <option key={each.name} value={each.name}>{withUnit(each)}</option>)}
          </select>
        </label>
      </div>
      <Loaded live={live} what="the learning curves">
        {() => (
          <>
            <LineChart
              label={`${metric.label} over epochs, ${count(lines.length)} trials. The trials below have the numbers.`}
              groups={groups}
              lines={lines}
              epochs={epochs}
              format={metric.format}
              unit={metric.unit}
              scale={metric.scale}
              highlighted={highlighted}
              onPick={id => onPick(Number(id))}
            />
            <p className="note">
              {lines.length === 0
                ? `No trial has reported ${metric.name} yet.`
                : `${count(lines.length)} of ${count(trials.size)} trials have reported ${metric.name}.`}
            </p>
          </>
        )}
      </Loaded>
    </section>
  );
}

function describe(trial: TrialView, group: string, varying: readonly string[]): string {
  const settings = varying
    .filter(name => name in trial.hyperparameters)
    .map(name => `${name} ${shortSetting(trial.hyperparameters[name])}`);
  return [`Trial ${trial.number}: ${group}`, ...settings, `seed ${trial.seed}`].join(', ');
}
