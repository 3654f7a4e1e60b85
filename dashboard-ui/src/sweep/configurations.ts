import type { NumberColumn, TextColumn, TrialTable } from './columns';
import type { Levels } from './levels';

/** All hyperparameters but the seed: what a choice is made among. */
export interface Configuration {
  /** Its trials among the rows that were looked at, in order. */
  rows: number[];
  /** Over the seeds that have a value; NaN before the first. */
  mean: number;
  /** Of the mean; null for one seed. */
  standardError: number | null;
  seeds: number;
}

/** The configurations of these rows in the order of the first trial of each, with the means of an objective. */
export function configurationsOf(
  hashes: TextColumn, objective: NumberColumn, rows: Iterable<number>): Configuration[] {
  const byHash = new Map<string | null, number[]>();
  for (const row of rows) {
    const hash = hashes.values[row]!;
    const known = byHash.get(hash);
    if (known) {
      known.push(row);
    } else {
      byHash.set(hash, [row]);
    }
  }
  return [...byHash.values()].map(own => {
    const values = own.map(row => objective.values[row]!).filter(value => !Number.isNaN(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const standardError = values.length > 1 ? Math.sqrt(squares / (values.length - 1) / values.length) : null;
    return { rows: own, mean, standardError, seeds: values.length };
  });
}

/** As the results table chooses: complete ones before those with seeds missing, by the mean, of a tie the first. */
export function bestOf(configurations: readonly Configuration[]): Configuration | null {
  let best: Configuration | null = null;
  for (const configuration of configurations) {
    if (configuration.seeds > 0 && (best === null || isBetter(configuration, best))) {
      best = configuration;
    }
  }
  return best;
}

function isBetter(a: Configuration, b: Configuration): boolean {
  const complete = ({ seeds, rows }: Configuration) => Number(seeds === rows.length);
  return (complete(a) - complete(b) || a.mean - b.mean) > 0;
}

export interface Group {
  /** "sam", or with what else varies: "digits WRN-10-1 sam". */
  name: string;
  rows: number[];
}

/** The rows by dataset, model and method; groups without rows are there too, and keep the colours of the others. */
export function groupsOf(names: GroupNames, rows: Iterable<number>): Group[] {
  const byName = new Map<string, number[]>(names.order.map(name => [name, []]));
  for (const row of rows) {
    byName.get(names.of(row))!.push(row);
  }
  return [...byName].map(([name, own]) => ({ name, rows: own }));
}

/** Names that leave out what all trials of the sweep share. */
export interface GroupNames {
  /** In the order in which the trials come; their place is their colour. */
  order: readonly string[];
  of(row: number): string;
}

export function groupNames({ columns, count }: Pick<TrialTable, 'columns' | 'count'>): GroupNames {
  const parts = ['dataset', 'model', 'method']
    .map(name => columns.get(name))
    .filter(column => column?.type === 'text')
    .filter(({ name, values }) => name === 'method' || values.some(value => value !== values[0]));
  const [only, ...others] = parts;
  const of = only && others.length === 0 ? (row: number) => only.values[row] ?? ''
    : (row: number) => parts.map(({ values }) => values[row]).join(' ');
  const order = new Set<string>();
  for (let row = 0; row < count; row++) {
    order.add(of(row));
  }
  return { order: [...order], of };
}

/** The best configuration at each level of an axis, and null where none has a value. */
export function bestByLevel(
  hashes: TextColumn, objective: NumberColumn, rows: readonly number[], axis: Levels): (Configuration | null)[] {
  const byLevel: number[][] = axis.levels.map(() => []);
  rows.forEach(row => byLevel[axis.of[row]!]?.push(row));
  return byLevel.map(own => bestOf(configurationsOf(hashes, objective, own)));
}
