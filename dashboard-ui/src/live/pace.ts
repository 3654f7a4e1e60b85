import { useEffect, useRef, useState } from 'react';

/** The latest of a value that changes often, at most every so many milliseconds; the first change comes at once. */
export function usePaced<T>(value: T, intervalMs: number): T {
  const [paced, setPaced] = useState(value);
  const next = useRef(0);
  useEffect(() => {
    const hand = () => {
      next.current = performance.now() + intervalMs;
      setPaced(() => value);
    };
    const wait = next.current - performance.now();
    if (wait <= 0) {
      hand();
      return;
    }
    const timer = setTimeout(hand, wait);
    return () => clearTimeout(timer);
  }, [value, intervalMs]);
  return paced;
}
