import { useMemo } from 'react';
import { Chart } from '../charts/Chart';
import { Legend } from '../charts/Legend';
import { usePalette } from '../charts/palette';
import { axisStyle, chartStyle, tooltipStyle } from '../charts/style';
import { count, percent } from '../ui/format';
import { MEASURES } from '../ui/measures';
import { groupsOf } from './configurations';
import { etaSquared } from './importance';
import { levelsOf } from './levels';
import { Panel } from './Panel';
import type { Shown } from './shown';

/** How much of the differences in the validation measure each hyperparameter, alone, explains. */
export function Importance({ shown }: { shown: Shown }) {
  const { table, rows, measure, objective, groups, varying } = shown;
  const palette = usePalette();
  const factors = useMemo(() => [...varying, 'seed'], [varying]);
  const bars = useMemo(() => groupsOf(groups, rows).map(({ name, rows: own }, i) => {
    const values = Float64Array.from(own, row => objective.values[row]!);
    const explained = factors.map(factor => {
      const column = table.columns.get(factor);
      if (!column) {
        return null;
      }
      const { of } = levelsOf(column, own);
      return etaSquared(values, Int32Array.from(own, row => of[row]!));
    });
    return { name, i, explained };
  }).filter(({ explained }) => explained.some(each => each !== null)), [table, rows, objective, groups, factors]);
  const present = useMemo(
    () => factors.map((_, k) => k).filter(k => bars.some(({ explained }) => explained[k] !== null))
      // The seed comes last; a bar chart begins at the bottom.
      .sort((a, b) => Number(factors[b] === 'seed') - Number(factors[a] === 'seed')
        || greatest(bars, a) - greatest(bars, b)),
    [factors, bars]);

  const option = useMemo(() => {
    const style = axisStyle(palette);
    return {
      ...chartStyle(palette),
      grid: { left: 8, right: 24, top: 8, bottom: 28, containLabel: true },
      xAxis: { ...style, type: 'value', min: 0,
        max: ({ max }: { max: number }) => Math.min(1, Math.ceil(11 * max) / 10),
        name: 'Share of the variance explained, η² (%)', nameLocation: 'middle', nameGap: 28,
        axisLabel: { ...style.axisLabel, formatter: (value: number) => String(Math.round(100 * value)) } },
      yAxis: { ...style, type: 'category', data: present.map(k => factors[k]!), axisLabel: { color: palette.text },
        splitLine: { show: false } },
      tooltip: {
        ...tooltipStyle(palette),
        formatter: ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const { name, explained } = bars[seriesIndex]!;
          const { share, byChance, levels, values } = explained[present[dataIndex]!]!;
          return `${name}: ${factors[present[dataIndex]!]} explains ${percent(share)} %\n`
            + `of the variance over ${count(values)} trials at ${count(levels)} values;\n`
            + `${percent(byChance)} % are expected of one without any effect`;
        },
      },
      series: bars.map(({ name, i, explained }) => ({
        type: 'bar',
        name,
        color: palette.series[i % palette.series.length],
        barMaxWidth: 14,
        data: present.map(k => explained[k]?.share ?? '-'),
      })),
    };
  }, [bars, present, factors, palette]);

  return (
    <Panel
      id="importance"
      title="Hyperparameter importance"
      empty={bars.length === 0 ? 'No method has results at two values of a hyperparameter yet.' : null}
      caption={(
        <>
          η² of a one-way analysis of variance, for each method alone: the sum of squares between the values of a
          hyperparameter by the total one, over all trials with a validation {MEASURES[measure].label}. It sees no
          interactions, and grows by chance with the number of values; the seed shows how much noise there is.
        </>
      )}
    >
      <Legend entries={bars} plain />
      <Chart label={`Importance of ${present.map(k => factors[k]).join(', ')}`} option={option} height={20.5} />
    </Panel>
  );
}

function greatest(bars: readonly { explained: readonly ({ share: number } | null)[] }[], factor: number): number {
  return Math.max(...bars.map(({ explained }) => explained[factor]?.share ?? 0));
}
