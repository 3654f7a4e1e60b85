import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => vi.stubGlobal('location', { origin: 'https://sweeps.example.org' }));

import { fetchFile, fetchSweep, logIn, onUnauthorized, orderSweep, previewSweep } from './client';

const asked = vi.fn<(request: Request, init?: RequestInit) => Promise<Response>>();
const problem = (status: number, detail: string) =>
  async () => Response.json({ detail }, { status, headers: { 'Content-Type': 'application/problem+json' } });

beforeEach(() => {
  asked.mockReset().mockImplementation(async () => Response.json({ id: 7 }));
  vi.stubGlobal('fetch', asked);
  vi.stubGlobal('document', { cookie: 'theme=dark; XSRF-TOKEN=a1b2=; other=XSRF-TOKEN' });
});

const header = () => asked.mock.lastCall![0].headers.get('X-XSRF-TOKEN');

describe('the client', () => {
  it('proves with all that changes something that the page is the server’s own', async () => {
    await orderSweep(7, 'pause');
    expect(header()).toBe('a1b2=');
  });

  it('proves nothing where nothing is changed', async () => {
    await fetchSweep(7);
    expect(header()).toBeNull();
  });

  it('can do without the cookie, which is not there where tokens are off', async () => {
    vi.stubGlobal('document', { cookie: '' });
    await expect(orderSweep(7, 'pause')).resolves.toEqual({ id: 7 });
  });

  it('breaks off a preview that a newer one has overtaken', async () => {
    const overtaken = new AbortController();
    asked.mockImplementation((_, init) => new Promise((_, reject) => {
      init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason));
      overtaken.abort();
    }));

    await expect(previewSweep('name: x', overtaken.signal)).rejects.toMatchObject({ status: null });
  });

  it('takes an answer without a body for what it is', async () => {
    asked.mockImplementation(async () => new Response(null, { status: 204 }));
    await expect(logIn('flatsweep_right')).resolves.toBeUndefined();
    await expect(asked.mock.lastCall![0].json()).resolves.toEqual({ token: 'flatsweep_right' });
  });

  it.each([
    ['a request', () => fetchSweep(7)],
    ['an order', () => orderSweep(7, 'pause')],
    ['a file', () => fetchFile('https://sweeps.example.org/api/v1/sweeps/7/figures/learning-curves')],
  ])('tells that %s was refused for want of a token, and fails with the server’s words', async (_, request) => {
    const unauthorized = vi.fn();
    onUnauthorized(unauthorized);
    asked.mockImplementation(problem(401, 'the token is unknown, expired or revoked'));

    await expect(request()).rejects.toMatchObject({ status: 401, message: 'the token is unknown, expired or revoked' });

    expect(unauthorized).toHaveBeenCalledOnce();
  });

  it('does not take a scope that is missing for a token that is', async () => {
    const unauthorized = vi.fn();
    onUnauthorized(unauthorized);
    asked.mockImplementation(problem(403, "this needs the scope 'submit', which token 'guest' lacks"));

    await expect(orderSweep(7, 'pause')).rejects.toMatchObject({ status: 403 });

    expect(unauthorized).not.toHaveBeenCalled();
  });

  it.each([
    ['so many seconds', '5', 5_000],
    ['a date', 'Wed, 25 Nov 2026 12:00:00 GMT', null],
    ['nothing', null, null],
  ])('knows when to ask again where the server says %s', async (_, retryAfter, retryAfterMs) => {
    const headers = retryAfter === null ? undefined : { 'Retry-After': retryAfter };
    asked.mockImplementation(async () => Response.json({ detail: 'too many' }, { status: 429, headers }));

    await expect(fetchSweep(7)).rejects.toMatchObject({ status: 429, message: 'too many', retryAfterMs });
  });
});
