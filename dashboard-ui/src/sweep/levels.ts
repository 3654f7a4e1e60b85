import { compactSetting } from '../ui/format';
import { type Column, wordAt } from './columns';
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
  const words = new Set<string>();
  for (let i = 0; i < rows.length; i++) {
    const word = wordAt(column, rows[i]!);
    if (word !== null) {
      words.add(word);
    }
  }
  const inOrder = [...words].sort(compareWords);
  const numeric = inOrder.length > 0 && column.type === 'number';
  const least = Number(inOrder[0]);
  const greatest = Number(inOrder.at(-1));
  const log = numeric && least > 0 && greatest >= 10 * least;
  return numeric && inOrder.length > mostValues
    ? bins(column.name, column.values as Float64Array, rows, least, greatest, log)
    : { levels: inOrder.map(word => valueLevel(column.name, word)), of: placesOf(column, rows, inOrder), log };
}

function valueLevel(column: string, word: string): Level {
  const number = Number(word);
  return {
    label: Number.isNaN(number) ? word : compactSetting(number),
    at: number,
    filter: { column, words: [word] },
  };
}

function placesOf(column: Column, rows: ArrayLike<number>, words: readonly string[]): Int32Array {
  const places = new Map(words.map((word, i) => [word, i]));
  const of = new Int32Array(column.values.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    const word = wordAt(column, rows[i]!);
    of[rows[i]!] = word === null ? -1 : places.get(word)!;
  }
  return of;
}

function bins(
  column: string, values: Float64Array, rows: ArrayLike<number>, least: number, greatest: number, log: boolean): Levels {
  const to = log ? Math.log : (x: number) => x;
  const from = log ? Math.exp : (x: number) => x;
  const width = (to(greatest) - to(least)) / BINS;
  const edge = (i: number) => (i === 0 ? least : i === BINS ? greatest : from(to(least) + i * width));
  const levels = Array.from({ length: BINS }, (_, i): Level => ({
    label: `${compactSetting(edge(i))}–${compactSetting(edge(i + 1))}`,
    at: from(to(least) + (i + 0.5) * width),
    filter: { column, min: edge(i), max: edge(i + 1) },
  }));
  const of = new Int32Array(values.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (!Number.isNaN(value)) {
      of[rows[i]!] = Math.min(BINS - 1, Math.floor((to(value) - to(least)) / width));
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
