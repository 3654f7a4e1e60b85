import type { ReactNode } from 'react';
import { useRefusal } from './context';
import './session.css';

/** What changes something: for those who may not, it is disabled, and says why. */
export function ForSubmitters({ children }: { children: ReactNode }) {
  const refusal = useRefusal();
  return (
    <fieldset className="for-submitters" disabled={refusal !== null}>
      {children}
      {refusal !== null && <p className="note">{refusal}</p>}
    </fieldset>
  );
}
