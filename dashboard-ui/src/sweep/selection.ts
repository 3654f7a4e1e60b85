import { numberAt, type TrialTable } from './columns';

/** More curves than these are no longer told apart. */
export const MOST_SELECTED = 24;

/** The selection with the trial in this row, or without it where it was in; the oldest give way to the newest. */
export function toggledSelection(selected: readonly number[], table: TrialTable, row: number): readonly number[] {
  const id = numberAt(table, 'id', row);
  return selected.includes(id) ? selected.filter(each => each !== id) : [...selected, id].slice(-MOST_SELECTED);
}
