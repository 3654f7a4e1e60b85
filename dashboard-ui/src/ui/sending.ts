import { useState } from 'react';
import { ApiError } from '../api/client';

/** Whether a request is under way, and how the last one failed. */
export function useSending() {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  /** Never rejects. */
  const send = async (request: () => Promise<void>) => {
    setSending(true);
    setError(null);
    try {
      await request();
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError(String(cause), 0));
    }
    setSending(false);
  };

  return { sending, error, send };
}
