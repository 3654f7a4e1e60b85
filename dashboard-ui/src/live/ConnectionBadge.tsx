import { clockTime } from '../ui/format';
import { useConnection } from './hooks';
import type { EventStream } from './stream';

export function ConnectionBadge({ stream }: { stream: EventStream }) {
  const { state, asOf } = useConnection(stream);
  return (
    <span className={`connection connection-${state}`} role="status">
      {state === 'live' && 'Live'}
      {state === 'connecting' && 'Connecting…'}
      {state === 'reconnecting' && `Reconnecting… data as of ${asOf ? clockTime(asOf) : 'an unknown time'}`}
    </span>
  );
}
