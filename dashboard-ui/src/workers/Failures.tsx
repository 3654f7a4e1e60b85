import { Link } from 'react-router';
import type { FailedAttempt } from '../api/client';
import { count, words } from '../ui/format';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';

interface Props {
  failures: readonly FailedAttempt[];
  /** The cause that is shown; null for all. */
  cause: string | null;
  onCause(cause: string | null): void;
}

/** Attempts that ended badly, and in whose words. */
export function Failures({ failures, cause, onCause }: Props) {
  const causes = [...new Set(failures.map(failure => failure.cause))].sort();
  const shown = failures.filter(failure => cause === null || failure.cause === cause);
  if (failures.length === 0) {
    return <p className="note">No attempt has failed.</p>;
  }
  return (
    <>
      <label className="filter">
        Cause{' '}
        <select value={cause ?? ''} onChange={event => onCause(event.target.value || null)}>
          <option value="">any</option>
          {cause !== null && !causes.some(known => known === cause) && <option value={cause}>{words(cause)}</option>}
          {causes.map(known => <option key={known} value={known}>{words(known)}</option>)}
        </select>
      </label>
      {shown.length === 0 ? <p className="note">None of the last {count(failures.length)} is of this kind.</p> : (
        <div className="scroll failures" tabIndex={0} role="region" aria-label="Failures table">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Cause</th>
                <th scope="col">Trial</th>
                <th scope="col">Worker</th>
                <th scope="col">Message</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(failure => (
                <tr key={`${failure.trial_id} ${failure.attempt}`}>
                  <td><Time at={failure.at} /></td>
                  <td><StateLabel state={failure.cause} /></td>
                  <td>
                    <Link to={`/trials/${failure.trial_id}`}>Trial {failure.number}</Link> of{' '}
                    <Link to={`/sweeps/${failure.sweep_id}`}>sweep {failure.sweep_id}</Link>, attempt {failure.attempt}
                  </td>
                  <td>{failure.worker_id}</td>
                  <td className="wide">{failure.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
