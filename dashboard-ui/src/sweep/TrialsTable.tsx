import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useNow } from '../live/hooks';
import { ChooseNames } from '../ui/ChooseNames';
import { ago, count, duration, exactTime, NONE } from '../ui/format';
import { StateLabel } from '../ui/StateLabel';
import { type Column, DURATION, numberAt, textAt, type TrialTable, varies } from './columns';
import { cellText, COLUMN_GROUPS, textOf } from './columnText';
import { Panel } from './Panel';
import { MOST_SELECTED, toggledSelection } from './selection';
import type { Shown } from './shown';
import { type Order, readOrder, sorted, writeOrder } from './sorting';

const ROW_HEIGHT = 36;
/** In characters, with the box to tick. */
const FIRST_WIDTH = 12;

interface Props {
  shown: Shown;
  /** The table as it is now; what is shown may be a moment old. */
  live: TrialTable;
  /** The pointer or the keyboard is on a trial, or has left. */
  onPoint(trialId: number | null): void;
}

/** All trials that pass the filters; only the rows in sight are in the page. */
export function TrialsTable({ shown, live, onPoint }: Props) {
  const { table, view, rows, objective } = shown;
  const now = useNow(1_000);
  const names = view.list('cols') ?? usualColumns(shown);
  const key = names.join();
  const columns = useMemo(() => key.split(',').flatMap(name => live.columns.get(name) ?? []), [live, key]);

  const order = useMemo(() => readOrder(view.get('sort') ?? 'number'), [view]);
  const by = table.columns.get(order.column);
  const inOrder = useMemo(
    () => (by === undefined || order.column === 'number' && !order.descending ? rows
      : sorted(rows, by, order.descending)),
    [rows, by, order.column, order.descending]);

  const testShown = names.some(name => name.startsWith('test_'));
  return (
    <Panel
      id="trials"
      title="Trials"
      empty={table.count === 0 ? 'This sweep has no trials.'
        : inOrder.length === 0 ? 'No trial passes the filters.' : null}
      tools={(
        <>
          <button type="button" disabled={inOrder.length === 0}
            onClick={() => view.select(Array.from(inOrder.subarray(0, 10), row => numberAt(table, 'id', row)))}>
            Curves of the first {Math.min(10, inOrder.length)}
          </button>
          <ChooseNames
            label="Columns"
            groups={COLUMN_GROUPS.map(({ title, has }) => ({
              title,
              names: [...table.columns.values()]
                .filter(({ name, kind }) =>
                  name !== 'number' && COLUMN_GROUPS.find(group => group.has(name, kind))?.has === has)
                .map(column => ({ name: column.name, label: textOf(column).label })),
            }))}
            chosen={names}
            onChoose={chosen => view.change({ cols: chosen?.join(',') ?? null })}
          />
        </>
      )}
      caption={(
        <>
          A row selects its trial: its learning curve is drawn, {MOST_SELECTED} at most.{' '}
          {testShown
            ? 'Test numbers are here as their column was chosen; who picks a configuration by them has no test left.'
            : `Validation numbers choose (${textOf(objective).label.toLowerCase()}); test numbers are in the results `
              + 'of what was chosen.'}
        </>
      )}
    >
      <Rows
        rows={inOrder}
        columns={columns}
        live={live}
        now={now}
        order={order}
        selected={view.selected}
        onOrder={next => view.change({ sort: next && writeOrder(next) })}
        onSelect={row => view.select(toggledSelection(view.selected, live, row))}
        onPoint={onPoint}
      />
    </Panel>
  );
}

interface RowsProps {
  rows: Uint32Array;
  columns: readonly Column[];
  live: TrialTable;
  now: Date;
  order: Order;
  selected: readonly number[];
  onOrder(order: Order | null): void;
  onSelect(row: number): void;
  onPoint(trialId: number | null): void;
}

function Rows({ rows, columns, live, now, order, selected, onOrder, onSelect, onPoint }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  // In another order the reader looks for what is first.
  useEffect(() => void scroller.current?.scrollTo({ top: 0 }), [order.column, order.descending]);
  const select = useRef(onSelect);
  select.current = onSelect;
  const onRow = useMemo(() => (row: number) => select.current(row), []);

  // A filter may have left fewer rows than the virtualiser has heard of.
  const visible = virtual.getVirtualItems().filter(({ index }) => index < rows.length);
  const above = visible[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const widths = columns.map(widthOf);
  const span = columns.length + 1;
  return (
    <div className="scroll trials" ref={scroller} tabIndex={0} role="region" aria-label="Trials table">
      <table
        style={{ minWidth: `${widths.reduce((sum, width) => sum + width, FIRST_WIDTH)}ch` }}
        aria-rowcount={rows.length + 1}
      >
        <colgroup>
          <col style={{ width: `${FIRST_WIDTH}ch` }} />
          {columns.map((column, i) => <col key={column.name} style={{ width: `${widths[i]}ch` }} />)}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <Heading name="number" text="Trial" title="Trial" measured={false} order={order} onOrder={onOrder} />
            {columns.map(column => (
              <Heading
                key={column.name}
                name={column.name}
                text={textOf(column).short}
                title={textOf(column).label}
                numeric={isNumeric(column)}
                measured={column.kind === 'RESULT' && !column.name.endsWith('loss') && !column.name.endsWith('seconds')}
                order={order}
                onOrder={onOrder}
              />
            ))}
          </tr>
        </thead>
        <tbody onMouseLeave={() => onPoint(null)}>
          {above > 0 && <tr aria-hidden="true"><td colSpan={span} style={{ height: above }} /></tr>}
          {visible.map(({ index }) => {
            const row = rows[index]!;
            return (
              <TrialRow
                key={row}
                row={row}
                index={index}
                live={live}
                columns={columns}
                now={now}
                selected={selected.includes(numberAt(live, 'id', row))}
                onSelect={onRow}
                onPoint={onPoint}
              />
            );
          })}
          {below > 0 && <tr aria-hidden="true"><td colSpan={span} style={{ height: below }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps {
  name: string;
  text: string;
  title: string;
  numeric?: boolean;
  /** Of what is better the greater it is, the greatest come first. */
  measured: boolean;
  order: Order;
  onOrder(order: Order | null): void;
}

function Heading({ name, text, title, numeric, measured, order, onOrder }: HeadingProps) {
  const sorts = order.column === name;
  const { descending } = order;
  const next = () => (!sorts ? { column: name, descending: measured }
    : descending === measured ? { column: name, descending: !measured } : null);
  return (
    <th
      scope="col"
      className={numeric ? 'number' : undefined}
      aria-sort={sorts ? (descending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" title={`Sort by ${title}`} onClick={() => onOrder(next())}>
        {text}<span aria-hidden="true">{sorts ? (descending ? ' ▼' : ' ▲') : ''}</span>
      </button>
    </th>
  );
}

interface RowProps {
  row: number;
  index: number;
  live: TrialTable;
  columns: readonly Column[];
  now: Date;
  selected: boolean;
  onSelect(row: number): void;
  onPoint(trialId: number | null): void;
}

const TrialRow = memo(function TrialRow(props: RowProps) {
  const { row, index, live, columns, now, selected, onSelect, onPoint } = props;
  const id = numberAt(live, 'id', row);
  const number = numberAt(live, 'number', row);
  return (
    <tr
      aria-rowindex={index + 2}
      className={selected ? 'highlighted' : undefined}
      onMouseEnter={() => onPoint(id)}
      onFocus={() => onPoint(id)}
      onBlur={() => onPoint(null)}
      onClick={() => onSelect(row)}
    >
      <td>
        <input
          type="checkbox"
          aria-label={`Draw the curves of trial ${number}`}
          checked={selected}
          onClick={event => event.stopPropagation()}
          onChange={() => onSelect(row)}
        />
        {/* Dozens of the router's own links a frame are what scrolling would wait for. */}
        <a href={`#/trials/${id}`} aria-label={`Trial ${number}`} onClick={event => event.stopPropagation()}>
          {count(number)}
        </a>
      </td>
      {columns.map(column => (
        <td key={column.name} className={isNumeric(column) ? 'number' : undefined}>
          <Cell column={column} row={row} live={live} now={now} />
        </td>
      ))}
    </tr>
  );
});

function Cell({ column, row, live, now }: { column: Column; row: number; live: TrialTable; now: Date }) {
  const { name } = column;
  if (name === 'state') {
    return <StateLabel state={textAt(live, name, row) ?? ''} />;
  }
  if (name === 'epoch') {
    return <Epochs live={live} row={row} />;
  }
  if (name === DURATION && textAt(live, 'state', row) === 'RUNNING') {
    const started = numberAt(live, 'started_at', row);
    return Number.isNaN(started) ? NONE : duration((now.getTime() - started) / 1000);
  }
  if (name.endsWith('_at')) {
    const at = numberAt(live, name, row);
    const time = new Date(at);
    return Number.isNaN(at) ? NONE
      : <time dateTime={time.toISOString()} title={exactTime(time)}>{ago(time, now)}</time>;
  }
  const text = cellText(column, row);
  return isNumeric(column) ? text : <span className="ellipsis" title={text}>{text}</span>;
}

function Epochs({ live, row }: { live: TrialTable; row: number }) {
  const epoch = numberAt(live, 'epoch', row);
  const epochs = numberAt(live, 'epochs', row);
  return (
    <span className="epochs">
      {count(epoch)} / {Number.isNaN(epochs) ? NONE : count(epochs)}
      {textAt(live, 'state', row) === 'RUNNING' && (
        <span className="epochs-bar" aria-hidden="true"><span style={{ width: `${(100 * epoch) / epochs}%` }} /></span>
      )}
    </span>
  );
}

function isNumeric(column: Column): boolean {
  return column.type === 'number' && !column.name.endsWith('_at');
}

function widthOf(column: Column): number {
  const { short } = textOf(column);
  const content = WIDTHS[column.name] ?? (isNumeric(column) ? 10 : 14);
  return Math.max(content, short.length + 4);
}

/** In characters of what is in them. */
const WIDTHS: Record<string, number> = {
  state: 13, epoch: 12, [DURATION]: 14, train_seconds: 14, started_at: 17, finished_at: 17, paused_at: 17, failure: 18,
  configuration_hash: 16, worker_id: 22, device: 18, dataset: 16, method: 14, model: 14, seed: 7, attempt: 9,
  retries: 9,
};

/** Where the trial stands, what it is, and how it did on validation data. */
function usualColumns({ table, varying, objective }: Shown): string[] {
  const differ = (name: string) => {
    const column = table.columns.get(name);
    return column !== undefined && varies(column) ? [name] : [];
  };
  const some = (name: string, least = -Infinity) => {
    const { values } = table.columns.get(name) ?? { values: [] };
    return values.some(value => value !== null && !Number.isNaN(value) && (typeof value === 'string' || value > least))
      ? [name] : [];
  };
  return [
    'state', ...differ('dataset'), ...differ('model'), 'method', ...varying, 'seed', 'epoch', objective.name, DURATION,
    ...some('attempt', 1), ...some('failure'),
  ];
}
