import type { Measure, SweepOverview } from '../api/client';

type Best = SweepOverview['best'][number];

/** The methods of one dataset and model; only these can be compared. */
export interface Cell {
  dataset: string;
  model: string;
  measure: Measure;
  methods: readonly Best[];
  /** The greatest validation value among them. */
  top: number;
}

/** In the order in which they come. */
export function cellsOf(best: readonly Best[]): Cell[] {
  const cells = new Map<string, Best[]>();
  for (const row of best) {
    const key = `${row.dataset} ${row.model}`;
    cells.set(key, [...(cells.get(key) ?? []), row]);
  }
  return [...cells.values()].map(methods => {
    const { dataset, model, measure } = methods[0]!;
    return { dataset, model, measure, methods, top: Math.max(...methods.map(({ validation }) => validation)) };
  });
}
