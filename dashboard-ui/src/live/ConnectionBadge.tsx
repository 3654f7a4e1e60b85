import { clockTime } from '../ui/format';
import { PageStatus } from '../ui/TopBar';
import { useConnection } from './hooks';
import type { EventStream } from './stream';

/** In the top bar, so that it is in sight wherever one reads. */
export function ConnectionBadge({ stream }: { stream: EventStream }) {
  const { state, asOf } = useConnection(stream);
  const since = `data as of ${asOf ? clockTime(asOf) : 'an unknown time'}`;
  return (
    <PageStatus>
      <span className={`connection connection-${state}`} role="status">
        {state === 'live' && 'Live'}
        {state === 'connecting' && 'Connecting…'}
        {state === 'reconnecting' && `Reconnecting… ${since}`}
        {state === 'catching-up' && `Catching up… ${since}`}
      </span>
    </PageStatus>
  );
}
