import { Link } from 'react-router';
import { useSession } from '../session/context';

/** Eight trials: minutes on a laptop. */
const DEFINITION = `name: first-sweep
dataset: digits
model: {name: wrn, depth: 10, width: 1}
epochs: 10
methods:
  - {name: sgd}
  - {name: sam, grid: {rho: [0.02, 0.05, 0.1]}}
seeds: [0, 1]`;

/** What to do where there is no sweep yet. */
export function FirstSweep() {
  const asksForTokens = useSession().tokens === 'required';
  return (
    <section className="first-sweep">
      <h2>No sweeps yet</h2>
      <p>Submit one: SGD against SAM at three radii, two seeds each, on the bundled digits. The form has it ready:</p>
      <Link className="button primary" to="/new">New sweep</Link>
      <p>Or from a terminal:</p>
      <pre tabIndex={0}>
        {`curl ${location.origin}/api/v1/sweeps \\${asksForTokens ? `
  -H "Authorization: Bearer $FLATSWEEP_TOKEN" \\` : ''}
  -H 'Content-Type: application/yaml' --data-binary @- <<'END'
${DEFINITION}
END`}
      </pre>
      <p>It appears here at once, and its trials run as soon as a worker is there. Or let Flatsweep run its own:</p>
      <pre tabIndex={0}>./flatsweep demo</pre>
    </section>
  );
}
