import type { MetricsEvent, SweepView, TrialView } from '../api/client';

export type StreamEvent =
  | { type: 'sweep'; data: SweepView }
  | { type: 'trial'; data: TrialView }
  | { type: 'metrics'; data: MetricsEvent };

export interface StreamListener {
  /** What was known may be out of date: load it again. */
  resync(): void;
  /** What happened since the last call, oldest first. */
  events(batch: readonly StreamEvent[]): void;
}

export interface Connection {
  state: 'connecting' | 'live' | 'reconnecting';
  /** When the connection broke, which is the age of what is shown; null while live. */
  asOf: Date | null;
}

/** What a stream needs from the browser; tests put their own in its place. */
export interface StreamPlatform {
  connect(url: string): EventSource;
  /** Runs the task with the next frame, or soon where no frames are drawn; gives its cancellation. */
  nextFrame(task: () => void): () => void;
  now(): Date;
}

const HIDDEN_TAB_DELAY_MS = 1_000;

const browser: StreamPlatform = {
  connect: url => new EventSource(url),
  nextFrame(task) {
    const cancel = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    const run = () => {
      cancel();
      task();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, HIDDEN_TAB_DELAY_MS);
    return cancel;
  },
  now: () => new Date(),
};

/** 1 s, 2 s, 4 s … 30 s. */
export function backOffMs(failures: number): number {
  return Math.min(30_000, 1_000 * 2 ** (failures - 1));
}

/**
 * One Server-Sent Events connection that outlives failures and hands its events on in batches.
 *
 * The browser reconnects by itself after most failures, with Last-Event-ID; where it gives up, a new connection is
 * made, which the server greets with `hello`. `hello` and `reset` both mean: load the snapshot (again).
 */
export class EventStream {
  readonly #listeners = new Set<StreamListener>();
  readonly #observers = new Set<() => void>();
  #connection: Connection = { state: 'connecting', asOf: null };
  #source: EventSource | null = null;
  #queue: StreamEvent[] = [];
  #cancelFlush: (() => void) | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(
    private readonly url: string,
    private readonly platform: StreamPlatform = browser,
  ) {}

  open(): void {
    if (this.#source || this.#retry !== undefined) {
      return;
    }
    const source = this.platform.connect(this.url);
    this.#source = source;
    source.addEventListener('open', () => {
      this.#failures = 0;
      this.#become({ state: 'live', asOf: null });
    });
    source.addEventListener('error', () => this.#lost(source));
    source.addEventListener('hello', () => this.#resync());
    source.addEventListener('reset', () => this.#resync());
    for (const type of ['sweep', 'trial', 'metrics'] as const) {
      source.addEventListener(type, (event: MessageEvent<string>) =>
        this.#enqueue({ type, data: JSON.parse(event.data) } as StreamEvent));
    }
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#source?.close();
    this.#source = null;
    this.#dropQueue();
    this.#becomeStale();
  }

  listen(listener: StreamListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  observeConnection = (observer: () => void): (() => void) => {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  };

  connection = (): Connection => this.#connection;

  #lost(source: EventSource): void {
    this.#failures++;
    this.#becomeStale();
    if (this.#failures === 1 && this.#connection.state === 'connecting') {
      // The REST API knows why, or works without the stream.
      this.#resync();
    }
    if (source.readyState === EventSource.CLOSED) {
      this.#source = null;
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.open();
      }, backOffMs(this.#failures));
    }
  }

  #becomeStale(): void {
    if (this.#connection.state === 'live') {
      this.#become({ state: 'reconnecting', asOf: this.platform.now() });
    }
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    this.#observers.forEach(observer => observer());
  }

  #resync(): void {
    this.#dropQueue();
    this.#listeners.forEach(listener => listener.resync());
  }

  #enqueue(event: StreamEvent): void {
    this.#queue.push(event);
    this.#cancelFlush ??= this.platform.nextFrame(() => {
      const batch = this.#queue;
      this.#dropQueue();
      this.#listeners.forEach(listener => listener.events(batch));
    });
  }

  #dropQueue(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    this.#queue = [];
  }
}
