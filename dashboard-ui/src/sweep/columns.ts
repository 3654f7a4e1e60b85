import { fetchTrialColumns, type TrialColumns, type TrialState, type TrialView } from '../api/client';
import type { Source } from '../live/snapshot';
import type { StreamEvent } from '../live/stream';
import { isOlder } from './trials';

export type ColumnKind = TrialColumns['columns'][number]['kind'];

export interface NumberColumn {
  name: string;
  kind: ColumnKind;
  type: 'number';
  /** NaN where a trial has none; times are milliseconds since 1970. */
  values: Float64Array;
}

export interface TextColumn {
  name: string;
  kind: ColumnKind;
  type: 'text';
  values: readonly (string | null)[];
}

export type Column = NumberColumn | TextColumn;

/**
 * The trials of a sweep, a column at a time: row i is trial number i of those that were loaded.
 *
 * Nothing in it ever changes: what moves on is a new table that shares the columns in which nothing happened, so that
 * whatever is computed from those alone need not be computed again.
 */
export interface TrialTable {
  count: number;
  columns: ReadonlyMap<string, Column>;
  rowOf: ReadonlyMap<number, number>;
}

/** Seconds from start to end; no column of the server's. */
export const DURATION = 'duration';

const TIMES = new Set(['started_at', 'finished_at', 'paused_at']);
const TEXTS = new Set([
  'state', 'dataset', 'model', 'method', 'configuration_hash', 'measure', 'worker_id', 'device', 'failure']);

export function columnsSource(sweepId: number): Source<TrialTable> {
  return {
    load: async () => tableOf(await fetchTrialColumns(sweepId)),
    apply: applyToTable,
  };
}

export function tableOf({ count, columns }: TrialColumns): TrialTable {
  const byName = new Map(columns.map(column => [column.name, columnOf(column, count)]));
  const started = numbers(byName.get('started_at'), count);
  const finished = numbers(byName.get('finished_at'), count);
  byName.set(DURATION, {
    name: DURATION, kind: 'TRIAL', type: 'number', values: finished.map((end, row) => (end - started[row]!) / 1000),
  });
  const rowOf = new Map<number, number>();
  numbers(byName.get('id'), count).forEach((id, row) => rowOf.set(id, row));
  return { count, columns: byName, rowOf };
}

/** Each of the different values is read once, however many trials have it. */
function columnOf({ name, kind, values, codes }: TrialColumns['columns'][number], count: number): Column {
  const textual = !TIMES.has(name)
    && (TEXTS.has(name) || values.some(value => value !== null && typeof value !== 'number'));
  if (textual) {
    const texts = values.map(value => (value === null ? null : String(value)));
    return { name, kind, type: 'text', values: ofEachTrial(texts, codes, new Array<string | null>(count)) };
  }
  const read = values.map(value => (TIMES.has(name) ? timeOf(value as string | null) : (value as number | null) ?? NaN));
  return { name, kind, type: 'number', values: ofEachTrial(read, codes, new Float64Array(count)) };
}

function ofEachTrial<V, A extends { fill(value: V): A; [row: number]: V; length: number }>(
  values: readonly V[], codes: readonly number[] | undefined, into: A): A {
  if (values.length === 1) {
    return into.fill(values[0]!);
  }
  for (let row = 0; row < into.length; row++) {
    into[row] = values[codes ? codes[row]! : row]!;
  }
  return into;
}

function numbers(column: Column | undefined, count: number): Float64Array {
  return column?.type === 'number' ? column.values : new Float64Array(count).fill(NaN);
}

function timeOf(text: string | null): number {
  return text === null ? NaN : Date.parse(text);
}

/** NaN where the trial has none, also where no trial of the sweep has. */
export function numberAt(table: TrialTable, name: string, row: number): number {
  const column = table.columns.get(name);
  return column?.type === 'number' ? column.values[row]! : NaN;
}

export function textAt(table: TrialTable, name: string, row: number): string | null {
  const column = table.columns.get(name);
  return column?.type === 'text' ? column.values[row]! : null;
}

/** What a column holds in words that a URL can keep; null where there is nothing. */
export function wordAt(column: Column, row: number): string | null {
  if (column.type === 'text') {
    return column.values[row]!;
  }
  const value = column.values[row]!;
  return Number.isNaN(value) ? null : String(value);
}

export function hasValue({ values }: Column, row: number): boolean {
  return values[row] !== null && !Number.isNaN(values[row]);
}

/** Whether the column has more than one value; none is no value. */
export function varies(column: Column): boolean {
  const { values } = column;
  let row = 0;
  while (row < values.length && !hasValue(column, row)) {
    row++;
  }
  const first = values[row];
  while (row < values.length && (values[row] === first || !hasValue(column, row))) {
    row++;
  }
  return row < values.length;
}

/** The numbers of a column's rows. */
export function rowsOf({ values: { length } }: Pick<Column, 'values'>): Uint32Array {
  return allRows(length);
}

export function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    rows[row] = row;
  }
  return rows;
}

/** The table after the events; the same object where they change nothing. */
export function applyToTable(table: TrialTable, events: readonly StreamEvent[]): TrialTable {
  const draft = new Draft(table);
  for (const event of events) {
    if (event.type === 'trial') {
      draft.take(event.data);
    } else if (event.type === 'metrics') {
      draft.probe(event.data.trial_id, event.data.values);
    }
  }
  return draft.table();
}

/** Copies a column before it is first changed. */
class Draft {
  readonly #changed = new Map<string, Column>();

  constructor(private readonly before: TrialTable) {}

  take(trial: TrialView): void {
    const row = this.before.rowOf.get(trial.id);
    if (row === undefined || isOlder(trial, this.#standing(row))) {
      return;
    }
    const { result } = trial;
    const started = timeOf(trial.started_at);
    const finished = timeOf(trial.finished_at);
    const elbo = (loss: number | undefined) => (trial.measure === 'ELBO' && loss !== undefined ? -loss : NaN);
    this.#text('state', row, trial.state);
    this.#text('worker_id', row, trial.worker_id);
    this.#text('failure', row, trial.failure?.ended ?? null);
    this.#number('attempt', 'TRIAL', row, trial.attempt);
    this.#number('retries', 'TRIAL', row, trial.retries);
    this.#number('epoch', 'TRIAL', row, trial.epoch);
    this.#number('reused_from', 'TRIAL', row, trial.reused_from ?? NaN);
    this.#number('paused_at', 'TRIAL', row, timeOf(trial.paused_at));
    this.#number('started_at', 'TRIAL', row, started);
    this.#number('finished_at', 'TRIAL', row, finished);
    this.#number(DURATION, 'TRIAL', row, (finished - started) / 1000);
    this.#number('validation_accuracy', 'RESULT', row, result?.validation_accuracy ?? NaN);
    this.#number('validation_loss', 'RESULT', row, result?.validation_loss ?? NaN);
    this.#number('validation_elbo', 'RESULT', row, elbo(result?.validation_loss));
    this.#number('test_accuracy', 'RESULT', row, result?.test_accuracy ?? NaN);
    this.#number('test_loss', 'RESULT', row, result?.test_loss ?? NaN);
    this.#number('test_elbo', 'RESULT', row, elbo(result?.test_loss));
    this.#number('train_loss', 'RESULT', row, result?.train_loss ?? NaN);
    this.#number('train_seconds', 'RESULT', row, result?.train_seconds ?? NaN);
  }

  /** Events of trials carry no probes, those of metrics do. */
  probe(trialId: number, values: Readonly<Record<string, number>>): void {
    const row = this.before.rowOf.get(trialId);
    if (row !== undefined) {
      for (const [name, value] of Object.entries(values)) {
        if (name.startsWith('probe_')) {
          this.#number(name, 'PROBE', row, value);
        }
      }
    }
  }

  table(): TrialTable {
    return this.#changed.size === 0
      ? this.before
      : { ...this.before, columns: new Map([...this.before.columns, ...this.#changed]) };
  }

  #column(name: string): Column | undefined {
    return this.#changed.get(name) ?? this.before.columns.get(name);
  }

  #standing(row: number) {
    const state = this.#column('state')?.values[row] as TrialState;
    const whole = (name: string) => (this.#column(name)?.values[row] as number | undefined) ?? 0;
    return { state, attempt: whole('attempt'), retries: whole('retries') };
  }

  #text(name: string, row: number, value: string | null): void {
    const column = this.#column(name);
    if ((column?.values[row] ?? null) === value) {
      return;
    }
    let values = this.#changed.get(name)?.values as (string | null)[] | undefined;
    if (values === undefined) {
      values = column?.type === 'text' ? column.values.slice() : Array<string | null>(this.before.count).fill(null);
      this.#changed.set(name, { name, kind: 'TRIAL', type: 'text', values });
    }
    values[row] = value;
  }

  #number(name: string, kind: ColumnKind, row: number, value: number): void {
    const column = this.#column(name);
    if (Object.is(column?.values[row] ?? NaN, value)) {
      return;
    }
    let values = this.#changed.get(name)?.values as Float64Array | undefined;
    if (values === undefined) {
      values = numbers(column, this.before.count).slice();
      this.#changed.set(name, { name, kind, type: 'number', values });
    }
    values[row] = value;
  }
}
