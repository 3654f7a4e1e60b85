import { clockTime } from '../ui/format';
import { PageStatus } from '../ui/TopBar';
import { useConnection } from './hooks';
import type { EventStream } from './stream';

/** In the top bar, so that it is in sight wherever one reads. */
export function ConnectionBadge({ stream }: { stream: EventStream }) {
  const { state, asOf } = useConnection(stream);
  return (
    <PageStatus>
      <span className={`connection connection-${state}`} role="status">
        {state === 'live' && 'Live'}
        {state === 'connecting' && 'Connecting…'}
        {state === 'reconnecting' && `Reconnecting… data as of ${asOf ? clockTime(asOf) : 'an unknown time'}`}
      </span>
    </PageStatus>
  );
}
