import { compactSetting } from '../ui/format';
import { type Column, hasValue, type NumberColumn } from './columns';
import type { Filter } from './filters';

/** A place on an axis: a value or, where there are many, those from `min` to `max`. */
export interface Level {
  label: string;
  /** Where it lies among numbers; NaN for a word. */
  at: number;
  /** The trials that are here. */
  filter: Filter;
}

export interface Levels {
  levels: readonly Level[];
  /** The level of each row of the table; −1 for none. */
  of: Int32Array;
  /** Whether all lie among positive numbers of more than a decade. */
  log: boolean;
}

/** More values than an axis has room for are put into bins. */
const MOST_VALUES = 40;
const BINS = 16;

/** Where the values of these rows lie on an axis, in order. */
export function levelsOf(column: Column, rows: ArrayLike<number>, mostValues = MOST_VALUES): Levels {
  const values = distinct(column, rows);
  if (column.type === 'text') {
    values.sort((a, b) => compareWords(a as string, b as string));
    return {
      levels: values.map(value => valueLevel(column.name, value)), of: placesOf(column, rows, values), log: false,
    };
  }
  const inOrder = Float64Array.from(values as number[]).sort();
  const least = inOrder[0] ?? NaN;
  const greatest = inOrder.at(-1) ?? NaN;
  const log = least > 0 && greatest >= 10 * least;
  return inOrder.length > mostValues
    ? bins(column, rows, least, greatest, log)
    : {
      levels: Array.from(inOrder, value => valueLevel(column.name, value)),
      of: placesOf(column, rows, Array.from(inOrder)),
      log,
    };
}

function distinct(column: Column, rows: ArrayLike<number>): (string | number)[] {
  const values = new Set<string | number>();
  for (let i = 0; i < rows.length; i++) {
    if (hasValue(column, rows[i]!)) {
      values.add(column.values[rows[i]!]!);
    }
  }
  return [...values];
}

function valueLevel(column: string, value: string | number): Level {
  return {
    label: typeof value === 'number' ? compactSetting(value) : value,
    at: typeof value === 'number' ? value : NaN,
    filter: { column, words: [String(value)] },
  };
}

function placesOf({ values }: Column, rows: ArrayLike<number>, inOrder: readonly (string | number)[]): Int32Array {
  const places = new Map<string | number | null, number>(inOrder.map((value, i) => [value, i]));
  const of = new Int32Array(values.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    of[rows[i]!] = places.get(values[rows[i]!]!) ?? -1;
  }
  return of;
}

function bins(
  { name, values }: NumberColumn, rows: ArrayLike<number>, least: number, greatest: number, log: boolean): Levels {
  const to = log ? Math.log : (x: number) => x;
  const from = log ? Math.exp : (x: number) => x;
  const start = to(least);
  const width = (to(greatest) - start) / BINS;
  const edge = (i: number) => (i === 0 ? least : i === BINS ? greatest : from(start + i * width));
  const levels = Array.from({ length: BINS }, (_, i): Level => ({
    label: `${compactSetting(edge(i))}–${compactSetting(edge(i + 1))}`,
    at: from(start + (i + 0.5) * width),
    filter: { column: name, min: edge(i), max: edge(i + 1) },
  }));
  const of = new Int32Array(values.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (!Number.isNaN(value)) {
      of[rows[i]!] = Math.min(BINS - 1, Math.floor((to(value) - start) / width));
    }
  }
  return { levels, of, log };
}

/** Numbers before words. */
function compareWords(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) {
    return difference;
  }
  return Number(Number.isNaN(Number(a))) - Number(Number.isNaN(Number(b))) || (a < b ? -1 : 1);
}
