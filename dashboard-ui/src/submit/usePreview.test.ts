import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError, previewSweep, type SweepPreview } from '../api/client';
import { check, type Preview } from './usePreview';

vi.mock(import('../api/client'), async original => ({ ...await original(), previewSweep: vi.fn() }));

const SHOWN = { trials: 100_000 } as SweepPreview;
const NO_PLACE = new ApiError('2 sweeps of 10000 trials or more are being previewed here', 429, {}, 5_000);
const INVALID = new ApiError('the sweep has no seeds', 422);

const server = vi.mocked(previewSweep);
let preview: Preview;
const checking = (text: string) => check(text, news => {
  preview = { ...preview, ...news };
});

beforeEach(() => {
  vi.useFakeTimers();
  server.mockReset();
  preview = { shown: null, error: null, checking: false, waiting: false };
});

it('asks once typing pauses', async () => {
  server.mockResolvedValue(SHOWN);

  checking('name: x');
  await vi.advanceTimersByTimeAsync(299);
  expect(preview).toMatchObject({ checking: true });
  expect(server).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);

  expect(preview).toEqual({ shown: SHOWN, error: null, checking: false, waiting: false });
});

it('says why a text is no sweep, beside the last that was one', async () => {
  preview = { ...preview, shown: SHOWN };
  server.mockRejectedValue(INVALID);

  checking('name: x');
  await vi.advanceTimersByTimeAsync(60_000);

  expect(preview).toEqual({ shown: SHOWN, error: INVALID, checking: false, waiting: false });
  expect(server).toHaveBeenCalledOnce();
});

it('waits while the server has no place, and asks again when that said to', async () => {
  preview = { ...preview, error: INVALID };
  server.mockRejectedValueOnce(NO_PLACE).mockRejectedValueOnce(NO_PLACE).mockResolvedValue(SHOWN);

  checking('name: x');
  await vi.advanceTimersByTimeAsync(300);
  expect(preview).toEqual({ shown: null, error: null, checking: true, waiting: true });
  await vi.advanceTimersByTimeAsync(4_999);
  expect(server).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(server).toHaveBeenCalledTimes(2);
  expect(preview).toMatchObject({ checking: true, waiting: true });
  await vi.advanceTimersByTimeAsync(5_000);

  expect(preview).toEqual({ shown: SHOWN, error: null, checking: false, waiting: false });
});

it('waits no longer for a text that was overtaken', async () => {
  server.mockRejectedValue(NO_PLACE);
  const overtake = checking('name: x');
  await vi.advanceTimersByTimeAsync(300);

  overtake();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(server).toHaveBeenCalledOnce();
  checking('name: y');
  expect(preview).toMatchObject({ checking: true, waiting: false });
});

it('tells nothing of a text that is overtaken before the answer', async () => {
  server.mockImplementation((_, signal) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(NO_PLACE));
  }));
  const overtake = checking('name: x');
  await vi.advanceTimersByTimeAsync(300);

  overtake();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(preview).toMatchObject({ checking: true, waiting: false });
  expect(server).toHaveBeenCalledOnce();
});
