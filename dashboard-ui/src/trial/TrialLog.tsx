import { useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { fetchTrialLog, type LogLine, type TrialView } from '../api/client';
import { usePolled } from '../live/polling';
import { CopyButton } from '../ui/CopyButton';
import { clockTime, count, exactTime } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { useParameters } from '../ui/parameters';
import { filterLines, LINES_KEPT, LOG_FILTERS, type LogFilter, logReader, logText } from './logLines';

/** The worker delivers once a second. */
const RUNNING_INTERVAL_MS = 2_000;
/** What a trial logs of its end is delivered after the end, and a waiting one may begin. */
const RESTING_INTERVAL_MS = 10_000;

const FILTER_LABELS: Record<LogFilter, string> = {
  errors: 'errors', warnings: 'warnings and errors', info: 'all but debugging', all: 'all',
};

/** What the training logs, while it does. */
export function TrialLog({ trial }: { trial: Pick<TrialView, 'id' | 'state' | 'attempt'> }) {
  const { id, state, attempt: attempts } = trial;
  const read = useMemo(() => logReader((after, limit) => fetchTrialLog(id, after, limit)), [id]);
  const log = usePolled(read, state === 'RUNNING' ? RUNNING_INTERVAL_MS : RESTING_INTERVAL_MS);
  const [parameters, setParameters] = useParameters();
  const filter = LOG_FILTERS.find(each => each === parameters.get('level')) ?? 'all';
  const attempt = Number(parameters.get('attempt')) || null;
  const text = useDeferredValue(parameters.get('log') ?? '');
  const lines = log.data;
  const shown = useMemo(
    () => (lines === null ? [] : filterLines(lines, { filter, attempt, text })), [lines, filter, attempt, text]);

  return (
    <section aria-labelledby="log">
      <div className="section-header">
        <h2 id="log">Log</h2>
        {shown.length > 0 && <CopyButton what="these lines" text={() => logText(shown)} />}
      </div>
      <Loaded live={log} what="the log">
        {all => (all.length === 0 ? <p className="note">{nothing(state)}</p> : (
          <>
            <div className="filters" role="search" aria-label="Log lines">
              <label>
                Lines{' '}
                <select
                  value={filter}
                  onChange={event => setParameters({ level: event.target.value === 'all' ? null : event.target.value })}
                >
                  {LOG_FILTERS.toReversed().map(each => <option key={each} value={each}>{FILTER_LABELS[each]}</option>)}
                </select>
              </label>
              {(attempts > 1 || attempt !== null) && (
                <label>
                  Attempt{' '}
                  <select
                    value={attempt ?? ''}
                    onChange={event => setParameters({ attempt: event.target.value || null })}
                  >
                    <option value="">all</option>
                    {attemptsOf(all, attempt).map(each => <option key={each} value={each}>{each}</option>)}
                  </select>
                </label>
              )}
              <input
                type="search"
                aria-label="Search the log"
                placeholder="Text"
                value={parameters.get('log') ?? ''}
                onChange={event => setParameters({ log: event.target.value || null })}
              />
              <span className="note" role="status">{count(shown.length)} of {count(all.length)} lines</span>
            </div>
            {shown.length === 0 ? <p className="note">No line is like that.</p> : <Lines lines={shown} />}
            {all.length === LINES_KEPT && (
              <p className="note">Of the lines of a trial the newest {count(LINES_KEPT)} are kept.</p>
            )}
          </>
        ))}
      </Loaded>
    </section>
  );
}

function nothing(state: TrialView['state']): string {
  return state === 'PENDING' ? 'Nothing was logged yet: no worker trains this trial now.'
    : state === 'RUNNING' ? 'Nothing was logged yet.'
      : 'There are no log lines: a result that was reused has none, and old ones are removed.';
}

/** Those that have lines, and the chosen one. */
function attemptsOf(lines: readonly LogLine[], chosen: number | null): number[] {
  return [...new Set([...lines.map(({ attempt }) => attempt), ...(chosen === null ? [] : [chosen])])]
    .sort((a, b) => a - b);
}

/** Stays with the newest line, unless the reader has scrolled to another. */
function Lines({ lines }: { lines: readonly LogLine[] }) {
  const list = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const toNewest = useCallback(() => {
    list.current!.scrollTop = list.current!.scrollHeight;
  }, []);
  useLayoutEffect(() => {
    if (following) {
      toNewest();
    }
  }, [lines, following, toNewest]);

  return (
    <div className="log">
      <div
        className="log-lines"
        ref={list}
        tabIndex={0}
        role="log"
        // A training logs faster than anybody wants to hear.
        aria-live="off"
        aria-label="Log lines"
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
          setFollowing(scrollTop + clientHeight >= scrollHeight - 8)}
      >
        <ol>
          {lines.map((line, i) => <Line key={line.id} line={line} begins={line.attempt !== lines[i - 1]?.attempt} />)}
        </ol>
      </div>
      {!following && <button type="button" onClick={toNewest}>To the newest line</button>}
    </div>
  );
}

/** @param begins whether it is the first of its attempt */
function Line({ line: { at, attempt, level, message }, begins }: { line: LogLine; begins: boolean }) {
  const time = new Date(at);
  return (
    <li className={`log-line log-${level.toLowerCase()}`}>
      {begins && <span className="log-attempt">Attempt {attempt}</span>}
      <time dateTime={at} title={exactTime(time)}>{clockTime(time)}</time>
      <span className="log-level">{level}</span>
      <span className="log-message">{message}</span>
    </li>
  );
}
