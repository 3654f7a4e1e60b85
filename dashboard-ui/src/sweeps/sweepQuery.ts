import type { SweepView } from '../api/client';

/** What each choice of the state filter lets through. */
const STATES = {
  any: () => true,
  open: sweep => sweep.state === 'PENDING' || sweep.state === 'RUNNING' || sweep.state === 'PAUSED',
  running: sweep => sweep.state === 'RUNNING',
  pending: sweep => sweep.state === 'PENDING',
  paused: sweep => sweep.state === 'PAUSED',
  completed: sweep => sweep.state === 'COMPLETED',
  cancelled: sweep => sweep.state === 'CANCELLED',
  failures: sweep => sweep.trials.failed > 0,
} satisfies Record<string, (sweep: SweepView) => boolean>;

/** Each order puts what its name says first, and the newest before the others where that is equal. */
const ORDERS = {
  newest: () => 0,
  oldest: (a, b) => a.id - b.id,
  name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true, sensitivity: 'base' }),
  'most done': (a, b) => done(b) - done(a),
  'least done': (a, b) => done(a) - done(b),
  'most failed': (a, b) => b.trials.failed - a.trials.failed,
  'most trials': (a, b) => b.trials.total - a.trials.total,
} satisfies Record<string, (a: SweepView, b: SweepView) => number>;

export type StateFilter = keyof typeof STATES;
export type SweepOrder = keyof typeof ORDERS;

export const STATE_FILTERS = Object.keys(STATES) as StateFilter[];
export const SWEEP_ORDERS = Object.keys(ORDERS) as SweepOrder[];

export interface SweepQuery {
  text: string;
  state: StateFilter;
  order: SweepOrder;
}

/** What the address asks for; what it does not know counts as not asked. */
export function readQuery(parameters: URLSearchParams): SweepQuery {
  return {
    text: parameters.get('q') ?? '',
    state: STATE_FILTERS.find(state => state === parameters.get('state')) ?? 'any',
    order: SWEEP_ORDERS.find(order => order === parameters.get('sort')) ?? 'newest',
  };
}

/** Whether the newest sweeps are not enough to answer it. */
export function asksForAll({ text, state, order }: SweepQuery): boolean {
  return text.trim() !== '' || state !== 'any' || order !== 'newest';
}

/**
 * The sweeps that have every word of the text in their name, or have its number, in the order asked for.
 *
 * @param sweeps the newest first
 */
export function selectSweeps(sweeps: readonly SweepView[], { text, state, order }: SweepQuery): SweepView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const isSought = ({ id, name }: SweepView) =>
    words.every(word => name.toLowerCase().includes(word) || word.replace(/^#/, '') === String(id));
  return sweeps.filter(sweep => STATES[state](sweep) && isSought(sweep)).sort(ORDERS[order]);
}

function done({ trials }: SweepView): number {
  return trials.total === 0 ? 1 : (trials.total - trials.pending - trials.running) / trials.total;
}
