import { useCallback, useMemo } from 'react';
import { fetchQueueHistory, type QueueSample } from '../api/client';
import { Chart } from '../charts/Chart';
import { type Palette, usePalette } from '../charts/palette';
import { axisStyle, chartStyle, tooltipStyle } from '../charts/style';
import { usePolled } from '../live/polling';
import { count, exactTime } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { overTime, type TimePoint } from './queueSeries';

/** As often as the queue is sampled. */
const INTERVAL_MS = 60_000;
const HOUR_MS = 3_600_000;

const SPANS = [
  { hours: 1, label: 'Last hour' },
  { hours: 6, label: 'Last 6 hours' },
  { hours: 24, label: 'Last 24 hours' },
  { hours: 168, label: 'Last 7 days' },
];

const COUNTS = [
  { name: 'pending', title: 'Waiting trials', colour: 3 },
  { name: 'running', title: 'Running trials', colour: 0 },
  { name: 'workers', title: 'Workers alive', colour: 2 },
] as const;

interface Props {
  hours: number;
  onHours(hours: number): void;
}

/** How many trials waited and ran, and how many workers there were, minute by minute. */
export function QueueOverTime({ hours, onHours }: Props) {
  const history = usePolled(useCallback(() => fetchQueueHistory(hours), [hours]), INTERVAL_MS);
  const palette = usePalette();
  return (
    <section aria-labelledby="history">
      <div className="section-header">
        <h2 id="history">Queue over time</h2>
        <select aria-label="Time shown" value={hours} onChange={event => onHours(Number(event.target.value))}>
          {SPANS.map(span => <option key={span.hours} value={span.hours}>{span.label}</option>)}
        </select>
      </div>
      <Loaded live={history} what="the queue’s history">
        {samples => (samples.length === 0 ? (
          <p className="note">Nothing has been counted in this time. The queue is counted each minute.</p>
        ) : (
          <div className="queue-charts">
            {COUNTS.map(({ name, title, colour }) => (
              <CountChart key={name} samples={samples} name={name} title={title} hours={hours} palette={palette}
                colour={palette.series[colour]!} />
            ))}
          </div>
        ))}
      </Loaded>
    </section>
  );
}

interface CountChartProps {
  samples: readonly QueueSample[];
  name: (typeof COUNTS)[number]['name'];
  title: string;
  hours: number;
  palette: Palette;
  colour: string;
}

function CountChart({ samples, name, title, hours, palette, colour }: CountChartProps) {
  const option = useMemo(
    () => countOption(overTime(samples, name), title, hours, palette, colour),
    [samples, name, title, hours, palette, colour]);
  const values = samples.map(sample => sample[name]);
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Chart
        label={`${title} over the last ${hours === 1 ? 'hour' : `${hours} hours`}: now ${count(values.at(-1)!)}, at `
          + `least ${count(Math.min(...values))}, at most ${count(Math.max(...values))}.`}
        option={option}
        height={12}
      />
    </figure>
  );
}

function countOption(data: TimePoint[], title: string, hours: number, palette: Palette, colour: string) {
  const end = data.at(-1)![0];
  // No empty day before the first count, but an hour at least.
  const start = Math.max(end - hours * HOUR_MS, Math.min(data[0]![0], end - HOUR_MS));
  return {
    ...chartStyle(palette),
    grid: { left: 8, right: 16, top: 12, bottom: 8, containLabel: true },
    xAxis: {
      type: 'time',
      ...axisStyle(palette),
      min: start,
      max: end,
      splitLine: { show: false },
      axisLabel: { color: palette.muted, hideOverlap: true },
    },
    yAxis: { type: 'value', minInterval: 1, min: 0, ...axisStyle(palette) },
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      axisPointer: { lineStyle: { color: palette.border } },
      formatter: ([point]: { value: TimePoint }[]) => (point?.value[1] == null
        ? '' : `${title}: ${count(point.value[1])}\n${exactTime(new Date(point.value[0]))}`),
    },
    series: [{
      type: 'line',
      data,
      // A count stays what it is until the next.
      step: 'end',
      color: colour,
      showSymbol: data.length === 1,
      lineStyle: { width: 1.5 },
      areaStyle: { opacity: 0.15 },
      emphasis: { disabled: true },
    }],
  };
}
