import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError, fetchSession, type Session } from '../api/client';
import { SessionState } from './session';

vi.mock(import('../api/client'), async original => ({ ...await original(), fetchSession: vi.fn() }));

const ALICE: Session = { name: 'alice', scope: 'submit', tokens: 'required' };
const NOBODY = new ApiError('the token is unknown, expired or revoked', 401);
const DOWN = new ApiError('The server cannot be reached.', null);

const server = vi.mocked(fetchSession);
let state: SessionState;

beforeEach(() => {
  vi.useFakeTimers();
  server.mockReset();
  state = new SessionState();
});

it('is unknown before the server has said who is logged in', async () => {
  server.mockResolvedValue(ALICE);
  expect(state.current()).toEqual({ session: null, error: null });

  await state.ask();

  expect(state.current()).toEqual({ session: ALICE, error: null });
});

it('is nobody’s where the server knows no token, and asks no further', async () => {
  server.mockRejectedValue(NOBODY);

  await state.ask();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(state.current()).toEqual({ session: null, error: NOBODY });
  expect(server).toHaveBeenCalledOnce();
});

it('ends with the token, and knows whose it was', async () => {
  server.mockResolvedValueOnce(ALICE).mockRejectedValueOnce(NOBODY);
  await state.ask();
  const observer = vi.fn();
  state.observe(observer);

  await state.ask();

  expect(state.current()).toEqual({ session: ALICE, error: NOBODY });
  expect(observer).toHaveBeenCalledOnce();
});

it('outlives a server that is away, and asks until it is back', async () => {
  server.mockResolvedValueOnce(ALICE).mockRejectedValueOnce(DOWN).mockRejectedValueOnce(DOWN).mockResolvedValue(ALICE);
  await state.ask();

  await state.ask();
  expect(state.current()).toEqual({ session: ALICE, error: DOWN });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(state.current()).toEqual({ session: ALICE, error: DOWN });
  await vi.advanceTimersByTimeAsync(5_000);

  expect(state.current()).toEqual({ session: ALICE, error: null });
});

it('asks once for all who doubt at the same time', async () => {
  server.mockResolvedValue(ALICE);

  await Promise.all([state.ask(), state.ask(), state.ask()]);

  expect(server).toHaveBeenCalledOnce();
});
