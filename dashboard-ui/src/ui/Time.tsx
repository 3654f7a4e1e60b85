import { useNow } from '../live/hooks';
import { ago, exactTime, NONE } from './format';

const TICK_MS = 10_000;

/** How long ago; the exact time on hover. */
export function Time({ at }: { at: string | null }) {
  const now = useNow(TICK_MS);
  if (at === null) {
    return <>{NONE}</>;
  }
  const time = new Date(at);
  return <time dateTime={at} title={exactTime(time)}>{ago(time, now)}</time>;
}
