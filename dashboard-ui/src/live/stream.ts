import type { MetricsEvent, SweepView, TrialView } from '../api/client';
import { session } from '../session/session';

export type StreamEvent =
  | { type: 'sweep'; data: SweepView }
  | { type: 'trial'; data: TrialView }
  | { type: 'metrics'; data: MetricsEvent };

export interface StreamListener {
  /** What was known may be out of date: load it again. The promise ends with the load, however that went. */
  resync(): Promise<void>;
  /** What happened since the last call, oldest first. */
  events(batch: readonly StreamEvent[]): void;
}

export interface Connection {
  /** Who is connected again has still to learn what happened meanwhile. */
  state: 'connecting' | 'live' | 'reconnecting' | 'catching-up';
  /** When what is shown was true, where that is not now. */
  asOf: Date | null;
}

/** What a stream needs from the browser; tests put their own in its place. */
export interface StreamPlatform {
  connect(url: string): EventSource;
  /** Follows where a server refused a connection, of which the browser keeps the reason to itself. */
  refused(): void;
  /** Runs the task with the next frame, or soon where no frames are drawn; gives its cancellation. */
  nextFrame(task: () => void): () => void;
  now(): Date;
}

const HIDDEN_TAB_DELAY_MS = 1_000;
/** The server says something every 10 s; a connection that is silent for longer than this is dead. */
const SILENCE_MS = 25_000;

const browser: StreamPlatform = {
  connect: url => new EventSource(url),
  refused: () => void session.ask(),
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
 * The browser reconnects by itself after most failures, with Last-Event-ID, and the server begins with what was missed
 * or, where that was nothing, with `heartbeat`. Where the browser gives up, or has not noticed that the connection is
 * dead, a new one is made, which the server greets with `hello`. `hello` and `reset` both mean: load the snapshot
 * (again).
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
  #greeted = false;
  #catchUps = 0;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #activeAt = 0;

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
    const follow = (type: string, react: (event: MessageEvent<string>) => void) =>
      source.addEventListener(type, (event: MessageEvent<string>) => {
        this.#activeAt = this.platform.now().getTime();
        react(event);
      });
    follow('open', () => this.#opened());
    follow('error', () => this.#lost(source, this.platform.now()));
    follow('hello', () => void this.#catchUp());
    follow('reset', () => void this.#catchUp());
    follow('heartbeat', () => this.#goOn());
    for (const type of ['sweep', 'trial', 'metrics'] as const) {
      follow(type, event => {
        this.#goOn();
        this.#enqueue({ type, data: JSON.parse(event.data) } as StreamEvent);
      });
    }
    this.#activeAt = this.platform.now().getTime();
    this.#watch(source);
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#disconnect();
    this.#dropQueue();
    this.#becomeStale(this.platform.now());
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

  /** Whether the server has been heard of since the connection was made: events from now on are not missed. */
  isOpen(): boolean {
    return this.#greeted;
  }

  #opened(): void {
    this.#failures = 0;
    if (this.#connection.state === 'reconnecting') {
      this.#become({ ...this.#connection, state: 'catching-up' });
    }
  }

  /** What comes without a greeting follows on what came before. */
  #goOn(): void {
    if (!this.#greeted) {
      this.#greeted = true;
      this.#become({ state: 'live', asOf: null });
    }
  }

  async #catchUp(): Promise<void> {
    const catchUp = ++this.#catchUps;
    this.#greeted = true;
    if (this.#connection.state === 'live') {
      this.#become({ state: 'catching-up', asOf: this.platform.now() });
    }
    await this.#resync();
    if (catchUp === this.#catchUps) {
      this.#become({ state: 'live', asOf: null });
    }
  }

  #lost(source: EventSource, asOf: Date): void {
    this.#failures++;
    this.#becomeStale(asOf);
    if (this.#failures === 1 && this.#connection.state === 'connecting') {
      // The REST API knows why, or works without the stream.
      void this.#resync();
    }
    if (source.readyState === EventSource.CLOSED) {
      this.platform.refused();
      this.#disconnect();
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.open();
      }, backOffMs(this.#failures));
    }
  }

  /** A network that is gone without a word, as after sleep, ends no connection by itself. */
  #watch(source: EventSource): void {
    const silentMs = this.platform.now().getTime() - this.#activeAt;
    this.#watchdog = setTimeout(() => {
      if (this.platform.now().getTime() - this.#activeAt < SILENCE_MS) {
        this.#watch(source);
        return;
      }
      source.close();
      this.#lost(source, new Date(this.#activeAt));
    }, SILENCE_MS - silentMs);
  }

  #disconnect(): void {
    clearTimeout(this.#watchdog);
    this.#source?.close();
    this.#source = null;
  }

  #becomeStale(asOf: Date): void {
    this.#greeted = false;
    // Whatever is being loaded, what comes after it will be missed.
    this.#catchUps++;
    if (this.#connection.state === 'live') {
      this.#become({ state: 'reconnecting', asOf });
    } else if (this.#connection.state === 'catching-up') {
      this.#become({ ...this.#connection, state: 'reconnecting' });
    }
  }

  #become(connection: Connection): void {
    this.#connection = connection;
    this.#observers.forEach(observer => observer());
  }

  async #resync(): Promise<void> {
    this.#dropQueue();
    await Promise.all([...this.#listeners].map(listener => listener.resync()));
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
