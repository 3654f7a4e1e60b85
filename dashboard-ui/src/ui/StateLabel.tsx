import { words } from './format';

/** A state of a sweep, trial or attempt, in words and colour. */
export function StateLabel({ state }: { state: string }) {
  return <span className={`state state-${state.toLowerCase()}`}>{words(state)}</span>;
}
