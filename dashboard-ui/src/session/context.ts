import { createContext, useContext } from 'react';
import type { Session } from '../api/client';

export const SessionContext = createContext<Session | null>(null);

/** Who is logged in. */
export function useSession(): Session {
  return useContext(SessionContext)!;
}

/** Why whoever is logged in may change nothing; null where they may. */
export function useRefusal(): string | null {
  const { name, scope } = useSession();
  return scope === 'read' ? `The token “${name}” may only look: submitting and orders need the scope submit.` : null;
}
