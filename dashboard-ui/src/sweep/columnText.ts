import type { Measure } from '../api/client';
import { compactSetting, count, duration, NONE, words } from '../ui/format';
import { MEASURES } from '../ui/measures';
import { metricNamed } from '../ui/metrics';
import { type Column, type ColumnKind, DURATION, type TrialTable } from './columns';
import type { Configuration } from './configurations';

/** How a page names and writes what is in a column. */
export interface ColumnText {
  /** "Validation accuracy (%)" */
  label: string;
  /** "Val. acc. (%)" */
  short: string;
  /** The value in the unit, without it. */
  format(value: number): string;
}

const PLAIN: Record<string, string> = {
  number: 'Trial',
  id: 'Id',
  state: 'State',
  dataset: 'Dataset',
  model: 'Model',
  method: 'Method',
  seed: 'Seed',
  epoch: 'Epoch',
  attempt: 'Attempt',
  retries: 'Retries',
  measure: 'Measure',
  configuration_hash: 'Configuration',
  device: 'Device',
  worker_id: 'Worker',
  failure: 'Failure',
  reused_from: 'Reused from',
  started_at: 'Started',
  finished_at: 'Finished',
  paused_at: 'Paused',
};

export function textOf({ name, kind }: Pick<Column, 'name' | 'kind'>): ColumnText {
  if (kind === 'HYPERPARAMETER') {
    return { label: name, short: name, format: compactSetting };
  }
  if (name === DURATION || name === 'train_seconds') {
    const label = name === DURATION ? 'Duration' : 'Training time';
    return { label, short: label, format: duration };
  }
  const plain = PLAIN[name];
  if (plain !== undefined) {
    return { label: plain, short: plain, format: count };
  }
  const { label, unit, format } = metricNamed(name);
  const withUnit = (text: string) => (unit === '' ? text : `${text} (${unit})`);
  const short = label.replace('Validation', 'Val.').replace('accuracy', 'acc.');
  return { label: withUnit(label), short: withUnit(short), format };
}

/** A number with its unit, for sentences and tooltips. */
export function measured(measure: Measure, value: number | null): string {
  const { format, unit } = MEASURES[measure];
  return value === null || Number.isNaN(value) ? NONE : `${format(value)} ${unit}`;
}

/** "97.31 ± 0.12 %" */
export function estimate(measure: Measure, { mean, standardError }: Configuration): string {
  const { format, unit } = MEASURES[measure];
  return Number.isNaN(mean) ? NONE
    : standardError === null ? measured(measure, mean) : `${format(mean)} ± ${format(standardError)} ${unit}`;
}

export function objectiveOf(measure: Measure): string {
  return `validation_${MEASURES[measure].metric}`;
}

/** What a column holds in one row, as text. */
export function cellText(column: Column, row: number): string {
  const value = column.values[row]!;
  if (value === null || Number.isNaN(value)) {
    return NONE;
  }
  if (typeof value === 'string') {
    return column.name === 'state' || column.name === 'failure' ? words(value) : value;
  }
  return textOf(column).format(value);
}

/** "Trial 3: sam, rho 0.05, seed 0" */
export function trialName(table: TrialTable, row: number, group: string, varying: readonly string[]): string {
  const settings = varying
    .map(name => table.columns.get(name))
    .filter(column => column !== undefined)
    .map(column => [column.name, cellText(column, row)] as const)
    .filter(([, text]) => text !== NONE)
    .map(([name, text]) => `${name} ${text}`);
  const named = (name: string) => {
    const column = table.columns.get(name);
    return column ? cellText(column, row) : NONE;
  };
  return [`Trial ${named('number')}: ${group}`, ...settings, `seed ${named('seed')}`].join(', ');
}

/** The columns that may be chosen, by what they are about. */
export const COLUMN_GROUPS: readonly { title: string; has(name: string, kind: ColumnKind): boolean }[] = [
  { title: 'Hyperparameters', has: (_, kind) => kind === 'HYPERPARAMETER' },
  { title: 'Validation', has: name => name.startsWith('validation_') },
  { title: 'Test: not for choosing', has: (name, kind) => kind === 'RESULT' && name.startsWith('test_') },
  { title: 'Training', has: (name, kind) => kind === 'RESULT' && name.startsWith('train_') },
  { title: 'Flatness, after the last epoch probed', has: (_, kind) => kind === 'PROBE' },
  { title: 'Trial', has: (_, kind) => kind === 'TRIAL' },
];
