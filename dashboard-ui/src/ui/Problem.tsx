import type { ApiError } from '../api/client';

interface Props {
  /** What did not work: "The sweeps could not be loaded". */
  what: string;
  error: ApiError;
  onRetry?(): void;
}

/** A failed request, in the server's own words, where it happened. */
export function Problem({ what, error, onRetry }: Props) {
  return (
    <div className="problem" role="alert">
      <p><strong>{what}.</strong> {error.message}</p>
      {onRetry && error.retryable && <button type="button" onClick={onRetry}>Try again now</button>}
    </div>
  );
}
