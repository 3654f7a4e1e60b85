import type { FormEvent } from 'react';
import { type ApiError, logIn } from '../api/client';
import { Problem } from '../ui/Problem';
import { useSending } from '../ui/sending';
import './session.css';

interface Props {
  /** Why whoever was logged in is so no more. */
  ended: ApiError | null;
}

/** In the place of any page, which comes once there is a token for it. */
export function LogIn({ ended }: Props) {
  const { sending, error, send } = useSending();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token')).trim();
    void send(async () => {
      await logIn(token);
      // Nothing stays of what the page knew, or could not learn, as someone else.
      location.reload();
    });
  };

  return (
    <main className="content log-in">
      <title>Log in · Flatsweep</title>
      <h1><img src="/favicon.svg" alt="" width="28" height="28" /> Log in to Flatsweep</h1>
      {ended && !error && <Problem what="You are no longer logged in" error={ended} />}
      {error && <Problem what="You are not logged in" error={error} />}
      <form onSubmit={submit}>
        <label htmlFor="token">Token</label>
        {/* Nobody remembers 43 random characters: better in a password manager than in a file. */}
        <input id="token" name="token" type="password" autoComplete="current-password" required autoFocus />
        <button type="submit" className="primary" disabled={sending}>{sending ? 'Logging in…' : 'Log in'}</button>
      </form>
      <p className="note">
        No token? Whoever has one of the scope admin makes yours:{' '}
        <code>./flatsweep token create NAME --scope submit</code>, or <code>read</code> to look only.
      </p>
    </main>
  );
}
