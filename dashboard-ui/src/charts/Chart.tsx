import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { useChart, useThrottledEffect } from './useChart';

interface Props {
  /** What the chart shows, for those who cannot see it. */
  label: string;
  /** Must be the same object until something changes. */
  option: EChartsCoreOption;
  /** In rem. */
  height: number;
  /** In rem; where the page is narrower, the chart scrolls. */
  minWidth?: number;
  /** The place in the chart that was clicked. */
  onClick?(target: ChartTarget): void;
  /** What else the chart tells or is told; gives what ends that. Must be the same function until something changes. */
  connect?(chart: EChartsType): () => void;
}

export interface ChartTarget {
  seriesIndex: number;
  dataIndex: number;
}

/** Any chart, drawn on a canvas. */
export function Chart({ label, option, height, minWidth = 0, onClick, connect }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useChart(element);

  useThrottledEffect(() => {
    if (chart) {
      chart.setOption(option, { replaceMerge: ['series', 'visualMap'] });
      // Now and not with the next frame, so that its time is known.
      chart.getZr().flush();
    }
  }, [chart, option]);

  useEffect(() => (chart && connect ? connect(chart) : undefined), [chart, connect]);

  useEffect(() => {
    if (!chart || !onClick) {
      return;
    }
    const click = (target: unknown) => onClick(target as ChartTarget);
    chart.on('click', click);
    return () => {
      if (!chart.isDisposed()) {
        chart.off('click', click);
      }
    };
  }, [chart, onClick]);

  return (
    <div className="chart-scroll">
      <div
        className="chart-surface"
        style={{ height: `${height}rem`, minWidth: `${minWidth}rem` }}
        ref={element}
        role="img"
        aria-label={label}
      />
    </div>
  );
}
