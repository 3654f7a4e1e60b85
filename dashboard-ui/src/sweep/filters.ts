import { allRows, type Column, type TrialTable, wordAt } from './columns';

/** The trials whose value is one of some. */
export interface ValueFilter {
  column: string;
  /** As `wordAt` writes them; the empty word is that of a trial without a value. */
  words: readonly string[];
}

/** The trials whose value is within bounds, which belong to it. */
export interface RangeFilter {
  column: string;
  min: number;
  max: number;
}

export type Filter = ValueFilter | RangeFilter;

export function isRange(filter: Filter): filter is RangeFilter {
  return 'min' in filter;
}

/** What stands in the URL: `0.02..0.1`, `0.02..`, `=sam|rsam`. */
export function writeFilter(filter: Filter): string {
  if (isRange(filter)) {
    const bound = (value: number) => (Number.isFinite(value) ? String(value) : '');
    return `${bound(filter.min)}..${bound(filter.max)}`;
  }
  return `=${filter.words.map(word => word.replaceAll('%', '%25').replaceAll('|', '%7C')).join('|')}`;
}

/** Null for what no filter was written as. */
export function readFilter(column: string, text: string): Filter | null {
  if (text.startsWith('=')) {
    const words = text.slice(1).split('|').map(word => word.replaceAll('%7C', '|').replaceAll('%25', '%'));
    return { column, words };
  }
  const bounds = text.split('..');
  if (bounds.length !== 2) {
    return null;
  }
  const min = bounds[0] === '' ? -Infinity : Number(bounds[0]);
  const max = bounds[1] === '' ? Infinity : Number(bounds[1]);
  return Number.isNaN(min) || Number.isNaN(max) ? null : { column, min, max };
}

/** The rows that pass every filter and, in one of the columns searched, have every word that is looked for. */
export function matching(table: TrialTable, filters: readonly Filter[], search = ''): Uint32Array {
  const tests = [
    ...filters.map(filter => testOf(table.columns.get(filter.column), filter)), ...searchOf(table, search)];
  if (tests.length === 0) {
    return allRows(table.count);
  }
  const rows = new Uint32Array(table.count);
  let found = 0;
  for (let row = 0; row < table.count; row++) {
    if (tests.every(test => test(row))) {
      rows[found++] = row;
    }
  }
  return rows.subarray(0, found);
}

function testOf(column: Column | undefined, filter: Filter): (row: number) => boolean {
  if (isRange(filter)) {
    // Of a column that no trial has there is no value within any bounds.
    const values = column?.type === 'number' ? column.values : null;
    return row => values !== null && values[row]! >= filter.min && values[row]! <= filter.max;
  }
  const words = new Set(filter.words);
  if (column?.type === 'number') {
    const numbers = new Set(filter.words.filter(Boolean).map(Number));
    const none = words.has('');
    return row => (Number.isNaN(column.values[row]!) ? none : numbers.has(column.values[row]!));
  }
  return row => words.has(column?.values[row] ?? '');
}

const SEARCHED = ['dataset', 'model', 'method', 'state', 'failure', 'worker_id', 'device', 'configuration_hash'];

function searchOf(table: TrialTable, search: string): ((row: number) => boolean)[] {
  const columns = SEARCHED.map(name => table.columns.get(name)).filter(column => column !== undefined);
  const number = table.columns.get('number');
  return search.toLowerCase().split(/\s+/).filter(Boolean).map(word => {
    const has = columns.map(column => containing(column, word));
    return row => (number !== undefined && wordAt(number, row) === word) || has.some(test => test(row));
  });
}

/** Looks at each of the different texts of a column once. */
function containing(column: Column, word: string): (row: number) => boolean {
  const known = new Map<string | null, boolean>();
  return row => {
    const text = wordAt(column, row);
    let contains = known.get(text);
    if (contains === undefined) {
      contains = text?.toLowerCase().includes(word) ?? false;
      known.set(text, contains);
    }
    return contains;
  };
}
