import { type ReactNode, useSyncExternalStore } from 'react';
import { Problem } from '../ui/Problem';
import { SessionContext } from './context';
import { LogIn } from './LogIn';
import { session as state } from './session';

/** Shows its children to those who are logged in, or need not be; the address stays as it is meanwhile. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { session, error } = useSyncExternalStore(state.observe, state.current);
  if (error?.status === 401) {
    return <LogIn ended={session && error} />;
  }
  if (session !== null) {
    return <SessionContext value={session}>{children}</SessionContext>;
  }
  return error && (
    <main className="content">
      <Problem what="Could not ask who is logged in" error={error} onRetry={() => void state.ask()} />
    </main>
  );
}
