import type { EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';

/** At most this part of the time goes into drawing, so that a storm of updates leaves the page usable. */
const DRAWING_SHARE = 1 / 5;

/** Sends for ECharts before there is a chart to draw. */
export function useChartsSoon(): void {
  useEffect(() => void import('./echarts'), []);
}

/** A chart in the element, once ECharts is there; it follows the element's size. */
export function useChart(element: React.RefObject<HTMLDivElement | null>): EChartsType | null {
  const [chart, setChart] = useState<EChartsType | null>(null);
  useEffect(() => {
    let made: EChartsType | null = null;
    let left = false;
    const resized = new ResizeObserver(() => made?.resize());
    void import('./echarts').then(({ init }) => {
      if (!left && element.current) {
        made = init(element.current);
        resized.observe(element.current);
        setChart(made);
      }
    });
    return () => {
      left = true;
      resized.disconnect();
      made?.dispose();
      setChart(null);
    };
  }, [element]);
  return chart;
}

/**
 * Runs the latest effect in a task of its own, so that charts take turns with what the reader does; after a slow one so
 * much later that drawing keeps to its share of the time.
 */
export function useThrottledEffect(effect: () => void, dependencies: readonly unknown[]): void {
  const next = useRef(0);
  useEffect(() => {
    const run = () => {
      const start = performance.now();
      effect();
      const end = performance.now();
      next.current = end + (end - start) * (1 / DRAWING_SHARE - 1);
    };
    const timer = setTimeout(run, next.current - performance.now());
    return () => clearTimeout(timer);
  }, dependencies);
}
