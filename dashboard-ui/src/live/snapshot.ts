import { ApiError } from '../api/client';
import { backOffMs, type EventStream, type StreamEvent, type StreamListener } from './stream';

export interface Source<S> {
  load(): Promise<S>;
  /** The state after the events; the same object where they change nothing. Applying an event twice is harmless. */
  apply(state: S, events: readonly StreamEvent[]): S;
  /** Whether the event changes what only the server can tell, so that it has to be asked again. */
  outdates?(state: S, event: StreamEvent): boolean;
}

export interface Snapshot<S> {
  data: S | null;
  /** Why the latest load failed; data, if any, is then older than it should be. */
  error: ApiError | null;
  loading: boolean;
}

/** Data that no stream announces are asked for after this time. */
const STREAM_PATIENCE_MS = 3_000;
const RELOAD_DELAY_MS = 1_000;

/**
 * State loaded over REST and kept up to date by a stream.
 *
 * Events that arrive during a load are applied after it, so that nothing is missed whichever the snapshot saw.
 */
export class LiveSnapshot<S> implements StreamListener {
  readonly #observers = new Set<() => void>();
  #snapshot: Snapshot<S> = { data: null, error: null, loading: true };
  #arrivedDuringLoad: StreamEvent[] = [];
  #loads = 0;
  #failures = 0;
  #stop: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly stream: EventStream,
    private readonly source: Source<S>,
  ) {}

  /** Begins to load and to follow, or goes on where that has begun; gives what ends it. */
  start(): () => void {
    this.#stop ??= this.#begin();
    return () => {
      this.#stop?.();
      this.#stop = null;
    };
  }

  #begin(): () => void {
    const leave = this.stream.listen(this);
    if (this.stream.isOpen()) {
      void this.resync();
    } else {
      this.#resyncAfter(STREAM_PATIENCE_MS);
    }
    return () => {
      leave();
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#loads++;
    };
  }

  observe = (observer: () => void): (() => void) => {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  };

  current = (): Snapshot<S> => this.#snapshot;

  resync = (): Promise<void> => this.#load();

  events(batch: readonly StreamEvent[]): void {
    const { data, loading } = this.#snapshot;
    if (loading) {
      this.#arrivedDuringLoad.push(...batch);
    }
    if (data !== null) {
      const next = this.#after(data, batch);
      if (next !== data) {
        this.#become({ ...this.#snapshot, data: next });
      }
    }
  }

  #after(state: S, events: readonly StreamEvent[]): S {
    if (events.some(event => this.source.outdates?.(state, event))) {
      this.#resyncAfter(RELOAD_DELAY_MS);
    }
    return this.source.apply(state, events);
  }

  async #load(): Promise<void> {
    const load = ++this.#loads;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arrivedDuringLoad = [];
    this.#become({ ...this.#snapshot, loading: true });
    try {
      const loaded = await this.source.load();
      if (load === this.#loads) {
        this.#failures = 0;
        this.#become({ data: this.#after(loaded, this.#arrivedDuringLoad), error: null, loading: false });
      }
    } catch (cause) {
      if (load === this.#loads) {
        const error = cause instanceof ApiError ? cause : new ApiError(String(cause), 0);
        this.#become({ ...this.#snapshot, error, loading: false });
        if (error.retryable) {
          this.#resyncAfter(backOffMs(++this.#failures));
        }
      }
    }
  }

  /** Keeps an earlier appointment, so that a steady stream of events cannot put it off for ever. */
  #resyncAfter(delayMs: number): void {
    this.#timer ??= setTimeout(() => void this.resync(), delayMs);
  }

  #become(snapshot: Snapshot<S>): void {
    this.#snapshot = snapshot;
    this.#observers.forEach(observer => observer());
  }
}
