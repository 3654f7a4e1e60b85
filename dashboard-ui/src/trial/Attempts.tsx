import type { AttemptView } from '../api/client';
import { useNow } from '../live/hooks';
import { elapsed } from '../ui/format';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';

/** Every attempt and why it ended. */
export function Attempts({ attempts }: { attempts: readonly AttemptView[] }) {
  const now = useNow(1_000);
  return (
    <section aria-labelledby="attempts">
      <h2 id="attempts">Attempts</h2>
      {attempts.length === 0 ? <p className="note">No worker has taken this trial yet.</p> : (
        <div className="scroll" tabIndex={0} role="region" aria-label="Attempts table">
          <table>
            <thead>
              <tr>
                <th scope="col" className="number">Attempt</th>
                <th scope="col">Worker</th>
                <th scope="col">Started</th>
                <th scope="col" className="number">Resumed after epoch</th>
                <th scope="col" className="number">Duration</th>
                <th scope="col">Ended</th>
                <th scope="col" className="wide">Message</th>
              </tr>
            </thead>
            <tbody>
              {attempts.map(attempt => (
                <tr key={attempt.attempt}>
                  <th scope="row" className="number">{attempt.attempt}</th>
                  <td>{attempt.worker_id}</td>
                  <td><Time at={attempt.started_at} /></td>
                  <td className="number">
                    {attempt.resumed_from_epoch === 0 ? 'from scratch' : attempt.resumed_from_epoch}
                  </td>
                  <td className="number">{elapsed(attempt.started_at, attempt.ended_at, now)}</td>
                  <td><StateLabel state={attempt.ended ?? 'RUNNING'} /></td>
                  <td className="wide">{attempt.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
