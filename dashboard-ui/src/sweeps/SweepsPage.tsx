import { useMemo, useRef } from 'react';
import { Link } from 'react-router';
import { ConnectionBadge } from '../live/ConnectionBadge';
import { useEventStream, useLiveSnapshot } from '../live/hooks';
import { Loaded } from '../ui/Loaded';
import { Progress } from '../ui/Progress';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';
import { FirstSweep } from './FirstSweep';
import { sweepListSource } from './sweepList';

export function SweepsPage() {
  const pages = useRef(1);
  const stream = useEventStream('/api/v1/events');
  const live = useLiveSnapshot(stream, useMemo(() => sweepListSource(() => pages.current), []));
  const loadOlder = () => {
    pages.current++;
    live.reload();
  };

  return (
    <main>
      <title>Sweeps · Flatsweep</title>
      <header className="page-header">
        <h1>Sweeps</h1>
        <ConnectionBadge stream={stream} />
      </header>
      <Loaded live={live} what="the sweeps">
        {({ sweeps, next }) => (sweeps.length === 0 ? <FirstSweep /> : (
          <>
            <ul className="sweeps">
              {sweeps.map(sweep => (
                <li key={sweep.id}>
                  <div className="sweep-name">
                    <Link to={`/sweeps/${sweep.id}`}>{sweep.name}</Link>
                    <span className="muted">#{sweep.id}</span>
                  </div>
                  <StateLabel state={sweep.state} />
                  <Progress trials={sweep.trials} />
                  <span className="muted"><Time at={sweep.created_at} /></span>
                </li>
              ))}
            </ul>
            {next !== null && (
              <button type="button" disabled={live.loading} onClick={loadOlder}>
                {live.loading ? 'Loading…' : 'Load older sweeps'}
              </button>
            )}
          </>
        ))}
      </Loaded>
    </main>
  );
}
