import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** What to write into the address; null takes a parameter out. */
export type ParameterChanges = Readonly<Record<string, string | null>>;

/** The choices that the address holds, and how to change some of them at once without a step in the history. */
export function useParameters(): [URLSearchParams, (changes: ParameterChanges) => void] {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (changes: ParameterChanges) => setParameters(before => withChanges(before, changes), { replace: true }),
    [setParameters]);
  return [parameters, change];
}

export function withChanges(parameters: URLSearchParams, changes: ParameterChanges): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  return next;
}
