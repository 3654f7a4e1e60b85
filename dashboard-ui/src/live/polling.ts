import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client';
import type { Live } from './hooks';
import { backOffMs } from './stream';

export interface Polled<S> extends Pick<Live<S>, 'data' | 'error' | 'loading' | 'reload'> {
  /** When the data were true; null before there are any. */
  asOf: Date | null;
}

/**
 * What no stream announces, asked for again and again while the page is in sight.
 *
 * @param load must be the same function until it asks for something else
 * @param intervalMs null for what needs to succeed only once
 */
export function usePolled<S>(load: () => Promise<S>, intervalMs: number | null): Polled<S> {
  const [state, setState] = useState<Omit<Polled<S>, 'reload'>>({ data: null, error: null, loading: true, asOf: null });
  const ask = useRef(() => {});

  useEffect(() => {
    let left = false;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = 0;
    const askAfter = (delayMs: number | null) => {
      if (delayMs !== null && !document.hidden) {
        timer = setTimeout(poll, delayMs);
      }
    };
    const poll = async () => {
      clearTimeout(timer);
      const request = ++asking;
      const overtaken = () => left || request !== asking;
      setState(before => ({ ...before, loading: true }));
      try {
        const data = await load();
        if (!overtaken()) {
          failures = 0;
          setState({ data, error: null, loading: false, asOf: new Date() });
          askAfter(intervalMs);
        }
      } catch (cause) {
        if (!overtaken()) {
          const error = cause instanceof ApiError ? cause : new ApiError(String(cause), 0);
          setState(before => ({ ...before, error, loading: false }));
          askAfter(error.retryable ? Math.max(intervalMs ?? 0, backOffMs(++failures)) : null);
        }
      }
    };
    const follow = () => {
      if (document.hidden) {
        clearTimeout(timer);
      } else {
        void poll();
      }
    };
    ask.current = () => void poll();
    void poll();
    document.addEventListener('visibilitychange', follow);
    return () => {
      left = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', follow);
    };
  }, [load, intervalMs]);

  return { ...state, reload: useCallback(() => ask.current(), []) };
}
