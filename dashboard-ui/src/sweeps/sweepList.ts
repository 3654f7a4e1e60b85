import { fetchSweeps, type SweepView } from '../api/client';
import type { Source } from '../live/snapshot';
import type { StreamEvent } from '../live/stream';

export interface SweepList {
  /** Newest first. */
  sweeps: readonly SweepView[];
  /** Where the next page begins; null where everything is loaded. */
  next: number | null;
}

/** @param pages how many pages to load, asked at each load */
export function sweepListSource(pages: () => number): Source<SweepList> {
  return {
    async load() {
      let { sweeps, next } = await fetchSweeps();
      for (let page = 1; page < pages() && next !== null; page++) {
        const older = await fetchSweeps(next);
        sweeps = [...sweeps, ...older.sweeps];
        next = older.next;
      }
      return { sweeps, next };
    },
    apply: applyToSweepList,
  };
}

/** Replaces the sweeps that changed and adds the new ones; those older than what is loaded stay out. */
export function applyToSweepList(list: SweepList, events: readonly StreamEvent[]): SweepList {
  const changed = events.filter(event => event.type === 'sweep').map(event => event.data);
  if (changed.length === 0) {
    return list;
  }
  const oldest = list.next === null ? 0 : (list.sweeps.at(-1)?.id ?? 0);
  const byId = new Map(list.sweeps.map(sweep => [sweep.id, sweep]));
  changed.filter(sweep => sweep.id >= oldest).forEach(sweep => byId.set(sweep.id, sweep));
  return { ...list, sweeps: [...byId.values()].sort((a, b) => b.id - a.id) };
}
