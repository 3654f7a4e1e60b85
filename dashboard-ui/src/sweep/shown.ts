import { useMemo } from 'react';
import type { Measure } from '../api/client';
import { measuresOf } from '../ui/measures';
import { type Column, type NumberColumn, type TextColumn, type TrialTable, varies } from './columns';
import { objectiveOf } from './columnText';
import { type GroupNames, groupNames } from './configurations';
import { matching } from './filters';
import type { View } from './viewState';

/** What the panels of a sweep have in common. */
export interface Shown {
  table: TrialTable;
  view: View;
  /** The rows that pass all filters, by number. */
  rows: Uint32Array;
  measure: Measure;
  /** Validation accuracy or ELBO; what configurations are chosen by. */
  objective: NumberColumn;
  hashes: TextColumn;
  groups: GroupNames;
  /** The hyperparameters that differ within a dataset, model and method or between these. */
  varying: readonly string[];
}

export function useShown(table: TrialTable, view: View): Shown {
  const rows = useMemo(() => matching(table, view.filters, view.search), [table, view.filters, view.search]);
  const { columns, count } = table;
  // What a sweep is does not change while it runs, so these keep the columns that live events replace out.
  const identity = ['dataset', 'model', 'method', 'measure', 'configuration_hash'].map(name => columns.get(name));
  const groups = useMemo(() => groupNames({ columns, count }), [...identity, count]);
  const measures = useMemo(() => measuresIn(columns), identity);
  const varying = useMemo(() => varyingHyperparameters(table), [...identity, count]);
  const asked = view.get('measure') as Measure | null;
  const measure = asked !== null && measures.includes(asked) ? asked : (measures[0] ?? 'ACCURACY');
  const objective = useMemo(() => numberColumn(columns, objectiveOf(measure), count), [columns, measure, count]);
  return useMemo(() => ({
    table, view, rows, measure, objective, hashes: textColumn(columns, 'configuration_hash', count), groups, varying,
  }), [table, view, rows, measure, objective, groups, varying, columns, count]);
}

function measuresIn(columns: TrialTable['columns']): Measure[] {
  const values = new Set(columns.get('measure')?.values as readonly Measure[] | undefined);
  return measuresOf([...values].map(measure => ({ measure })));
}

function varyingHyperparameters(table: TrialTable): string[] {
  return [...table.columns.values()]
    .filter(column => column.kind === 'HYPERPARAMETER' && varies(column))
    .map(({ name }) => name);
}

/** The column, or one without values where no trial has any yet. */
function numberColumn(columns: TrialTable['columns'], name: string, count: number): NumberColumn {
  const column = columns.get(name);
  return column?.type === 'number' ? column
    : { name, kind: 'RESULT', type: 'number', values: new Float64Array(count).fill(NaN) };
}

function textColumn(columns: TrialTable['columns'], name: string, count: number): TextColumn {
  const column = columns.get(name);
  return column?.type === 'text' ? column
    : { name, kind: 'TRIAL', type: 'text', values: Array<null>(count).fill(null) };
}

/** The columns that make an axis: varying hyperparameters, then what else divides the trials. */
export function axesOf({ table, varying }: Shown): Column[] {
  const others = ['method', 'dataset', 'model', 'seed']
    .map(name => table.columns.get(name))
    .filter(column => column !== undefined && varies(column));
  return [...varying.map(name => table.columns.get(name)!), ...others as Column[]];
}
