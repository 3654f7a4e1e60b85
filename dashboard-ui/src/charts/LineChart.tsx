import { useEffect, useMemo, useRef, useState } from 'react';
import { count } from '../ui/format';
import { type Line, polyline, strideFor } from './series';
import { usePalette } from './palette';
import { axisStyle, chartStyle, SYMBOL_GLYPHS, SYMBOLS, tick, tooltipStyle } from './style';
import { useChart, useThrottledEffect } from './useChart';

interface Props {
  /** What the chart shows, for those who cannot see it. */
  label: string;
  /** The groups in the order of their colours. */
  groups: readonly string[];
  /** Those of them that the legend has; all unless given. */
  legend?: readonly string[];
  lines: readonly Line[];
  /** Where the epochs end, so that the axis stays put while the lines grow. */
  epochs: number;
  format(value: number): string;
  unit: string;
  scale: 'linear' | 'log';
  /** The groups that are not drawn, where the page keeps them; otherwise the chart does. */
  hidden?: ReadonlySet<string>;
  onHide?(groups: ReadonlySet<string>): void;
  /** The line to bring out. */
  highlighted?: Line['id'] | null;
  onPick?(id: Line['id']): void;
}

/** Beyond these, drawing takes longer than a frame or two on a small laptop. */
const MOST_POINTS = 100_000;
const MOST_SYMBOLS = 3_000;
/** Lines of more points than this get small ones, so that they do not look thick. */
const DENSE = 60;

/** Lines over epochs. */
export function LineChart(props: Props) {
  const { label, groups, lines, epochs, format, unit, scale, highlighted, onPick, legend = groups } = props;
  const element = useRef<HTMLDivElement>(null);
  const chart = useChart(element);
  const palette = usePalette();
  const [ownHidden, setOwnHidden] = useState<ReadonlySet<string>>(new Set());
  const hidden = props.hidden ?? ownHidden;

  const stride = useMemo(() => strideFor(lines, MOST_POINTS), [lines]);
  const drawn = useMemo(() => {
    const visible = lines.filter(line => !hidden.has(line.group));
    return {
      // A logarithm needs positive values.
      log: scale === 'log' && visible.every(line => line.points.every(([, value]) => value > 0)),
      lines: visible.length,
      groups: groups.map(group => polyline(visible.filter(line => line.group === group), stride)),
    };
  }, [lines, groups, hidden, stride, scale]);
  const brought = useMemo(
    () => lines.find(line => line.id === highlighted && !hidden.has(line.group)), [lines, highlighted, hidden]);

  useThrottledEffect(() => {
    if (!chart) {
      return;
    }
    const points = drawn.groups.reduce((sum, { data }) => sum + data.length, 0);
    const colorOf = (group: string) => palette.series[groups.indexOf(group) % palette.series.length]!;
    const symbolOf = (group: string) => SYMBOLS[groups.indexOf(group) % SYMBOLS.length]!;
    const axis = axisStyle(palette);
    chart.setOption({
      ...chartStyle(palette),
      grid: { left: 8, right: 16, top: 12, bottom: 24, containLabel: true },
      xAxis: { type: 'value', name: 'Epoch', nameLocation: 'middle', nameGap: 26, minInterval: 1, ...axis,
        min: ({ min }: Extent) => Math.min(1, min), max: ({ max }: Extent) => Math.max(2, epochs, max),
        splitLine: { show: false } },
      yAxis: { type: drawn.log ? 'log' : 'value', scale: true, ...axis,
        axisLabel: { ...axis.axisLabel, formatter: (value: number) => tick(value, unit) } },
      tooltip: {
        trigger: 'item',
        ...tooltipStyle(palette),
        formatter: ({ seriesIndex, dataIndex, value }: PointerTarget) => {
          const line = drawn.groups[seriesIndex]?.lineOf[dataIndex] ?? brought;
          return `${line?.name ?? ''}\nepoch ${value[0]}: ${format(value[1])}${unit && ` ${unit}`}`;
        },
      },
      series: [
        ...drawn.groups.map(({ data }, i) => ({
          type: 'line',
          data,
          color: colorOf(groups[i]!),
          showSymbol: points <= MOST_SYMBOLS,
          symbol: symbolOf(groups[i]!),
          symbolSize: points > DENSE * drawn.lines ? 3 : 5,
          lineStyle: { width: 1.25, opacity: brought ? 0.25 : 0.85 },
          itemStyle: { opacity: brought ? 0.25 : 0.85 },
          emphasis: { disabled: true },
        })),
        ...(brought ? [{
          type: 'line',
          data: brought.points,
          color: colorOf(brought.group),
          symbol: symbolOf(brought.group),
          symbolSize: 7,
          lineStyle: { width: 3 },
          emphasis: { disabled: true },
          z: 5,
        }] : []),
      ],
    }, { replaceMerge: ['series'] });
    // Now and not with the next frame, so that its time is known.
    chart.getZr().flush();
  }, [chart, drawn, brought, palette, groups, epochs, format, unit]);

  useEffect(() => {
    if (!chart || !onPick) {
      return;
    }
    const pick = ({ seriesIndex, dataIndex }: PointerTarget) => {
      const line = drawn.groups[seriesIndex]?.lineOf[dataIndex];
      if (line) {
        onPick(line.id);
      }
    };
    chart.on('click', pick as (event: unknown) => void);
    return () => void chart.off('click', pick as (event: unknown) => void);
  }, [chart, drawn, onPick]);

  const toggle = (group: string) => {
    const next = new Set(hidden);
    if (!next.delete(group)) {
      next.add(group);
    }
    (props.onHide ?? setOwnHidden)(next);
  };

  return (
    <div className="chart">
      {legend.length > 1 && (
        <div className="legend">
          {legend.map(group => {
            const i = groups.indexOf(group);
            return (
              <button key={group} type="button" aria-pressed={!hidden.has(group)} onClick={() => toggle(group)}>
                <span className={`swatch series-${i % palette.series.length}`} aria-hidden="true">
                  {SYMBOL_GLYPHS[i % SYMBOL_GLYPHS.length]}
                </span>
                {group}
              </button>
            );
          })}
        </div>
      )}
      <div className="chart-canvas" ref={element} role="img" aria-label={label} />
      {stride > 1 && <p className="note">Too many points to draw them all: every {ordinal(stride)} epoch is drawn.</p>}
    </div>
  );
}

interface Extent {
  min: number;
  max: number;
}

interface PointerTarget {
  seriesIndex: number;
  dataIndex: number;
  value: [epoch: number, value: number];
}

function ordinal(n: number): string {
  const suffix = new Intl.PluralRules('en', { type: 'ordinal' }).select(n);
  return count(n) + { one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }[suffix];
}
