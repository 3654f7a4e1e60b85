import { ApiError, fetchSession, onUnauthorized, type Session } from '../api/client';

export interface Known {
  /** Null until the server has said. */
  session: Session | null;
  /** Why it did not say so the last time; with the status 401, nobody is logged in any more. */
  error: ApiError | null;
}

const PATIENCE_MS = 5_000;

/** Who is logged in, as the server last said: it is asked again whenever that seems to be true no more. */
export class SessionState {
  readonly #observers = new Set<() => void>();
  #known: Known = { session: null, error: null };
  #asking: Promise<void> | null = null;

  /** What several doubt at a time is asked once. */
  ask(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  observe = (observer: () => void): (() => void) => {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  };

  current = (): Known => this.#known;

  async #ask(): Promise<void> {
    try {
      this.#become({ session: await fetchSession(), error: null });
    } catch (cause) {
      const error = cause instanceof ApiError ? cause : new ApiError(String(cause), 0);
      this.#become({ ...this.#known, error });
      if (error.retryable) {
        setTimeout(() => void this.ask(), PATIENCE_MS);
      }
    }
  }

  #become(known: Known): void {
    this.#known = known;
    this.#observers.forEach(observer => observer());
  }
}

/** The page's own. */
export const session = new SessionState();
onUnauthorized(() => void session.ask());
