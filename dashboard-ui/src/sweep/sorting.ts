import type { Column } from './columns';

export interface Order {
  column: string;
  descending: boolean;
}

/** What stands in the URL: `rho`, or `-rho` for the greatest first. */
export function writeOrder({ column, descending }: Order): string {
  return `${descending ? '-' : ''}${column}`;
}

export function readOrder(text: string): Order {
  return text.startsWith('-') ? { column: text.slice(1), descending: true } : { column: text, descending: false };
}

/** The rows in order; equal ones stay in theirs, and those without a value come last in either direction. */
export function sorted(rows: Uint32Array, column: Column, descending: boolean): Uint32Array {
  const sign = descending ? -1 : 1;
  const { values } = column;
  const none = (row: number) => values[row] === null || Number.isNaN(values[row]);
  return rows.slice().sort((a, b) => {
    const x = values[a]!;
    const y = values[b]!;
    if (x === y) {
      return a - b;
    }
    const missing = Number(none(a)) - Number(none(b));
    return missing || (none(a) ? a - b : x < y ? -sign : sign);
  });
}
