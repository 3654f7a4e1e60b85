import { clockTime } from '../ui/format';
import { PageStatus } from '../ui/TopBar';
import type { Polled } from './polling';

/** Where the other pages say whether their stream is live. */
export function PollingBadge({ polled: { asOf, error } }: { polled: Polled<unknown> }) {
  const state = error ? 'reconnecting' : asOf ? 'live' : 'connecting';
  return (
    <PageStatus>
      <span className={`connection connection-${state}`} role="status">
        {state === 'live' && 'Live'}
        {state === 'connecting' && 'Connecting…'}
        {state === 'reconnecting' && `No answer; data as of ${asOf ? clockTime(asOf) : 'an unknown time'}`}
      </span>
    </PageStatus>
  );
}
