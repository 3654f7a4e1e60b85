import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { LiveSnapshot, type Snapshot, type Source } from './snapshot';
import { type Connection, EventStream, type StreamEvent } from './stream';

/** A browser opens about six HTTP/1.1 connections to a server, so a tab out of sight gives its own back. */
const HIDDEN_GRACE_MS = 30_000;

export function useEventStream(url: string): EventStream {
  const stream = useMemo(() => new EventStream(url), [url]);
  useOpenStream(stream);
  return stream;
}

/** Keeps the stream open while the page is in sight. */
export function useOpenStream(stream: EventStream): void {
  useEffect(() => openWhileVisible(stream), [stream]);
}

function openWhileVisible(stream: EventStream): () => void {
  let grace: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    clearTimeout(grace);
    if (document.hidden) {
      grace = setTimeout(() => stream.close(), HIDDEN_GRACE_MS);
    } else {
      stream.open();
    }
  };
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    clearTimeout(grace);
    stream.close();
  };
}

export function useConnection(stream: EventStream): Connection {
  return useSyncExternalStore(stream.observeConnection, stream.connection);
}

export interface Live<S> extends Snapshot<S> {
  reload(): void;
  /** Takes what a request answered as if the stream had told it. */
  take(event: StreamEvent): void;
}

/** @param source must be the same object from render to render */
export function useLiveSnapshot<S>(stream: EventStream, source: Source<S>): Live<S> {
  return useLive(useMemo(() => new LiveSnapshot(stream, source), [stream, source]));
}

export function useLive<S>(live: LiveSnapshot<S>): Live<S> {
  useEffect(() => live.start(), [live]);
  const snapshot = useSyncExternalStore(live.observe, live.current);
  return { ...snapshot, reload: () => void live.resync(), take: event => live.events([event]) };
}

/** The current time, which moves on every `intervalMs`. */
export function useNow(intervalMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
