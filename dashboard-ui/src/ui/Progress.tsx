import type { TrialCounts } from '../api/client';
import { count } from './format';

const STATES = ['succeeded', 'running', 'failed', 'cancelled', 'pruned', 'pending'] as const;

/** The trials of a sweep by state: one stacked bar, and the same in words. */
export function Progress({ trials }: { trials: TrialCounts }) {
  const present = STATES.filter(state => trials[state] > 0);
  const done = trials.total - trials.pending - trials.running;
  return (
    <div className="progress">
      <div className="progress-bar" aria-hidden="true">
        {present.map(state => <div key={state} className={`bg-${state}`} style={{ flexGrow: trials[state] }} />)}
      </div>
      <ul className="progress-counts">
        <li><strong>{count(done)}</strong> of {count(trials.total)} done</li>
        {present.map(state => (
          <li key={state}><span className={`dot bg-${state}`} aria-hidden="true" />{count(trials[state])} {state}</li>
        ))}
      </ul>
    </div>
  );
}
