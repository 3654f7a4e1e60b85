import type { ReactNode } from 'react';
import type { Live } from '../live/hooks';
import { Problem } from './Problem';

interface Props<S> {
  live: Pick<Live<S>, 'data' | 'error' | 'reload'>;
  /** "the trials" */
  what: string;
  children(data: S): ReactNode;
}

/** Data once there is any; above it, or in its place, why it could not be loaded. */
export function Loaded<S>({ live, what, children }: Props<S>) {
  const { data, error, reload } = live;
  return (
    <>
      {error && (
        <Problem
          what={data === null ? `Could not load ${what}` : `Could not refresh ${what}; what is shown may be old`}
          error={error}
          onRetry={reload}
        />
      )}
      {data !== null && children(data)}
      {data === null && !error && <p className="loading" role="status">Loading {what}…</p>}
    </>
  );
}
