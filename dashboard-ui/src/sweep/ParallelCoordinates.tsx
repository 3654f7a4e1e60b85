import type { EChartsType } from 'echarts/core';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Chart, type ChartTarget } from '../charts/Chart';
import { usePalette } from '../charts/palette';
import { axisStyle, chartStyle, tooltipStyle } from '../charts/style';
import { ChooseNames } from '../ui/ChooseNames';
import { count } from '../ui/format';
import { MEASURES } from '../ui/measures';
import { measured, textOf, trialName } from './columnText';
import { matching } from './filters';
import { Panel } from './Panel';
import {
  filterOf, type Interval, intervalsOf, MOST_LINES, parallelAxes, type ParallelAxis, placeOn, sampled,
} from './parallel';
import { axesOf, type Shown } from './shown';
import { toggledSelection } from './selection';

const MOST_AXES = 8;
const AXIS_REM = 6.5;
/** More lines than these are drawn faintly, so that where they meet stands out. */
const FEW_LINES = 300;
/** A brush that is being drawn filters the rest of the page this much later, so that the pointer stays ahead. */
const BRUSH_DELAY_MS = 120;
const NO_FILTER = 'null';

/** A line a trial over its hyperparameters and what it reached; brushes on the axes are the page's filters. */
export function ParallelCoordinates({ shown }: { shown: Shown }) {
  const { table, view, rows, measure, objective, groups, varying } = shown;
  const palette = usePalette();
  const possible = useMemo(
    () => [...axesOf(shown), objective], [shown.table.columns.get('method'), varying, objective]);
  const chosen = view.list('axes') ?? possible.slice(0, MOST_AXES - 1).map(({ name }) => name);
  const key = chosen.filter(name => name !== objective.name).join();
  const columns = useSameElements([...key.split(',').flatMap(name => table.columns.get(name) ?? []), objective]);
  const axes = useMemo(() => parallelAxes(columns, columns.at(-1)!), [columns]);

  const others = useMemo(
    () => matching(table, view.filters.filter(({ column }) => !axes.some(({ name }) => name === column)), view.search),
    [table, view.filters, view.search, axes]);
  const lines = useSameElements(
    useMemo(() => sampled(others, rows, objective, MOST_LINES), [others, rows, objective]));
  const latestTable = useRef(table);
  latestTable.current = table;
  const withResult = useMemo(
    () => others.reduce((n, row) => n + Number(!Number.isNaN(objective.values[row])), 0), [others, objective]);

  const option = useMemo(() => {
    const style = axisStyle(palette);
    const many = lines.length > FEW_LINES;
    const extent = lines.map(row => objective.values[row]!).sort((a, b) => a - b);
    return {
      ...chartStyle(palette),
      tooltip: {
        ...tooltipStyle(palette),
        formatter: ({ dataIndex }: ChartTarget) => {
          const row = lines[dataIndex]!;
          return `${trialName(latestTable.current, row, groups.of(row), varying)}\nvalidation ${MEASURES[measure].label} `
            + measured(measure, objective.values[row]!);
        },
      },
      parallel: { left: 36, right: 56, top: 40, bottom: 16 },
      parallelAxis: axes.map((axis, dim) => ({
        id: axis.name,
        dim,
        name: axis.label,
        nameGap: 14,
        nameTruncate: { maxWidth: 110 },
        ...style,
        nameTextStyle: { color: palette.text },
        axisLabel: { color: palette.text, textBorderColor: palette.background, textBorderWidth: 3, ...axis.labels },
        type: axis.log ? 'log' : 'value',
        axisTick: { ...style.axisTick, customValues: axis.labels.customValues },
        ...(axis.levels ? { min: -0.5, max: axis.levels.length - 0.5 } : { scale: true }),
        // Lines that are many follow when the brush is let go.
        realtime: !many,
        areaSelectStyle: { width: 22, borderColor: palette.text, color: palette.accent, opacity: 0.3 },
      })),
      visualMap: {
        show: false,
        dimension: axes.length - 1,
        // Away from the worst twentieth, which would use up the colours.
        min: extent[Math.floor(extent.length / 20)] ?? 0,
        max: extent.at(-1) ?? 1,
        inRange: { color: palette.ramp },
      },
      series: [{
        type: 'parallel',
        data: lines.map(row => axes.map(axis => placeOn(axis, row))),
        lineStyle: { width: many ? 1 : 1.75, opacity: many ? 0.35 : 1 },
        activeOpacity: many ? 0.5 : 1,
        inactiveOpacity: 0.04,
        // Painting that goes on over frames fails where the chart is gone by then.
        progressive: 0,
        emphasis: { lineStyle: { width: 3, opacity: 1 } },
      }],
    };
  }, [axes, lines, palette, objective, groups, measure, varying]);

  const connect = useBrushes(axes, shown);
  const pick = useCallback(
    ({ dataIndex }: ChartTarget) => view.select(toggledSelection(view.selected, table, lines[dataIndex]!)),
    [view, table, lines]);

  return (
    <Panel
      id="parallel"
      title="Parallel coordinates"
      empty={lines.length === 0 ? 'No trial that passes the filters has a result yet.' : null}
      tools={(
        <ChooseNames
          label="Axes"
          groups={[{ title: 'Axes', names: possible.slice(0, -1).map(({ name, kind }) =>
            ({ name, label: textOf({ name, kind }).label })) }]}
          chosen={chosen}
          onChoose={names => view.change({ axes: names?.join(',') ?? null })}
        />
      )}
      caption={(
        <>
          {lines.length < withResult
            ? `${count(lines.length)} of ${count(withResult)} trials with a result, from the best to the worst. `
            : `${count(lines.length)} trials with a result. `}
          The last axis and the colour, which is stronger the better, are from validation data. Drag along an axis to
          filter the whole page by it; a click on the axis ends that. A click on a line draws its learning curves.
        </>
      )}
    >
      <Chart
        key={key}
        label={`${count(lines.length)} trials over ${axes.map(({ label }) => label).join(', ')}`}
        option={option}
        height={20}
        minWidth={AXIS_REM * axes.length}
        connect={connect}
        onClick={pick}
      />
    </Panel>
  );
}

/** The earlier of two lists with the same elements: a chart that is drawn again loses the brush that is being drawn. */
function useSameElements<T>(list: readonly T[]): readonly T[] {
  const kept = useRef(list);
  if (kept.current.length !== list.length || list.some((element, i) => element !== kept.current[i])) {
    kept.current = list;
  }
  return kept.current;
}

/** Keeps the brushes of the chart and the filters in the URL the same, whichever changes. */
function useBrushes(axes: readonly ParallelAxis[], { view }: Shown): (chart: EChartsType) => () => void {
  const latest = useRef({ axes, view });
  latest.current = { axes, view };
  const drawnIn = useRef<EChartsType | null>(null);
  /** The filter that the brushes of each axis stand for, as JSON. */
  const drawn = useRef(new Map<string, string>());

  const draw = useCallback(() => {
    const chart = drawnIn.current;
    if (chart === null) {
      return;
    }
    const outdated = latest.current.axes.filter(axis => {
      const wanted = latest.current.view.filters.find(({ column }) => column === axis.name) ?? null;
      const text = JSON.stringify(wanted);
      if (text === (drawn.current.get(axis.name) ?? NO_FILTER)) {
        return false;
      }
      drawn.current.set(axis.name, text);
      const intervals = wanted ? intervalsOf(axis, wanted) : [];
      chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: axis.name, intervals }, { silent: true });
      return true;
    });
    if (outdated.length > 0) {
      // The chart draws brushes anew with its options only.
      chart.setOption({});
    }
  }, []);

  useEffect(draw, [draw, axes, view.filters]);

  return useCallback(chart => {
    drawnIn.current = chart;
    drawn.current = new Map();
    draw();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const brushed = (event: unknown) => {
      const { parallelAxisId, intervals } = event as { parallelAxisId: string; intervals: Interval[] };
      clearTimeout(timer);
      timer = setTimeout(() => {
        const axis = latest.current.axes.find(({ name }) => name === parallelAxisId);
        if (axis) {
          const filter = filterOf(axis, intervals);
          // An axis of numbers has one range: brushes before the last are wiped.
          drawn.current.set(axis.name, axis.levels || intervals.length < 2 ? JSON.stringify(filter) : '');
          latest.current.view.filter(axis.name, filter);
        }
      }, BRUSH_DELAY_MS);
    };
    chart.on('axisareaselected', brushed);
    return () => {
      clearTimeout(timer);
      if (!chart.isDisposed()) {
        chart.off('axisareaselected', brushed);
      }
      drawnIn.current = null;
    };
  }, [draw]);
}
