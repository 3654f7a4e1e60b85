import { useState } from 'react';
import { Problem } from './Problem';
import { useSending } from './sending';

interface Props {
  /** "sweep" */
  what: string;
  /** What would be lost: "3 trials are unfinished and will be cancelled." */
  consequence: string;
  cancel(): Promise<void>;
}

/** Asks once, in place. */
export function CancelButton({ what, consequence, cancel }: Props) {
  const [asking, setAsking] = useState(false);
  const { sending, error, send } = useSending();

  const confirm = async () => {
    await send(cancel);
    setAsking(false);
  };

  return (
    <div className="cancel">
      {!asking && <button type="button" onClick={() => setAsking(true)}>Cancel {what}…</button>}
      {asking && (
        <div className="cancel-question" role="group" aria-label={`Cancel this ${what}?`}>
          <span>{consequence}</span>
          <button type="button" className="danger" disabled={sending} onClick={() => void confirm()}>
            {sending ? 'Cancelling…' : `Cancel ${what}`}
          </button>
          <button type="button" autoFocus disabled={sending} onClick={() => setAsking(false)}>
            Keep running
          </button>
        </div>
      )}
      {error && <Problem what={`The ${what} was not cancelled`} error={error} />}
    </div>
  );
}
