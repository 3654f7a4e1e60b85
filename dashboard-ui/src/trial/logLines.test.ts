import { describe, expect, it, vi } from 'vitest';
import type { LogLine, TrialLog } from '../api/client';
import { filterLines, LINES_KEPT, type LogChoice, logReader, logText } from './logLines';

function line(id: number, changes: Partial<LogLine> = {}): LogLine {
  return { id, attempt: 1, at: '2026-11-24T18:00:00Z', level: 'INFO', message: `line ${id}`, ...changes };
}

/** A server with these lines; more may be added. */
function server(lines: LogLine[]) {
  return vi.fn(async (after: number, limit: number): Promise<TrialLog> => {
    const page = lines.filter(({ id }) => id > after).slice(0, limit);
    return { lines: page, next: page.at(-1)?.id ?? after };
  });
}

const ids = (lines: readonly LogLine[]) => lines.map(({ id }) => id);

describe('the reader of a log', () => {
  it('goes on after the last line it knows', async () => {
    const lines = [line(3), line(7)];
    const fetchAfter = server(lines);
    const read = logReader(fetchAfter);
    await read();
    lines.push(line(8));

    expect(ids(await read())).toEqual([3, 7, 8]);
    expect(fetchAfter.mock.calls).toEqual([[0, LINES_KEPT], [7, LINES_KEPT]]);
  });

  it('gives the same object while nothing is new', async () => {
    const read = logReader(server([line(1)]));

    expect(await read()).toBe(await read());
  });

  it('keeps the newest, as the server does', async () => {
    const read = logReader(server(Array.from({ length: LINES_KEPT + 2 }, (_, i) => line(i + 1))));

    const lines = await read();

    expect([lines.length, lines[0]!.id, lines.at(-1)!.id]).toEqual([LINES_KEPT, 3, LINES_KEPT + 2]);
  });

  it('has each line once though two requests asked for it', async () => {
    const read = logReader(server([line(1), line(2)]));

    const [, second] = await Promise.all([read(), read()]);

    expect(ids(second)).toEqual([1, 2]);
  });

  it('keeps what it knew through a failure', async () => {
    const fetchAfter = server([line(1)]);
    const read = logReader(fetchAfter);
    await read();
    fetchAfter.mockRejectedValueOnce(new Error('gone'));

    await expect(read()).rejects.toThrow('gone');
    expect(ids(await read())).toEqual([1]);
  });
});

describe('the lines shown', () => {
  const lines = [
    line(1, { level: 'DEBUG' }), line(2), line(3, { level: 'WARN', message: 'Slow disk' }),
    line(4, { level: 'ERROR', attempt: 2, message: 'out of memory' }),
  ];
  const everything: LogChoice = { filter: 'all', attempt: null, text: '' };

  it.each<[Partial<LogChoice>, number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ filter: 'info' }, [2, 3, 4]],
    [{ filter: 'warnings' }, [3, 4]],
    [{ filter: 'errors' }, [4]],
    [{ attempt: 1 }, [1, 2, 3]],
    [{ text: ' slow DISK' }, [3]],
    [{ filter: 'warnings', attempt: 1, text: 'memory' }, []],
  ])('are those chosen by %o', (choice, expected) => {
    expect(ids(filterLines(lines, { ...everything, ...choice }))).toEqual(expected);
  });

  it('are text with all that is known of them', () => {
    expect(logText(lines.slice(3))).toBe('2026-11-24T18:00:00Z attempt 2 ERROR out of memory\n');
  });
});
