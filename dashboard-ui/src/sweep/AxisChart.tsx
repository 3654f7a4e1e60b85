import type { CustomSeriesRenderItemAPI } from 'echarts';
import { useMemo } from 'react';
import { Chart } from '../charts/Chart';
import { Legend } from '../charts/Legend';
import { usePalette } from '../charts/palette';
import { axisStyle, chartStyle, SYMBOLS, tick, tooltipStyle } from '../charts/style';
import { Choice } from '../ui/Choice';
import { count } from '../ui/format';
import { MEASURES } from '../ui/measures';
import { estimate, textOf } from './columnText';
import { bestByLevel, bestOf, configurationsOf, groupsOf } from './configurations';
import { levelsOf } from './levels';
import { Panel } from './Panel';
import { axesOf, type Shown } from './shown';

/** A line a method along one axis: the best configuration at each value, with the standard error over its seeds. */
export function AxisChart({ shown }: { shown: Shown }) {
  const { table, view, rows, measure, objective, hashes, groups, varying } = shown;
  const palette = usePalette();
  const axes = useMemo(() => axesOf(shown).filter(({ name }) => name !== 'method'), [groups, varying]);
  const asked = view.get('x');
  const axis = axes.find(({ name }) => name === asked) ?? axes.find(({ name }) => name === 'rho') ?? axes[0];
  const column = axis && table.columns.get(axis.name);

  const drawn = useMemo(() => {
    if (!column) {
      return null;
    }
    const levels = levelsOf(column, rows);
    const lines = groupsOf(groups, rows).map(({ name, rows: own }, i) => {
      const places = bestByLevel(hashes, objective, own, levels);
      const points = places.flatMap((best, level) => (best ? [{ level, best }] : []));
      // A method without the axis is as good everywhere.
      const level = own.some(row => levels.of[row]! >= 0) ? null : bestOf(configurationsOf(hashes, objective, own));
      return { name, i, points, level };
    });
    return { levels, lines: lines.filter(({ points, level }) => points.length > 0 || level !== null) };
  }, [column, rows, groups, hashes, objective]);

  const option = useMemo(() => {
    if (!drawn || !column) {
      return null;
    }
    const { levels: { levels, log }, lines } = drawn;
    const style = axisStyle(palette);
    const { unit, label } = MEASURES[measure];
    // A single value spans no scale.
    const numeric = levels.length > 1 && levels.every(({ at }) => !Number.isNaN(at));
    const at = (level: number) => (numeric ? levels[level]!.at : level);
    const ends = [at(0), at(levels.length - 1)];
    const color = (i: number) => palette.series[i % palette.series.length]!;
    const shownPoints = lines.map(({ points, level, name, i }) => ({
      name, i, flat: level !== null,
      points: level ? ends.map(x => ({ x, best: level })) : points.map(({ level: l, best }) => ({ x: at(l), best })),
    }));
    return {
      ...chartStyle(palette),
      grid: { left: 28, right: 16, top: 12, bottom: 28, containLabel: true },
      xAxis: {
        ...style,
        ...(numeric
          ? { type: log ? 'log' : 'value', scale: true, min: 'dataMin', max: 'dataMax' }
          : { type: 'category', data: levels.map(level => level.label) }),
        name: column.name, nameLocation: 'middle', nameGap: 28, splitLine: { show: false },
        axisLabel: { ...style.axisLabel, hideOverlap: true,
          ...(numeric && { formatter: (value: number) => String(Number(value.toPrecision(3))) }) },
      },
      yAxis: {
        ...style, type: 'value', scale: true,
        name: `Validation ${label} (${unit})`, nameLocation: 'middle', nameGap: 46,
        axisLabel: { ...style.axisLabel, formatter: (value: number) => tick(value, unit) },
      },
      tooltip: {
        ...tooltipStyle(palette),
        formatter: ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const line = shownPoints[Math.floor(seriesIndex / 2)]!;
          const point = line.points[dataIndex]!;
          const place = line.flat ? `does not have ${column.name}`
            : `${column.name} ${levels.find((_, level) => at(level) === point.x)?.label}`;
          return `${line.name}, ${place}\n${estimate(measure, point.best)}, validation\n`
            + `${point.best.seeds} of ${point.best.rows.length} seeds`;
        },
      },
      series: shownPoints.flatMap(({ name, i, points, flat }) => [
        {
          type: 'custom',
          name,
          silent: true,
          z: 1,
          encode: { x: 0, y: [1, 2] },
          // One polygon, drawn with the first point.
          data: points.map(({ x, best }) =>
            [x, best.mean - (best.standardError ?? 0), best.mean + (best.standardError ?? 0)]),
          renderItem: ({ dataIndex }: { dataIndex: number }, api: CustomSeriesRenderItemAPI) => {
            if (dataIndex > 0) {
              return null;
            }
            const place = (sign: number) => points.map(({ x, best }) =>
              api.coord([x, best.mean + sign * (best.standardError ?? 0)]));
            const outline = [...place(1), ...place(-1).reverse()];
            return points.length > 1
              ? { type: 'polygon', shape: { points: outline }, style: { fill: color(i), opacity: 0.16 } }
              : { type: 'polyline', shape: { points: outline }, style: { stroke: color(i), lineWidth: 2 } };
          },
        },
        {
          type: 'line',
          name,
          color: color(i),
          data: points.map(({ x, best }) => [x, best.mean]),
          symbol: flat ? 'none' : SYMBOLS[i % SYMBOLS.length],
          symbolSize: 7,
          showAllSymbol: true,
          lineStyle: { width: 2, type: flat ? 'dashed' : 'solid' },
          z: 3,
        },
      ]),
    };
  }, [drawn, palette, measure, column]);

  return (
    <Panel
      id="axis"
      title={axis ? `Validation ${MEASURES[measure].label} by ${axis.name}` : `Validation ${MEASURES[measure].label}`}
      empty={!axis ? 'Nothing varies but the method.'
        : drawn!.lines.length === 0 ? 'No trial that passes the filters has a result yet.' : null}
      tools={axis && (
        <Choice label="By" value={axis.name} options={axes.map(each => [each.name, textOf(each).label] as const)}
          onChoose={x => view.change({ x })} />
      )}
      caption={(
        <>
          At each value the configuration that is best on validation data; the band is its mean ± standard error over
          seeds. Dashed: methods without this axis. Test numbers are left out, as reading the best value off them would
          be choosing by the test.
        </>
      )}
    >
      <Legend entries={drawn?.lines ?? []} />
      {option && (
        <Chart
          label={`Validation ${MEASURES[measure].label} by ${axis?.name}, ${count(drawn!.lines.length)} lines`}
          option={option}
          height={20.5}
        />
      )}
    </Panel>
  );
}
