import { useState } from 'react';
import { ApiError } from '../api/client';
import { Problem } from './Problem';

interface Props {
  /** "sweep" */
  what: string;
  /** What would be lost: "3 trials are unfinished and will be cancelled." */
  consequence: string;
  cancel(): Promise<void>;
}

/** Asks once, in place. */
export function CancelButton({ what, consequence, cancel }: Props) {
  const [step, setStep] = useState<'idle' | 'asking' | 'sending'>('idle');
  const [error, setError] = useState<ApiError | null>(null);

  const send = async () => {
    setStep('sending');
    setError(null);
    try {
      await cancel();
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError(String(cause), 0));
    }
    setStep('idle');
  };

  return (
    <div className="cancel">
      {step === 'idle' && <button type="button" onClick={() => setStep('asking')}>Cancel {what}…</button>}
      {step !== 'idle' && (
        <div className="cancel-question" role="group" aria-label={`Cancel this ${what}?`}>
          <span>{consequence}</span>
          <button type="button" className="danger" disabled={step === 'sending'} onClick={() => void send()}>
            {step === 'sending' ? 'Cancelling…' : `Cancel ${what}`}
          </button>
          <button type="button" autoFocus disabled={step === 'sending'} onClick={() => setStep('idle')}>
            Keep running
          </button>
        </div>
      )}
      {error && <Problem what={`The ${what} was not cancelled`} error={error} />}
    </div>
  );
}
