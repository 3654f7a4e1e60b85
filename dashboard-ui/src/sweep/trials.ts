import { fetchTrials, type TrialState, type TrialView } from '../api/client';
import type { Source } from '../live/snapshot';
import type { StreamEvent } from '../live/stream';

export interface Trials {
  /** By id, in the order of their numbers. */
  byId: ReadonlyMap<number, TrialView>;
  /** Whether the sweep has more trials than were loaded. */
  more: boolean;
}

export function trialsSource(sweepId: number): Source<Trials> {
  return {
    async load() {
      const { trials, more } = await fetchTrials(sweepId);
      return { byId: new Map(trials.map(trial => [trial.id, trial])), more };
    },
    apply: applyToTrials,
  };
}

export function applyToTrials(trials: Trials, events: readonly StreamEvent[]): Trials {
  let byId: Map<number, TrialView> | null = null;
  for (const event of events) {
    if (event.type !== 'trial') {
      continue;
    }
    const known = (byId ?? trials.byId).get(event.data.id);
    if (known && !isOlder(event.data, known)) {
      byId ??= new Map(trials.byId);
      byId.set(event.data.id, event.data);
    }
  }
  return byId ? { ...trials, byId } : trials;
}

export function isFinal(state: TrialState): boolean {
  return state !== 'PENDING' && state !== 'RUNNING';
}

/** An attempt runs, then its trial waits for the next one or is final. */
function stage(state: TrialState): number {
  return isFinal(state) ? 2 : state === 'PENDING' ? 1 : 0;
}

/**
 * Whether a trial was in state `a` before it was in state `b`: snapshots overtake the events that led to them. Within
 * an attempt the epoch says nothing, as it falls when the attempt finds no checkpoint to resume from.
 */
export function isOlder(a: TrialView, b: TrialView): boolean {
  return (a.retries - b.retries || a.attempt - b.attempt || stage(a.state) - stage(b.state)) < 0;
}

/** The hyperparameters that have more than one value in these trials, in the order in which the trials list them. */
export function varyingHyperparameters(trials: Iterable<TrialView>): string[] {
  const values = new Map<string, Set<unknown>>();
  for (const trial of trials) {
    for (const [name, value] of Object.entries(trial.hyperparameters)) {
      const seen = values.get(name);
      if (seen) {
        seen.add(value);
      } else {
        values.set(name, new Set([value]));
      }
    }
  }
  return [...values].filter(([, seen]) => seen.size > 1).map(([name]) => name);
}
