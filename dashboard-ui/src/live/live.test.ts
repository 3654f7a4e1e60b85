import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/client';
import { sweep } from '../fixtures';
import { LiveSnapshot, type Source } from './snapshot';
import { EventStream, type StreamPlatform } from './stream';

/** The browser's EventSource with the server's side in the hands of the test. */
class Wire extends EventTarget {
  readyState = 0;

  say(type: string, data: unknown = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) }));
  }

  accept(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }

  close(): void {
    this.readyState = 2;
  }
}

const CONNECTING = 0;
const CLOSED = 2;
const LIVE = { state: 'live', asOf: null };
const NOW = new Date('2026-11-24T12:03:05Z');

let wires: Wire[];
let frame: (() => void) | null;
let stream: EventStream;

const platform: StreamPlatform = {
  connect() {
    wires.push(new Wire());
    return wires.at(-1) as unknown as EventSource;
  },
  refused: vi.fn(),
  nextFrame(task) {
    frame = task;
    return () => {
      frame = null;
    };
  },
  now: () => new Date(),
};

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.stubGlobal('EventSource', { CLOSED });
  vi.mocked(platform.refused).mockClear();
  wires = [];
  frame = null;
  stream = new EventStream('/api/v1/events', platform);
  stream.open();
});

const wire = () => wires.at(-1)!;
const nextFrame = () => frame?.();
const greet = async () => {
  wire().say('hello');
  await vi.advanceTimersByTimeAsync(0);
};
const goLive = async () => {
  wire().accept();
  await greet();
};

describe('the stream', () => {
  it('hands events on once a frame, in order', () => {
    const events = vi.fn();
    stream.listen({ resync: vi.fn(async () => {}), events });
    wire().accept();

    wire().say('sweep', sweep({ id: 1 }));
    wire().say('sweep', sweep({ id: 2 }));
    expect(events).not.toHaveBeenCalled();
    nextFrame();

    expect(events).toHaveBeenCalledExactlyOnceWith([
      { type: 'sweep', data: sweep({ id: 1 }) },
      { type: 'sweep', data: sweep({ id: 2 }) },
    ]);
  });

  it.each(['hello', 'reset'])('asks for a snapshot on %s, which makes the events before it needless', greeting => {
    const listener = { resync: vi.fn(async () => {}), events: vi.fn() };
    stream.listen(listener);
    wire().accept();

    wire().say('sweep', sweep());
    wire().say(greeting);
    nextFrame();

    expect(listener.resync).toHaveBeenCalledOnce();
    expect(listener.events).not.toHaveBeenCalled();
  });

  it('is live once it was greeted', async () => {
    wire().accept();
    expect(stream.connection()).toEqual({ state: 'connecting', asOf: null });

    await greet();

    expect(stream.connection()).toEqual(LIVE);
  });

  it('says since when it is stale, and that it is live again as soon as it has missed nothing', async () => {
    await goLive();

    wire().fail(CONNECTING);
    expect(stream.connection()).toEqual({ state: 'reconnecting', asOf: NOW });

    vi.advanceTimersByTime(3_000);
    wire().accept();
    expect(stream.connection()).toEqual({ state: 'catching-up', asOf: NOW });

    wire().say('heartbeat');
    expect(stream.connection()).toEqual(LIVE);
  });

  it('is not live again before what the greeting asks for is loaded', async () => {
    const load = deferred<void>();
    await goLive();
    stream.listen({ resync: () => load.promise, events: vi.fn() });
    wire().fail(CONNECTING);
    vi.advanceTimersByTime(3_000);

    wire().accept();
    wire().say('reset');
    wire().say('heartbeat');
    expect(stream.connection()).toEqual({ state: 'catching-up', asOf: NOW });

    load.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(stream.connection()).toEqual(LIVE);
  });

  it('is not live when a load ends that the connection did not survive', async () => {
    const load = deferred<void>();
    await goLive();
    stream.listen({ resync: () => load.promise, events: vi.fn() });
    wire().say('reset');
    wire().fail(CONNECTING);

    load.resolve();
    await vi.advanceTimersByTimeAsync(0);

    expect(stream.connection()).toEqual({ state: 'reconnecting', asOf: NOW });
  });

  it('stays live as long as the server says something', async () => {
    await goLive();
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(10_000);
      wire().say('heartbeat');
    }

    expect(wires).toHaveLength(1);
    expect(stream.connection()).toEqual(LIVE);
  });

  it('gives a connection up on which the server has fallen silent, and makes another', async () => {
    await goLive();

    vi.advanceTimersByTime(25_000);
    expect(stream.connection()).toEqual({ state: 'reconnecting', asOf: NOW });
    expect(wires[0]!.readyState).toBe(CLOSED);

    vi.advanceTimersByTime(1_000);
    expect(wires).toHaveLength(2);
    await goLive();
    expect(stream.connection()).toEqual(LIVE);
  });

  it('leaves reconnecting to the browser until that gives up, then backs off', () => {
    wire().accept();
    for (let i = 0; i < 20; i++) {
      wire().fail(CONNECTING);
      vi.advanceTimersByTime(3_000);
    }
    expect(wires).toHaveLength(1);
    wire().accept();

    wire().fail(CLOSED);
    vi.advanceTimersByTime(1_000);
    expect(wires).toHaveLength(2);

    wire().fail(CLOSED);
    vi.advanceTimersByTime(1_999);
    expect(wires).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(wires).toHaveLength(3);
  });

  it('asks who is logged in once the browser gives up, as it does where the token has ended', () => {
    wire().accept();
    wire().fail(CONNECTING);
    expect(platform.refused).not.toHaveBeenCalled();

    wire().fail(CLOSED);

    expect(platform.refused).toHaveBeenCalledOnce();
  });

  it('asks for a snapshot if it cannot be reached at all', () => {
    const resync = vi.fn(async () => {});
    stream.listen({ resync, events: vi.fn() });

    wire().fail(CLOSED);
    vi.advanceTimersByTime(1_000);
    wire().fail(CLOSED);

    expect(resync).toHaveBeenCalledOnce();
    expect(stream.connection()).toEqual({ state: 'connecting', asOf: null });
  });

  it('does not come back after it was closed', () => {
    wire().accept();
    wire().fail(CLOSED);
    stream.close();

    vi.advanceTimersByTime(60_000);

    expect(wires).toHaveLength(1);
  });
});

describe('a live snapshot', () => {
  let answers: Deferred<string[]>[];
  let live: LiveSnapshot<string[]>;

  /** Names of sweeps; a name that begins with an asterisk makes it old. */
  const source: Source<string[]> = {
    load() {
      answers.push(deferred());
      return answers.at(-1)!.promise;
    },
    apply: (names, events) => [...names, ...events.filter(e => e.type === 'sweep').map(e => e.data.name)],
    outdates: (_, event) => event.type === 'sweep' && event.data.name.startsWith('*'),
  };

  beforeEach(() => {
    answers = [];
    live = new LiveSnapshot(stream, source);
    live.start();
  });

  const answer = async (names: string[]) => {
    answers.at(-1)!.resolve(names);
    await vi.advanceTimersByTimeAsync(0);
  };
  const refuse = async (error: ApiError) => {
    answers.at(-1)!.reject(error);
    await vi.advanceTimersByTimeAsync(0);
  };
  const happen = (name: string) => {
    wire().say('sweep', sweep({ name }));
    nextFrame();
  };

  it('is loaded after the greeting, so that nothing falls between', async () => {
    expect(answers).toHaveLength(0);
    wire().accept();
    wire().say('hello');
    expect(answers).toHaveLength(1);

    happen('during');
    await answer(['before']);
    happen('after');

    expect(live.current()).toEqual({ data: ['before', 'during', 'after'], error: null, loading: false });
  });

  it('goes on where it was begun before the page that shows it', async () => {
    await goLive();
    expect(answers).toHaveLength(1);

    const stop = live.start();
    expect(answers).toHaveLength(1);

    stop();
    live.start();
    expect(answers).toHaveLength(2);
  });

  it('is loaded at once where the stream was greeted before it began', async () => {
    await goLive();
    answers = [];

    new LiveSnapshot(stream, source).start();

    expect(answers).toHaveLength(1);
  });

  it('does not wait for ever for a greeting', () => {
    vi.advanceTimersByTime(3_000);

    expect(answers).toHaveLength(1);
  });

  it('shows what it had while it loads again after a reset', async () => {
    wire().accept();
    wire().say('hello');
    await answer(['old']);

    wire().say('reset');
    happen('during');
    expect(live.current()).toEqual({ data: ['old', 'during'], error: null, loading: true });
    await answer(['new']);

    expect(live.current().data).toEqual(['new', 'during']);
  });

  it('takes the latest of two loads, in whichever order they are answered', async () => {
    wire().accept();
    wire().say('hello');
    wire().say('reset');

    await answer(['second']);
    answers[0]!.resolve(['first']);
    await vi.advanceTimersByTimeAsync(0);

    expect(live.current().data).toEqual(['second']);
  });

  it('keeps what it had when the server fails, says so, and tries again later and later', async () => {
    wire().accept();
    wire().say('hello');
    await answer(['old']);
    wire().say('reset');
    const error = new ApiError('The database does not answer.', 503);

    await refuse(error);
    expect(live.current()).toEqual({ data: ['old'], error, loading: false });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(answers).toHaveLength(3);
    await refuse(error);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(answers).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    await answer(['new']);

    expect(live.current()).toEqual({ data: ['new'], error: null, loading: false });
  });

  it('does not ask again for what does not exist', async () => {
    wire().accept();
    wire().say('hello');

    await refuse(new ApiError('There is no sweep 99.', 404));
    await vi.advanceTimersByTimeAsync(600_000);

    expect(answers).toHaveLength(1);
  });

  it('asks the server once for many events that only it can explain', async () => {
    wire().accept();
    wire().say('hello');
    await answer([]);

    happen('*one');
    await vi.advanceTimersByTimeAsync(600);
    happen('*two');
    await vi.advanceTimersByTimeAsync(400);

    expect(answers).toHaveLength(2);
  });

  it('asks again if such an event comes during the load', async () => {
    wire().accept();
    wire().say('hello');
    happen('*during');
    await answer([]);

    await vi.advanceTimersByTimeAsync(1_000);

    expect(answers).toHaveLength(2);
  });
});

interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

function deferred<T>(): Deferred<T> {
  let resolve!: Deferred<T>['resolve'];
  let reject!: Deferred<T>['reject'];
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
