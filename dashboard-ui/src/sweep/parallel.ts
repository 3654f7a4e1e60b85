import { NONE } from '../ui/format';
import { type Column, hasValue, type NumberColumn, rowsOf, wordAt } from './columns';
import { textOf } from './columnText';
import { type Filter, isRange } from './filters';
import { levelsOf } from './levels';

/** More lines are no picture and no longer follow the pointer. */
export const MOST_LINES = 1_000;

export type Interval = [from: number, to: number];

export interface ParallelAxis {
  name: string;
  label: string;
  column: Column;
  log: boolean;
  extent: Interval;
  /** Words at places 0, 1, 2…, the empty one for trials without a value; null where the numbers are their places. */
  levels: readonly string[] | null;
  /** How ECharts is to label it. */
  labels: { formatter(value: number): string; customValues?: number[] };
}

/** A grid's values are as far apart as one can click on, however they are scaled; more than these are a scale. */
const MOST_LEVELS = 24;
/** What is legible one above the other. */
const MOST_LABELS = 11;

export function parallelAxes(columns: readonly Column[], objective: Column): ParallelAxis[] {
  return columns.map(column => parallelAxis(column, column === objective));
}

function parallelAxis(column: Column, isObjective: boolean): ParallelAxis {
  const { short: label, format } = textOf(column);
  const common = { name: column.name, label, column, extent: extentOf(column) };
  const { levels, log } = isObjective ? NO_LEVELS : levelsOf(column, rowsOf(column), MOST_LEVELS);
  if (isObjective || levels.some(({ filter }) => isRange(filter))) {
    return { ...common, log, levels: null, labels: { formatter: format } };
  }
  const words = levels.map(({ filter }) => (isRange(filter) ? '' : filter.words[0]!));
  const names = new Map(levels.map(({ label: name }, i) => [words[i]!, name]));
  const none = rowsOf(column).every(row => hasValue(column, row)) ? [] : [''];
  const places = [...none, ...words];
  return {
    ...common,
    log: false,
    levels: places,
    labels: {
      customValues: [...evenly(places.map((_, place) => place), MOST_LABELS)],
      formatter: place => (places[place] === '' ? NONE : names.get(places[place] ?? '') ?? ''),
    },
  };
}

const NO_LEVELS = { levels: [], log: false };

function extentOf({ values }: Column): Interval {
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value === 'number' && !Number.isNaN(value)) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  }
  return [least, greatest];
}

/** Where a row lies on the axis; NaN for nowhere. */
export function placeOn(axis: ParallelAxis, row: number): number {
  return axis.levels === null
    ? (axis.column as NumberColumn).values[row]!
    : axis.levels.indexOf(wordAt(axis.column, row) ?? '');
}

/** What the brushes on an axis ask for; of several ranges the last. */
export function filterOf(axis: ParallelAxis, intervals: readonly Interval[]): Filter | null {
  const last = intervals.at(-1);
  if (last === undefined) {
    return null;
  }
  if (axis.levels === null) {
    return { column: axis.name, min: rounded(last[0]), max: rounded(last[1]) };
  }
  const words = axis.levels.filter((_, place) => intervals.some(([from, to]) => from <= place && place <= to));
  return { column: axis.name, words };
}

/** A URL that a person may read has no sixteen digits of where the pointer was. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** The brushes that ask for it, as few as can be. */
export function intervalsOf(axis: ParallelAxis, filter: Filter): Interval[] {
  if (isRange(filter)) {
    const [least, greatest] = axis.extent;
    return axis.levels === null ? [[Math.max(least, filter.min), Math.min(greatest, filter.max)]] : [];
  }
  if (axis.levels === null) {
    return filter.words.filter(Boolean).map(word => [Number(word), Number(word)]);
  }
  const places = axis.levels.flatMap((word, place) => (filter.words.includes(word) ? [place] : []));
  const runs: Interval[] = [];
  for (const place of places) {
    const run = runs.at(-1);
    if (run && run[1] > place - 1) {
      run[1] = place + 0.4;
    } else {
      runs.push([place - 0.4, place + 0.4]);
    }
  }
  return runs;
}

/**
 * At most so many of the rows that have a result, those that pass all filters before the others, from the worst to the
 * best, so that the best are drawn last. Where some are left out, they are left out evenly.
 */
export function sampled(
  rows: Uint32Array, passing: Uint32Array, objective: NumberColumn, most: number): number[] {
  const passes = new Set(passing);
  const withResult = Array.from(rows).filter(row => !Number.isNaN(objective.values[row]));
  const byResult = withResult.sort((a, b) => objective.values[a]! - objective.values[b]! || b - a);
  const first = evenly(byResult.filter(row => passes.has(row)), most);
  const rest = evenly(byResult.filter(row => !passes.has(row)), most - first.length);
  return [...rest, ...first];
}

/** So many of the values from the first to the last. */
function evenly<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) {
    return values;
  }
  const step = most > 1 ? (values.length - 1) / (most - 1) : 0;
  return Array.from({ length: most }, (_, i) => values[Math.round(i * step)]!);
}
