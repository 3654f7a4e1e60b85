import { useEffect, useRef, useState } from 'react';
import { ApiError, fetchOverview, type SweepOverview, type SweepView } from '../api/client';

/** However fast its trials end, a sweep is asked about only so often. */
const INTERVAL_MS = 10_000;

interface State {
  overview: SweepOverview | null;
  error: ApiError | null;
}

/** What only the server can say of a sweep, asked for while it is in sight and again when trials have ended. */
export function useOverview(sweep: SweepView, inSight: boolean): State {
  const [state, setState] = useState<State>({ overview: null, error: null });
  const asked = useRef(0);
  const left = useRef(false);
  const { id, state: phase, trials: { succeeded, failed, cancelled, pruned } } = sweep;

  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  useEffect(() => {
    if (!inSight) {
      return;
    }
    const timer = setTimeout(() => {
      asked.current = Date.now();
      fetchOverview(id).then(
        overview => left.current || setState({ overview, error: null }),
        (cause: unknown) => left.current || setState(({ overview }) => (
          { overview, error: cause instanceof ApiError ? cause : new ApiError(String(cause), 0) })));
    }, Math.max(0, asked.current + INTERVAL_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [id, inSight, phase, succeeded, failed, cancelled, pruned]);
  return state;
}
