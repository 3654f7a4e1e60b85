import { logOut } from '../api/client';
import { Problem } from '../ui/Problem';
import { useSending } from '../ui/sending';
import { useSession } from './context';
import './session.css';

/** Whose token it is that the page asks with, and the way out; nothing where tokens are off. */
export function LoggedIn() {
  const { name, scope } = useSession();
  const { sending, error, send } = useSending();
  return name !== null && (
    <div className="logged-in">
      <span className="token-name" title={`Token ${name}`}>{name}</span>
      <span className="muted">{scope}</span>
      <button
        type="button"
        disabled={sending}
        onClick={() => void send(async () => {
          await logOut();
          location.reload();
        })}
      >
        Log out
      </button>
      {error && <Problem what="You are still logged in" error={error} />}
    </div>
  );
}
