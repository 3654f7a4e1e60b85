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
 */
export function usePolled<S>(load: () => Promise<S>, intervalMs: number): Polled<S> {
  const [state, setState] = useState<Omit<Polled<S>, 'reload'>>({ data: null, error: null, loading: true, asOf: null });
  const ask = useRef(() => {});

  useEffect(() => {
    let left = false;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = 0;
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
          timer = setTimeout(poll, intervalMs);
        }
      } catch (cause) {
        if (!overtaken()) {
          const error = cause instanceof ApiError ? cause : new ApiError(String(cause), 0);
          setState(before => ({ ...before, error, loading: false }));
          timer = setTimeout(poll, Math.max(intervalMs, backOffMs(++failures)));
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
