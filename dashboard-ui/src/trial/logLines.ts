import type { LogLine, TrialLog } from '../api/client';

/** The server keeps as many of a trial, the newest. */
export const LINES_KEPT = 1_000;

/** Gives all lines that are there, and asks only for those that it has not seen. */
export function logReader(
  fetchAfter: (after: number, limit: number) => Promise<TrialLog>,
): () => Promise<readonly LogLine[]> {
  let known: readonly LogLine[] = [];
  return async () => {
    let page: TrialLog;
    do {
      page = await fetchAfter(known.at(-1)?.id ?? 0, LINES_KEPT);
      known = withLines(known, page.lines);
    } while (page.lines.length === LINES_KEPT);
    return known;
  };
}

/** The same object where nothing is new: two requests may have asked for the same lines. */
function withLines(known: readonly LogLine[], lines: readonly LogLine[]): readonly LogLine[] {
  const last = known.at(-1)?.id ?? 0;
  const fresh = lines.filter(({ id }) => id > last);
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-LINES_KEPT);
}

/** From the least to the most that is shown. */
export const LOG_FILTERS = ['errors', 'warnings', 'info', 'all'] as const;
export type LogFilter = (typeof LOG_FILTERS)[number];

const LEVELS: Record<LogFilter, readonly LogLine['level'][]> = {
  errors: ['ERROR'],
  warnings: ['ERROR', 'WARN'],
  info: ['ERROR', 'WARN', 'INFO'],
  all: ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'],
};

export interface LogChoice {
  filter: LogFilter;
  /** Null for those of every attempt. */
  attempt: number | null;
  text: string;
}

export function filterLines(lines: readonly LogLine[], { filter, attempt, text }: LogChoice): readonly LogLine[] {
  const sought = text.trim().toLowerCase();
  return lines.filter(line => LEVELS[filter].includes(line.level)
    && (attempt === null || line.attempt === attempt)
    && line.message.toLowerCase().includes(sought));
}

/** As a file would have them. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map(({ at, attempt, level, message }) => `${at} attempt ${attempt} ${level} ${message}\n`).join('');
}
