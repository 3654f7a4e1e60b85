import { useDeferredValue, useMemo, useRef } from 'react';
import { LineChart } from '../charts/LineChart';
import type { Line } from '../charts/series';
import { useLiveSnapshot } from '../live/hooks';
import type { EventStream } from '../live/stream';
import { Choice } from '../ui/Choice';
import { count } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { METRICS, metricNamed, withUnit } from '../ui/metrics';
import { numberAt, textAt } from './columns';
import { objectiveOf, trialName } from './columnText';
import { bestOf, configurationsOf, groupsOf } from './configurations';
import { curvesSource, type Curves } from './curves';
import { Panel } from './Panel';
import { MOST_SELECTED, toggledSelection } from './selection';
import type { Shown } from './shown';

interface Props {
  shown: Shown;
  stream: EventStream;
  highlighted: number | null;
}

/** One line a trial that was selected, coloured by method; until one is, of what there is most to see. */
export function LearningCurves({ shown, stream, highlighted }: Props) {
  const { table, view, measure, groups, varying } = shown;
  const chosen = view.selected.filter(id => table.rowOf.has(id));
  const offered = useMemo(() => (chosen.length > 0 ? [] : worthSeeing(shown)), [chosen.length, shown]);
  const key = (chosen.length > 0 ? chosen : offered).join();
  const ids = useMemo(() => key.split(',').filter(Boolean).map(Number), [key]);

  const live = useLiveSnapshot(stream, useMemo(() => curvesSource(ids), [ids]));
  // While other curves are loaded, those that stay are shown.
  const last = useRef<Curves>(new Map());
  last.current = live.data ?? last.current;
  const curves = useDeferredValue(last.current);

  const metricName = view.get('metric') ?? objectiveOf(measure);
  const metric = useMemo(() => metricNamed(metricName), [metricName]);
  const hiddenText = view.get('hide') ?? '';
  const hidden = useMemo(() => new Set(hiddenText.split(',').filter(Boolean)), [hiddenText]);
  const lines = useMemo(() => ids.flatMap((id): Line[] => {
    const row = table.rowOf.get(id);
    const points = curves.get(id)?.get(metricName);
    return row === undefined || !points ? [] : [{
      id, points, group: groups.of(row), name: trialName(table, row, groups.of(row), varying),
    }];
  }), [ids, curves, metricName, table, groups, varying]);
  const epochs = useMemo(
    () => ids.reduce((most, id) => Math.max(most, numberAt(table, 'epochs', table.rowOf.get(id)!) || 0), 0),
    [ids, table]);
  const present = useMemo(
    () => groups.order.filter(name => lines.some(({ group }) => group === name) || hidden.has(name)),
    [groups, lines, hidden]);

  return (
    <Panel
      id="curves"
      title="Learning curves"
      empty={ids.length === 0 ? 'No trial that passes the filters has begun.' : null}
      tools={(
        <>
          <Choice label="Metric" value={metricName}
            options={METRICS.map(each => [each.name, withUnit(each)] as const)}
            onChoose={name => view.change({ metric: name })} />
          {chosen.length > 0 && <button type="button" onClick={() => view.select([])}>Clear selection</button>}
        </>
      )}
      caption={chosen.length > 0
        ? `${count(lines.length)} of the ${count(chosen.length)} trials selected `
          + `${lines.length === 1 ? 'has' : 'have'} reported ${metric.name}. At most ${MOST_SELECTED} are overlaid.`
        : offeredText(shown, offered)}
    >
      <Loaded live={{ ...live, data: live.data ?? (curves.size > 0 ? curves : null) }} what="the learning curves">
        {() => (
          <LineChart
            label={`${metric.label} over epochs, ${count(lines.length)} trials`}
            groups={groups.order}
            legend={present}
            lines={lines}
            epochs={epochs}
            format={metric.format}
            unit={metric.unit}
            scale={metric.scale}
            hidden={hidden}
            onHide={names => view.change({ hide: [...names].join(',') })}
            highlighted={highlighted}
            onPick={id => view.select(toggledSelection(view.selected, table, table.rowOf.get(Number(id))!))}
          />
        )}
      </Loaded>
    </Panel>
  );
}

/** The seeds of each method's best configuration, as many of each; before the first result, what runs. */
function worthSeeing({ table, rows, objective, hashes, groups }: Shown): number[] {
  const best = groupsOf(groups, rows)
    .map(({ rows: own }) => bestOf(configurationsOf(hashes, objective, own)))
    .map(configuration => (configuration?.rows ?? []).filter(row => !Number.isNaN(objective.values[row])))
    .filter(seeds => seeds.length > 0);
  const each = Math.max(1, Math.floor(MOST_SELECTED / best.length));
  const found = best.length > 0 ? best.flatMap(seeds => seeds.slice(0, each))
    : Array.from(rows.filter(row => textAt(table, 'state', row) === 'RUNNING'));
  return found.slice(0, MOST_SELECTED).map(row => numberAt(table, 'id', row));
}

function offeredText({ objective }: Shown, ids: readonly number[]): string {
  const what = objective.values.some(value => !Number.isNaN(value))
    ? `Seeds of each method’s configuration that is best on validation data (${count(ids.length)} trials)`
    : `${count(ids.length)} running trials`;
  return `${what}, until trials are selected: in the table, or by a click in the other charts.`;
}
