import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type SweepView = Schemas['SweepView'];
export type SweepPage = Schemas['SweepPage'];
export type TrialCounts = Schemas['TrialCounts'];
export type TrialView = Schemas['TrialView'];
export type AttemptView = Schemas['AttemptView'];
export type TrialState = TrialView['state'];
export type TrialResult = NonNullable<TrialView['result']>;
export type Measure = TrialView['measure'];
export type TrialLog = Schemas['TrialLog'];
export type LogLine = Schemas['LogLine'];
export type Reproduction = Schemas['Reproduction'];
export type MetricsEvent = Schemas['MetricsEvent'];
export type ResultsTable = Schemas['ResultsTable'];
export type ResultsRow = Schemas['ResultsRow'];
export type SweepPreview = Schemas['SweepPreview'];
export type SweepOverview = Schemas['SweepOverview'];
export type WorkerView = Schemas['WorkerView'];
type WorkerList = Schemas['WorkerList'];
export type FailedAttempt = Schemas['FailedAttempt'];
export type QueueView = Schemas['QueueView'];
export type QueueSample = Schemas['QueueSample'];
export type Violation = Schemas['Violation'];
type ProblemView = Schemas['ProblemView'];
export type TrialColumns = Schemas['TrialColumns'];
export type PublishedTable = Schemas['PublishedTable'];
export type PublishedRow = Schemas['PublishedRow'];
export type Session = Schemas['Session'];
export type Point = readonly [epoch: number, value: number];

/** A request that did not succeed; the message is the server's own words where it gave any. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number | null,
    /** What the server said beyond that. */
    readonly problem: Partial<ProblemView> = {},
    /** After which the server said that it has time again; null where it did not say. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }

  /** The fields that the server refused, each with its reason. */
  get violations(): readonly Violation[] {
    return this.problem.errors ?? [];
  }

  /** Whether asking again can help: no answer, or the server's fault. */
  get retryable(): boolean {
    return this.status === null || this.status >= 500 || this.status === 429;
  }
}

const TIMEOUT_MS = 20_000;
const SWEEPS_PER_REQUEST = 200;
const SAFE_METHODS = ['GET', 'HEAD'];

const client = createClient<paths>({
  headers: { Accept: 'application/json' },
  // The client resolves paths against this; fetch is looked up late so that it can be replaced.
  baseUrl: globalThis.location?.origin,
  fetch: request => send(request),
});

let unauthorized = () => {};

/** @param react to an answer that a token is needed, whatever was asked for */
export function onUnauthorized(react: () => void): void {
  unauthorized = react;
}

/** The browser adds the token, in a cookie that no script sees; what changes something must prove to be this page's. */
async function send(request: Request): Promise<Response> {
  if (!SAFE_METHODS.includes(request.method)) {
    request.headers.set('X-XSRF-TOKEN', cookie('XSRF-TOKEN'));
  }
  const response = await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  if (response.status === 401) {
    unauthorized();
  }
  return response;
}

/** Empty where there is none, as where the server asks for no tokens. */
function cookie(name: string): string {
  return document.cookie.split('; ').find(each => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

async function answer<T>(request: Promise<Answer<T>>): Promise<T> {
  let result: Answer<T>;
  try {
    result = await request;
  } catch (cause) {
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new ApiError(
      timedOut ? `The server did not answer within ${TIMEOUT_MS / 1000} s.` : 'The server cannot be reached.', null);
  }
  if (!result.response.ok) {
    const problem = (typeof result.error === 'object' ? result.error ?? {} : {}) as Partial<ProblemView>;
    const { response } = result;
    throw new ApiError(problemText(problem, response), response.status, problem, retryAfterMs(response));
  }
  return result.data as T;
}

function problemText(problem: Partial<ProblemView>, response: Response): string {
  return problem.detail ?? problem.title ?? `The server answered ${response.status} ${response.statusText}`.trim();
}

function retryAfterMs(response: Response): number | null {
  const seconds = response.headers.get('Retry-After');
  // A gateway's may be a date, and is as good as none.
  return seconds !== null && /^\d+$/.test(seconds) ? Number(seconds) * 1_000 : null;
}

/** Who is logged in. */
export function fetchSession(): Promise<Session> {
  return answer(client.GET('/api/v1/session'));
}

/** The cookie that it leaves is the whole of the log-in. */
export function logIn(token: string): Promise<void> {
  return answer(client.POST('/api/v1/session', { body: { token } }));
}

export function logOut(): Promise<void> {
  return answer(client.DELETE('/api/v1/session'));
}

/** A page of sweeps, the newest first. */
export function fetchSweeps(before?: number): Promise<SweepPage> {
  return answer(client.GET('/api/v1/sweeps', { params: { query: { before, limit: SWEEPS_PER_REQUEST } } }));
}

export function fetchSweep(id: number): Promise<SweepView> {
  return answer(client.GET('/api/v1/sweeps/{id}', { params: { path: { id } } }));
}

/** Pace, estimated end and the best of each method. */
export function fetchOverview(id: number): Promise<SweepOverview> {
  return answer(client.GET('/api/v1/sweeps/{id}/overview', { params: { path: { id } } }));
}

const YAML = {
  headers: { 'Content-Type': 'application/yaml' },
  // As it was typed, which the document knows by its meaning only.
  bodySerializer: (text: unknown) => text as string,
};

type SweepDefinition = Schemas['SweepDefinition'];

/**
 * What a definition would become; stores nothing.
 *
 * @param signal breaks the request off
 */
export function previewSweep(yaml: string, signal: AbortSignal): Promise<SweepPreview> {
  return answer(client.POST('/api/v1/sweeps/preview', {
    ...YAML, body: yaml as unknown as SweepDefinition, signal,
  }));
}

/** @param key the same for the same submission, so that one that was thought lost is not stored twice */
export function submitSweep(yaml: string, key: string): Promise<SweepView> {
  return answer(client.POST('/api/v1/sweeps', {
    ...YAML,
    params: { header: { 'Idempotency-Key': key } },
    body: yaml as unknown as SweepDefinition,
  }));
}

/** Workers heard of within a day, those alive first. */
export async function fetchWorkers(): Promise<readonly WorkerView[]> {
  const workers: WorkerView[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: WorkerList = await answer(client.GET('/api/v1/workers', { params: { query: { after } } }));
    workers.push(...page.workers);
    after = page.next;
  }
  return workers.sort((a, b) => Number(b.alive) - Number(a.alive));
}

/** Attempts that failed lately, of any sweep, the latest first. */
export async function fetchFailures(limit: number): Promise<readonly FailedAttempt[]> {
  return (await answer(client.GET('/api/v1/attempts/failures', { params: { query: { limit } } }))).recent_failures;
}

export function fetchQueue(): Promise<QueueView> {
  return answer(client.GET('/api/v1/queue'));
}

/** The queue minute by minute, the oldest first. */
export async function fetchQueueHistory(hours: number): Promise<readonly QueueSample[]> {
  return (await answer(client.GET('/api/v1/queue/history', { params: { query: { hours } } }))).samples;
}

/** All trials of a sweep in the order of their numbers, one array a column. */
export function fetchTrialColumns(sweepId: number): Promise<TrialColumns> {
  return answer(client.GET('/api/v1/sweeps/{id}/trials/columns', { params: { path: { id: sweepId } } }));
}

export function fetchResults(sweepId: number): Promise<ResultsTable> {
  // The document offers text as well; the client accepts JSON only.
  const table = client.GET('/api/v1/sweeps/{id}/table', { params: { path: { id: sweepId } } });
  return answer(table) as Promise<ResultsTable>;
}

/** Table 3 or 4 of the paper beside a sweep's numbers; without rows where the sweep has none of its cells. */
export function fetchPublished(sweepId: number, table: 3 | 4): Promise<PublishedTable> {
  const published = client.GET('/api/v1/sweeps/{id}/published/{table}', { params: { path: { id: sweepId, table } } });
  return answer(published) as Promise<PublishedTable>;
}

export function fetchTrial(id: number): Promise<TrialView> {
  return answer(client.GET('/api/v1/trials/{id}', { params: { path: { id } } }));
}

/** Every metric of one trial: points by metric name. */
export async function fetchTrialMetrics(id: number): Promise<Map<string, readonly Point[]>> {
  const { metrics } = await answer(client.GET('/api/v1/trials/{id}/metrics', { params: { path: { id } } }));
  return new Map(
    Object.entries(metrics).map(([name, points]) => [name, points.map(({ epoch, value }): Point => [epoch, value])]));
}

/** What a path answers, as it is. */
export async function fetchFile(path: string): Promise<Blob> {
  const request = send(new Request(path));
  return answer(request.then(async response => (response.ok
    ? { data: await response.blob(), response }
    : { error: await response.json().catch(() => null), response })));
}

/** @param after the id of the last line that is known, or 0 */
export function fetchTrialLog(id: number, after: number, limit: number): Promise<TrialLog> {
  return answer(client.GET('/api/v1/trials/{id}/log', { params: { path: { id }, query: { after, limit } } }));
}

/** The trial's whole configuration and how to get its result once more. */
export function fetchReproduction(id: number): Promise<Reproduction> {
  return answer(client.GET('/api/v1/trials/{id}/reproduce', { params: { path: { id } } }));
}

/** What may be asked of a sweep or a trial. */
export type Order = 'cancel' | 'pause' | 'resume' | 'retry';

export function orderSweep(id: number, order: Order): Promise<SweepView> {
  return answer(client.POST(`/api/v1/sweeps/{id}/${order}`, { params: { path: { id } } }));
}

export function orderTrial(id: number, order: Order): Promise<TrialView> {
  return answer(client.POST(`/api/v1/trials/{id}/${order}`, { params: { path: { id } } }));
}
