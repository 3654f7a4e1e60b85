import { useEffect, useState } from 'react';
import { ApiError, previewSweep, type SweepPreview } from '../api/client';

export interface Preview {
  /** Of the text, or of the last one that was valid. */
  shown: SweepPreview | null;
  /** Why the text is not valid, or why nobody knows. */
  error: ApiError | null;
  /** Whether what is here is about an older text than the page's. */
  checking: boolean;
}

/** A pause in typing this long is waited for. */
const PAUSE_MS = 300;

/** What the server says of the text as it is being typed. */
export function usePreview(text: string): Preview & { again(): void } {
  const [preview, setPreview] = useState<Preview>({ shown: null, error: null, checking: true });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    const overtaken = new AbortController();
    setPreview(before => ({ ...before, checking: true }));
    const timer = setTimeout(() => previewSweep(text, overtaken.signal).then(
      shown => overtaken.signal.aborted || setPreview({ shown, error: null, checking: false }),
      (cause: unknown) => overtaken.signal.aborted || setPreview(before => ({
        ...before, error: cause instanceof ApiError ? cause : new ApiError(String(cause), 0), checking: false,
      }))), PAUSE_MS);
    return () => {
      overtaken.abort();
      clearTimeout(timer);
    };
  }, [text, asked]);
  return { ...preview, again: () => setAsked(asked + 1) };
}
