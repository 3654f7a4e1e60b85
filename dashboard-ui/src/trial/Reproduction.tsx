import { Link } from 'react-router';
import type { Reproduction } from '../api/client';
import { CopyButton } from '../ui/CopyButton';
import { setting } from '../ui/format';
import { Settings } from '../ui/Settings';
import { Time } from '../ui/Time';
import { configurationGroups } from './configuration';
import { doubts, provenanceGroups, type SettingGroup } from './provenance';

/** The command that trains the trial again, and what to expect of it. */
export function Reproduce({ reproduction: { command, expected, provenance } }: { reproduction: Reproduction }) {
  return (
    <section aria-labelledby="reproduce">
      <div className="section-header">
        <h2 id="reproduce">Reproduce</h2>
        <CopyButton what="the command" text={command} />
      </div>
      <pre className="command" tabIndex={0} aria-label="Command">{command}</pre>
      <p className="note">
        Trains this trial from scratch, beside the queue, and {expected
          ? 'says whether it got the same bits.'
          : 'shows its numbers; there is no result to compare them with.'} To be run in Flatsweep’s directory.
      </p>
      {provenance && doubts(provenance).map(doubt => <p key={doubt} className="note">{doubt}</p>)}
    </section>
  );
}

/** All that decides the result. */
export function Configuration({ config }: { config: Reproduction['config'] }) {
  return (
    <section aria-labelledby="configuration">
      <div className="section-header">
        <h2 id="configuration">Configuration</h2>
        <CopyButton what="as JSON" text={() => JSON.stringify(config, null, 2)} />
      </div>
      <Groups groups={configurationGroups(config)} />
    </section>
  );
}

/** On what the result was got. */
export function Provenance({ provenance }: { provenance: NonNullable<Reproduction['provenance']> }) {
  return (
    <section aria-labelledby="provenance">
      <div className="section-header">
        <h2 id="provenance">Provenance</h2>
        <CopyButton what="as JSON" text={() => JSON.stringify(provenance, null, 2)} />
      </div>
      <Groups groups={provenanceGroups(provenance)} />
    </section>
  );
}

function Groups({ groups }: { groups: readonly SettingGroup[] }) {
  return groups.map(({ title, values }) => (
    <div key={title} className="setting-group">
      <h3>{title}</h3>
      <Settings values={values} show={shown} />
    </div>
  ));
}

function shown(name: string, value: unknown) {
  if (name === 'started_at' || name === 'ended_at') {
    return <Time at={String(value)} />;
  }
  return name === 'reused_from_trial' ? <Link to={`/trials/${value}`}>{setting(value)}</Link> : setting(value);
}
