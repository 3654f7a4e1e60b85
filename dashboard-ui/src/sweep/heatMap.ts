import type { NumberColumn, TextColumn } from './columns';
import { bestOf, type Configuration, configurationsOf } from './configurations';
import type { Levels } from './levels';

export interface Cell {
  x: number;
  y: number;
  /** Null where no trial of the cell has a result. */
  best: Configuration | null;
  configurations: number;
}

/** The cells of two axes that have trials. */
export function cellsOf(
  hashes: TextColumn, objective: NumberColumn, rows: readonly number[], across: Levels, up: Levels): Cell[] {
  const height = up.levels.length;
  const byCell = new Map<number, number[]>();
  for (const row of rows) {
    const x = across.of[row]!;
    const y = up.of[row]!;
    if (x >= 0 && y >= 0) {
      const cell = byCell.get(x * height + y);
      if (cell) {
        cell.push(row);
      } else {
        byCell.set(x * height + y, [row]);
      }
    }
  }
  return [...byCell].map(([place, own]) => {
    const configurations = configurationsOf(hashes, objective, own);
    return {
      x: Math.floor(place / height),
      y: place % height,
      best: bestOf(configurations),
      configurations: configurations.length,
    };
  });
}
