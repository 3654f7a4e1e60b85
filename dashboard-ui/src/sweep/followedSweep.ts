import { fetchSweep, type SweepView } from '../api/client';
import { LiveSnapshot, type Source } from '../live/snapshot';
import { EventStream } from '../live/stream';
import { columnsSource, type TrialTable } from './columns';

/** A sweep and its trials, as its page follows them by one stream. */
export interface FollowedSweep {
  id: number;
  stream: EventStream;
  trials: LiveSnapshot<TrialTable>;
  sweep: LiveSnapshot<SweepView>;
}

let ahead: FollowedSweep | null = null;

/** Asks for a sweep at once, so that its trials are on their way while the page that shows them is still loaded. */
export function followAhead(id: number): void {
  ahead = follow(id);
  ahead.stream.open();
  ahead.trials.start();
  ahead.sweep.start();
}

/** What was begun ahead, where it is this sweep that it was begun for. */
export function followedSweep(id: number): FollowedSweep {
  return ahead?.id === id ? ahead : follow(id);
}

function follow(id: number): FollowedSweep {
  const stream = new EventStream(`/api/v1/sweeps/${id}/events`);
  return {
    id,
    stream,
    trials: new LiveSnapshot(stream, columnsSource(id)),
    sweep: new LiveSnapshot(stream, sweepSource(id)),
  };
}

function sweepSource(id: number): Source<SweepView> {
  return {
    load: () => fetchSweep(id),
    // Events carry no definition, which never changes.
    apply: (sweep, events) => events.reduce(
      (state, event) => (event.type === 'sweep' && event.data.id === id
        ? { ...event.data, definition: state.definition } : state), sweep),
  };
}
