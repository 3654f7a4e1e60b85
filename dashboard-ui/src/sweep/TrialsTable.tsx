import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef } from 'react';
import { Link } from 'react-router';
import type { Measure, TrialView } from '../api/client';
import { useNow } from '../live/hooks';
import { count, elapsed, NONE, shortSetting, words } from '../ui/format';
import { MEASURES, measuresOf } from '../ui/measures';
import { StateLabel } from '../ui/StateLabel';

const ROW_HEIGHT = 36;

interface Column {
  name: string;
  /** In characters of the table's font. */
  width: number;
  numeric?: boolean;
  cell(trial: TrialView, now: Date): React.ReactNode;
}

interface Props {
  trials: readonly TrialView[];
  varying: readonly string[];
  highlighted: number | null;
  /** The trial that was chosen, here or in the chart; it is brought into sight. */
  picked: number | null;
  /** The pointer or the keyboard is on a trial, or has left. */
  onPoint(trialId: number | null): void;
  /** A trial was chosen to stay highlighted. */
  onPick(trialId: number): void;
}

/** All trials; only the rows in sight are in the page. */
export function TrialsTable({ trials, varying, highlighted, picked, onPoint, onPick }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow(1_000);
  const columns = useMemo(() => columnsFor(trials, varying), [trials, varying]);
  const rows = useVirtualizer({
    count: trials.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const pickedIndex = useMemo(() => trials.findIndex(trial => trial.id === picked), [trials, picked]);
  useEffect(() => {
    if (pickedIndex >= 0) {
      rows.scrollToIndex(pickedIndex);
    }
  }, [rows, pickedIndex]);
  const visible = rows.getVirtualItems();
  const above = visible[0]?.start ?? 0;
  const below = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const width = columns.reduce((sum, column) => sum + column.width, 0);

  return (
    <div className="scroll trials" ref={scroller} tabIndex={0} role="region" aria-label="Trials table">
      <table style={{ minWidth: `${width}ch` }} aria-rowcount={trials.length + 1}>
        <colgroup>
          {columns.map(column => <col key={column.name} style={{ width: `${column.width}ch` }} />)}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, numeric }) => (
              <th key={name} scope="col" className={numeric ? 'number' : undefined} title={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody onMouseLeave={() => onPoint(null)}>
          {above > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: above }} /></tr>}
          {visible.map(({ index }) => {
            const trial = trials[index]!;
            const ticking = trial.state === 'RUNNING';
            return (
              <TrialRow
                key={trial.id}
                trial={trial}
                index={index}
                columns={columns}
                now={ticking ? now : null}
                highlighted={trial.id === highlighted}
                onPoint={onPoint}
                onPick={onPick}
              />
            );
          })}
          {below > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: below }} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends Pick<Props, 'onPoint' | 'onPick'> {
  trial: TrialView;
  index: number;
  columns: readonly Column[];
  /** Null where time changes nothing, so that the row need not be drawn again. */
  now: Date | null;
  highlighted: boolean;
}

const EPOCH_START = new Date(0);

const TrialRow = memo(function TrialRow({ trial, index, columns, now, highlighted, onPoint, onPick }: RowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      className={highlighted ? 'highlighted' : undefined}
      onMouseEnter={() => onPoint(trial.id)}
      onFocus={() => onPoint(trial.id)}
      onBlur={() => onPoint(null)}
      onClick={() => onPick(trial.id)}
    >
      {columns.map(({ name, numeric, cell }) => (
        <td key={name} className={numeric ? 'number' : undefined}>{cell(trial, now ?? EPOCH_START)}</td>
      ))}
    </tr>
  );
});

function columnsFor(trials: readonly TrialView[], varying: readonly string[]): Column[] {
  const differ = (value: (trial: TrialView) => unknown) => new Set(trials.map(value)).size > 1;
  return [
    {
      name: 'Trial',
      width: 8,
      numeric: true,
      cell: trial => <Link to={`/trials/${trial.id}`} aria-label={`Trial ${trial.number}`}>{trial.number}</Link>,
    },
    { name: 'State', width: 13, cell: trial => <StateLabel state={trial.state} /> },
    ...(differ(trial => trial.dataset) ? [{ name: 'Dataset', width: 12, cell: (t: TrialView) => t.dataset }] : []),
    ...(differ(trial => trial.model) ? [modelColumn(trials)] : []),
    { name: 'Method', width: 10, cell: trial => trial.method },
    ...varying.map((name): Column => ({
      name,
      width: Math.max(9, name.length + 3),
      numeric: true,
      cell: trial => shortSetting(trial.hyperparameters[name]),
    })),
    { name: 'Seed', width: 7, numeric: true, cell: trial => trial.seed },
    { name: 'Epoch', width: 12, numeric: true, cell: trial => <Epochs trial={trial} /> },
    ...measuresOf(trials).flatMap(measure => [
      measureColumn('Val.', measure, 'validation'),
      measureColumn('Test', measure, 'test'),
    ]),
    {
      name: 'Duration',
      width: 13,
      numeric: true,
      cell: (trial, now) => elapsed(trial.started_at, trial.finished_at, now),
    },
    ...(trials.some(trial => trial.attempt > 1)
      ? [{ name: 'Attempt', width: 9, numeric: true, cell: (t: TrialView) => t.attempt > 1 ? count(t.attempt) : NONE }]
      : []),
    ...(trials.some(trial => trial.failure)
      ? [{ name: 'Failure', width: 30, cell: (t: TrialView) => <FailureText trial={t} /> }]
      : []),
  ];
}

function modelColumn(trials: readonly TrialView[]): Column {
  const longest = Math.max(...trials.map(({ model }) => model.length));
  return { name: 'Model', width: longest + 4, cell: trial => trial.model };
}

/** Empty for trials that another measure judges. */
function measureColumn(part: string, measure: Measure, of: 'validation' | 'test'): Column {
  const { short, unit, format, ofResult } = MEASURES[measure];
  return {
    name: `${part} ${short} (${unit})`,
    width: 10 + unit.length + short.length,
    numeric: true,
    cell: trial => {
      const value = trial.result && trial.measure === measure ? ofResult(trial.result)[of] : null;
      return value === null ? NONE : format(value);
    },
  };
}

function Epochs({ trial: { state, epoch, epochs } }: { trial: TrialView }) {
  return (
    <span className="epochs">
      {count(epoch)} / {count(epochs)}
      {state === 'RUNNING' && (
        <span className="epochs-bar" aria-hidden="true"><span style={{ width: `${(100 * epoch) / epochs}%` }} /></span>
      )}
    </span>
  );
}

function FailureText({ trial: { failure } }: { trial: TrialView }) {
  if (!failure) {
    return null;
  }
  const text = [words(failure.ended), failure.message].filter(Boolean).join(': ');
  return <span className="ellipsis" title={text}>{text}</span>;
}
