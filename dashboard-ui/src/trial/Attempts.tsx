import type { AttemptView, TrialView } from '../api/client';
import { useNow } from '../live/hooks';
import { count, elapsed } from '../ui/format';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';
import { outlook, reasonOf } from './endings';
import { useSection } from './SectionLinks';

/** Every attempt and why it ended, the latest first. */
export function Attempts({ trial }: { trial: TrialView }) {
  const attempts = trial.attempts ?? [];
  const next = outlook(trial);
  return (
    <section aria-labelledby="attempts">
      <div className="section-header">
        <h2 id="attempts">Attempts</h2>
        {trial.failures > 0 && (
          <span className="note">{count(trial.failures)} {trial.failures === 1 ? 'failure' : 'failures'}</span>
        )}
      </div>
      {next && <p className="note">{next}</p>}
      {attempts.length === 0 ? <p className="note">{unattempted(trial)}</p> : (
        <div className="attempts" tabIndex={0} role="region" aria-label="All attempts">
          <ol>{attempts.toReversed().map(attempt => <Attempt key={attempt.attempt} attempt={attempt} />)}</ol>
        </div>
      )}
    </section>
  );
}

function unattempted({ state, reused_from: reusedFrom }: TrialView): string {
  return reusedFrom !== null ? 'It was not trained: its result is that of an equal trial.'
    : state === 'PENDING' ? 'No worker has taken this trial yet.' : 'No worker ever took this trial.';
}

function Attempt({ attempt: view }: { attempt: AttemptView }) {
  const { attempt, worker_id: worker, started_at: start, ended_at: end, ended, message } = view;
  const goTo = useSection();
  const now = useNow(1_000);
  const reason = ended && reasonOf(ended);
  return (
    <li>
      <div className="attempt-name">
        <h3>Attempt {attempt}</h3>
        <StateLabel state={ended ?? 'RUNNING'} />
        <span className="muted">
          {ended ? 'after' : 'for'} <span className="number">{elapsed(start, end, now)}</span>
        </span>
      </div>
      <p className="note">
        Began <Time at={start} /> {view.resumed_from_epoch === 0
          ? 'from scratch' : `from the checkpoint after epoch ${count(view.resumed_from_epoch)}`} on {worker}
      </p>
      {reason && <p>{reason}</p>}
      {message && <pre className="attempt-message" tabIndex={0}>{message}</pre>}
      <button type="button" className="link" onClick={() => goTo('log', { attempt: String(attempt) })}>
        Its log lines
      </button>
    </li>
  );
}
