import { useState } from 'react';
import { ApiError } from '../api/client';
import { Problem } from './Problem';

interface Props {
  /** "Pause sweep" */
  label: string;
  send(): Promise<void>;
}

/** For orders that can be taken back. */
export function OrderButton({ label, send }: Props) {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const order = async () => {
    setSending(true);
    setError(null);
    try {
      await send();
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError(String(cause), 0));
    }
    setSending(false);
  };

  return (
    <>
      <button type="button" disabled={sending} onClick={() => void order()}>{label}</button>
      {error && <Problem what={`“${label}” was refused`} error={error} />}
    </>
  );
}
