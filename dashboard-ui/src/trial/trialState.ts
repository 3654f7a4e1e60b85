import {
  fetchReproduction, fetchTrial, fetchTrialMetrics, type Point, type Reproduction, type TrialView,
} from '../api/client';
import type { Source } from '../live/snapshot';
import type { StreamEvent } from '../live/stream';
import { withPoint } from '../sweep/curves';
import { isFinal, isOlder } from '../sweep/trials';

export function trialSource(id: number): Source<TrialView> {
  return {
    load: () => fetchTrial(id),
    apply: applyToTrial,
    // Events carry no attempts; these change with the state and with a new attempt.
    outdates: (trial, event) => event.type === 'trial' && event.data.id === trial.id
      && (event.data.state !== trial.state || event.data.attempt !== trial.attempt),
  };
}

export function applyToTrial(trial: TrialView, events: readonly StreamEvent[]): TrialView {
  return events.reduce(
    (state, event) => (event.type === 'trial' && event.data.id === state.id && !isOlder(event.data, state)
      ? { ...event.data, attempts: state.attempts } : state), trial);
}

/** Points of one trial by metric name. */
export type TrialMetrics = ReadonlyMap<string, readonly Point[]>;

export function trialMetricsSource(id: number): Source<TrialMetrics> {
  return {
    load: () => fetchTrialMetrics(id),
    apply: (metrics, events) => applyToTrialMetrics(metrics, id, events),
  };
}

export function applyToTrialMetrics(metrics: TrialMetrics, id: number, events: readonly StreamEvent[]): TrialMetrics {
  const own = events.filter(event => event.type === 'metrics').map(event => event.data)
    .filter(event => event.trial_id === id);
  if (own.length === 0) {
    return metrics;
  }
  const next = new Map(metrics);
  for (const { epoch, values } of own) {
    for (const [name, value] of Object.entries(values)) {
      next.set(name, withPoint(next.get(name) ?? [], [epoch, value]));
    }
  }
  return next;
}

/** Of what decides a trial's result nothing changes; what came of it is known at the end. */
export function reproductionSource(id: number): Source<Reproduction> {
  return {
    load: () => fetchReproduction(id),
    apply: reproduction => reproduction,
    outdates: ({ expected }, event) => event.type === 'trial' && event.data.id === id
      && expected === null && isFinal(event.data.state),
  };
}
