import { useCallback, useMemo } from 'react';
import { Chart, type ChartTarget } from '../charts/Chart';
import { usePalette } from '../charts/palette';
import { axisStyle, chartStyle, tooltipStyle } from '../charts/style';
import { Choice } from '../ui/Choice';
import { plural } from '../ui/format';
import { MEASURES } from '../ui/measures';
import { estimate, textOf } from './columnText';
import { type Column, hasValue } from './columns';
import { type Configuration, type Group, groupsOf } from './configurations';
import { type Cell, cellsOf } from './heatMap';
import { levelsOf } from './levels';
import { Panel } from './Panel';
import { axesOf, type Shown } from './shown';
import { filterChanges } from './viewState';

/** A map of one method over two axes: what the best configuration of each cell reaches on validation data. */
export function HeatMap({ shown }: { shown: Shown }) {
  const { table, view, rows, measure, objective, hashes, groups, varying } = shown;
  const palette = usePalette();
  const axes = useMemo(
    () => axesOf(shown).filter(({ name }) => !['method', 'dataset', 'model'].includes(name)), [groups, varying]);
  const byGroup = useMemo(() => groupsOf(groups, rows), [groups, rows]);
  const [x, y] = mapAxes(view.list('map') ?? [], axes.map(({ name }) => name));
  const columns = { x: table.columns.get(x ?? ''), y: table.columns.get(y ?? '') };
  const group = byGroup.find(({ name }) => name === view.get('map_of')) ?? fullest(byGroup, columns.x, columns.y);

  const map = useMemo(() => {
    if (!columns.x || !columns.y || !group) {
      return null;
    }
    const across = levelsOf(columns.x, group.rows);
    const up = levelsOf(columns.y, group.rows);
    const cells = cellsOf(hashes, objective, group.rows, across, up);
    return {
      across,
      up,
      // The best is drawn last, so that its frame is whole.
      known: cells.filter(isKnown).sort((a, b) => a.best.mean - b.best.mean),
      unknown: cells.filter(cell => !isKnown(cell)),
    };
  }, [columns.x, columns.y, group, hashes, objective]);

  const option = useMemo(() => {
    if (map === null) {
      return null;
    }
    const style = axisStyle(palette);
    const { format } = MEASURES[measure];
    const { known, unknown } = map;
    const greatest = known.at(-1)?.best.mean;
    // Away from the worst twentieth, which would use up the colours.
    const least = known[Math.floor(known.length / 20)]?.best.mean;
    const axis = (name: string, levels: typeof map.across) => ({
      type: 'category',
      data: levels.levels.map(({ label }) => label),
      name,
      ...style,
      splitArea: { show: false },
      axisLabel: { ...style.axisLabel, hideOverlap: true },
    });
    return {
      ...chartStyle(palette),
      grid: { left: 8, right: 84, top: 28, bottom: 28, containLabel: true },
      xAxis: { ...axis(x!, map.across), nameLocation: 'middle', nameGap: 28 },
      yAxis: { ...axis(y!, map.up), nameLocation: 'end', nameGap: 10 },
      tooltip: {
        ...tooltipStyle(palette),
        formatter: ({ seriesIndex, dataIndex }: ChartTarget) => {
          const cell = (seriesIndex === 0 ? known : unknown)[dataIndex]!;
          return [
            `${x} ${map.across.levels[cell.x]!.label}, ${y} ${map.up.levels[cell.y]!.label}`,
            cell.best ? `${estimate(measure, cell.best)}, validation` : 'no result yet',
            `best of ${plural(cell.configurations, 'configuration')}, `
              + `${cell.best?.seeds ?? 0} of ${cell.best?.rows.length ?? 0} seeds`,
          ].join('\n');
        },
      },
      visualMap: [{
        type: 'continuous',
        // One colour needs no key.
        show: least !== greatest,
        seriesIndex: 0,
        min: least ?? 0,
        max: greatest ?? 1,
        calculable: false,
        right: 0,
        top: 'middle',
        itemHeight: 150,
        itemWidth: 12,
        precision: 4,
        text: [greatest, least].map(value => (value === undefined ? '' : format(value))),
        textStyle: { color: palette.muted },
        inRange: { color: palette.ramp },
      }, { show: false, seriesIndex: 1, min: 0, max: 1, inRange: { color: [palette.grid, palette.grid] } }],
      series: [
        {
          type: 'heatmap',
          progressive: 0,
          data: known.map(({ x: i, y: j, best }) => ({
            value: [i, j, best.mean],
            itemStyle: best.mean === greatest ? { borderColor: palette.text, borderWidth: 2 } : undefined,
          })),
          itemStyle: { borderColor: palette.background, borderWidth: 1 },
          label: {
            show: map.across.levels.length <= 6,
            formatter: ({ value }: { value: number[] }) => format(value[2]!),
          },
          emphasis: { itemStyle: { borderColor: palette.text, borderWidth: 2 } },
        },
        {
          type: 'heatmap',
          progressive: 0,
          data: unknown.map(({ x: i, y: j }) => [i, j, 0]),
          itemStyle: { borderColor: palette.background, borderWidth: 1 },
        },
      ],
    };
  }, [map, palette, measure, x, y]);

  const click = useCallback(({ seriesIndex, dataIndex }: ChartTarget) => {
    const cell = (seriesIndex === 0 ? map?.known : map?.unknown)?.[dataIndex];
    if (map && cell) {
      view.change(filterChanges([], [map.across.levels[cell.x]!.filter, map.up.levels[cell.y]!.filter]));
    }
  }, [map, view]);

  const choices = axes.map(axis => [axis.name, textOf(axis).label] as const);
  return (
    <Panel
      id="map"
      title={x && y ? `${x} × ${y}` : 'Heat map'}
      empty={map === null ? 'Fewer than two hyperparameters vary.' : map.known.length + map.unknown.length > 0 ? null
        : `No trial of ${group!.name} that passes the filters has both ${x} and ${y}.`}
      tools={axes.length > 1 && (
        <>
          <Choice label="Of" value={group?.name ?? ''} options={byGroup.map(({ name }) => [name, name] as const)}
            onChoose={name => view.change({ map_of: name })} />
          <Choice label="across" value={x!} options={choices} onChoose={name => view.change({ map: `${name},${y}` })} />
          <Choice label="up" value={y!} options={choices} onChoose={name => view.change({ map: `${x},${name}` })} />
        </>
      )}
      caption={(
        <>
          Validation {MEASURES[measure].label} ({MEASURES[measure].unit}), mean over seeds of the configuration that is
          best in each cell. The best of all is framed; grey ones have no result yet. A click filters by a cell.
        </>
      )}
    >
      {option && (
        <Chart label={`Map of ${group?.name} over ${x} and ${y}`} option={option} height={22} onClick={click} />
      )}
    </Panel>
  );
}

function isKnown(cell: Cell): cell is Cell & { best: Configuration } {
  return cell.best !== null;
}

/** ρ by σ₀ where they vary, as the paper has it. */
function mapAxes(asked: readonly string[], names: readonly string[]): (string | undefined)[] {
  const preferred = [...asked, 'rho', 'sigma0', ...names].filter(name => names.includes(name));
  const x = asked[0] !== undefined && names.includes(asked[0]) ? asked[0] : preferred[0];
  const y = asked[1] !== undefined && names.includes(asked[1]) ? asked[1] : preferred.find(name => name !== x);
  return [x, y];
}

/** The method with the most trials that have both. */
function fullest(groups: readonly Group[], x: Column | undefined, y: Column | undefined): Group | undefined {
  const trials = ({ rows }: Group) => (x && y ? rows.filter(row => hasValue(x, row) && hasValue(y, row)).length : 0);
  return groups.map(group => ({ group, n: trials(group) }))
    .reduce<{ group?: Group; n: number }>((a, b) => (b.n > a.n ? b : a), { group: groups[0], n: 0 }).group;
}
