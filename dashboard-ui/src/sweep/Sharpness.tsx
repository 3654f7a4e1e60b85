import { useCallback, useMemo } from 'react';
import { Chart, type ChartTarget } from '../charts/Chart';
import { Legend } from '../charts/Legend';
import { usePalette } from '../charts/palette';
import { axisStyle, chartStyle, SYMBOLS, tick, tooltipStyle } from '../charts/style';
import { Choice } from '../ui/Choice';
import { count, percent, significant } from '../ui/format';
import { metricNamed } from '../ui/metrics';
import { numberAt } from './columns';
import { textOf, trialName } from './columnText';
import { groupsOf } from './configurations';
import { Panel } from './Panel';
import { toggledSelection } from './selection';
import type { Shown } from './shown';

/** More points than these are drawn in one go each method, without a symbol of their own. */
const LARGE = 2_000;

/** Whether flat minima are good ones: every trial's sharpness as last probed and its test error. */
export function Sharpness({ shown }: { shown: Shown }) {
  const { table, view, rows, groups, varying } = shown;
  const palette = usePalette();
  const probes = useMemo(
    () => [...table.columns.values()].filter(({ kind, name }) => kind === 'PROBE' && !name.endsWith('_error')),
    [table]);
  const probe = probes.find(({ name }) => name === view.get('sharpness'))
    ?? probes.find(({ name }) => name === 'probe_sharpness_max') ?? probes[0];
  const sharpness = probe?.type === 'number' ? probe.values : null;
  const accuracy = table.columns.get('test_accuracy');

  const clouds = useMemo(() => (sharpness === null || accuracy?.type !== 'number' ? [] : groupsOf(groups, rows)
    .map(({ name, rows: own }, i) => ({
      name, i, rows: own.filter(row => !Number.isNaN(sharpness[row]) && !Number.isNaN(accuracy.values[row])),
    }))
    .filter(cloud => cloud.rows.length > 0)), [sharpness, accuracy, groups, rows]);

  const option = useMemo(() => {
    const style = axisStyle(palette);
    const all = clouds.flatMap(cloud => cloud.rows.map(row => sharpness![row]!));
    const least = all.reduce((a, b) => Math.min(a, b), Infinity);
    const log = least > 0 && all.reduce((a, b) => Math.max(a, b), -Infinity) >= 10 * least;
    const error = (row: number) => 1 - numberAt(table, 'test_accuracy', row);
    return {
      ...chartStyle(palette),
      grid: { left: 28, right: 16, top: 12, bottom: 28, containLabel: true },
      xAxis: { ...style, type: log ? 'log' : 'value', scale: true, name: probe ? textOf(probe).label : '',
        nameLocation: 'middle', nameGap: 28, axisLabel: { ...style.axisLabel, hideOverlap: true } },
      yAxis: { ...style, type: 'value', scale: true, name: 'Test error (%)', nameLocation: 'middle', nameGap: 46,
        axisLabel: { ...style.axisLabel, formatter: (value: number) => tick(value, '%') } },
      tooltip: {
        ...tooltipStyle(palette),
        formatter: ({ seriesIndex, dataIndex }: ChartTarget) => {
          const row = clouds[seriesIndex]!.rows[dataIndex]!;
          return `${trialName(table, row, groups.of(row), varying)}\n${textOf(probe!).label}: `
            + `${significant(sharpness![row]!)}\ntest error ${percent(error(row))} %`;
        },
      },
      series: clouds.map(({ i, rows: own }) => ({
        type: 'scatter',
        color: palette.series[i % palette.series.length],
        symbol: SYMBOLS[i % SYMBOLS.length],
        symbolSize: own.length > LARGE ? 3 : 8,
        itemStyle: { opacity: own.length > LARGE ? 0.4 : 0.75 },
        large: own.length > LARGE,
        // Painting that goes on over frames fails where the chart is gone by then.
        progressive: 0,
        data: own.map(row => [sharpness![row]!, error(row)]),
      })),
    };
  }, [clouds, palette, probe, sharpness, table, groups, varying]);

  const pick = useCallback(
    ({ seriesIndex, dataIndex }: ChartTarget) =>
      view.select(toggledSelection(view.selected, table, clouds[seriesIndex]!.rows[dataIndex]!)),
    [view, table, clouds]);

  const points = clouds.reduce((n, cloud) => n + cloud.rows.length, 0);
  return (
    <Panel
      id="sharpness"
      title="Sharpness against test error"
      empty={!probe
        ? 'No trial has been probed. With probes: {at: [1]} in its definition a sweep measures flatness.'
        : points === 0 ? 'No trial that passes the filters has both a probe and a test error yet.' : null}
      tools={probe && (
        <Choice label="Sharpness" value={probe.name}
          options={probes.map(({ name }) => [name, metricNamed(name).label] as const)}
          onChoose={name => view.change({ sharpness: name })} />
      )}
      caption={(
        <>
          Every trial: its flatness after the last epoch that was probed, and its error on test data. A diagnostic, by
          which nothing should be chosen.
        </>
      )}
    >
      <Legend entries={clouds.map(({ name, i, rows: own }) => ({ name, i, note: count(own.length) }))} />
      <Chart
        label={`${count(points)} trials by sharpness and test error`}
        option={option}
        height={20.5}
        onClick={pick}
      />
    </Panel>
  );
}
