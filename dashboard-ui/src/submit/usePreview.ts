import { useEffect, useState } from 'react';
import { ApiError, previewSweep, type SweepPreview } from '../api/client';

export interface Preview {
  /** Of the text, or of the last one that was valid. */
  shown: SweepPreview | null;
  /** Why the text is not valid, or why nobody knows. */
  error: ApiError | null;
  /** Whether what is here is about an older text than the page's. */
  checking: boolean;
  /** Whether the server had no time for the text, which it is asked about again. */
  waiting: boolean;
}

/** A pause in typing this long is waited for. */
const PAUSE_MS = 300;

/** What the server says of the text as it is being typed. */
export function usePreview(text: string): Preview & { again(): void } {
  const [preview, setPreview] = useState<Preview>({ shown: null, error: null, checking: true, waiting: false });
  const [asked, setAsked] = useState(0);
  useEffect(() => check(text, news => setPreview(before => ({ ...before, ...news }))), [text, asked]);
  return { ...preview, again: () => setAsked(asked + 1) };
}

/**
 * @param tell what is otherwise now
 * @returns what ends it, once another text overtakes this one
 */
export function check(text: string, tell: (news: Partial<Preview>) => void): () => void {
  const overtaken = new AbortController();
  const ask = () => previewSweep(text, overtaken.signal).then(
    shown => overtaken.signal.aborted || tell({ shown, error: null, checking: false, waiting: false }),
    (cause: unknown) => overtaken.signal.aborted
      || fail(cause instanceof ApiError ? cause : new ApiError(String(cause), 0)));
  const fail = (error: ApiError) => {
    // The server goes on with previews that were overtaken, so those of one who types may be what it is busy with.
    if (error.status === 429 && error.retryAfterMs !== null) {
      tell({ error: null, waiting: true });
      timer = setTimeout(ask, error.retryAfterMs);
    } else {
      tell({ error, checking: false, waiting: false });
    }
  };

  tell({ checking: true, waiting: false });
  let timer = setTimeout(ask, PAUSE_MS);
  return () => {
    overtaken.abort();
    clearTimeout(timer);
  };
}
