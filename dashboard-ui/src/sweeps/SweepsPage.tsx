import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { ConnectionBadge } from '../live/ConnectionBadge';
import { useEventStream, useLiveSnapshot } from '../live/hooks';
import { count } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { type ParameterChanges, useParameters } from '../ui/parameters';
import { FirstSweep } from './FirstSweep';
import { sweepListSource } from './sweepList';
import {
  asksForAll, readQuery, selectSweeps, STATE_FILTERS, SWEEP_ORDERS, type StateFilter, type SweepQuery,
} from './sweepQuery';
import { SweepRow } from './SweepRow';
import './sweeps.css';

/** Pages of the list that a search goes through; the page says so where there are more. */
const PAGES_SEARCHED = 25;
/** Rows that are drawn at first, and more with each press. */
const ROWS = 100;

const STATE_LABELS: Record<StateFilter, string> = {
  any: 'any state', open: 'not finished', running: 'running', pending: 'pending', paused: 'paused',
  completed: 'completed', cancelled: 'cancelled', failures: 'with failed trials',
};

/** Every sweep: how far it is, how long it will take, and what has come out. */
export function SweepsPage() {
  const [parameters, setParameters] = useParameters();
  const query = useMemo(() => readQuery(parameters), [parameters]);
  const searching = asksForAll(query);
  const pages = useRef(1);
  const stream = useEventStream('/api/v1/events');
  const live = useLiveSnapshot(stream, useMemo(() => sweepListSource(() => pages.current), []));
  const [rows, setRows] = useState(ROWS);

  const { reload } = live;
  const incomplete = live.data !== null && live.data.next !== null;
  useEffect(() => {
    if (searching && incomplete && pages.current < PAGES_SEARCHED) {
      pages.current = PAGES_SEARCHED;
      reload();
    }
  }, [searching, incomplete, reload]);
  const loadOlder = () => {
    pages.current++;
    reload();
  };

  return (
    <main>
      <title>Sweeps · Flatsweep</title>
      <header className="page-header">
        <h1>Sweeps</h1>
        <Link className="button primary" to="/new">New sweep</Link>
      </header>
      <ConnectionBadge stream={stream} />
      <Loaded live={live} what="the sweeps">
        {({ sweeps, next }) => {
          if (sweeps.length === 0) {
            return <FirstSweep />;
          }
          const selected = selectSweeps(sweeps, query);
          return (
            <>
              <Filters query={query} onChange={setParameters} found={selected.length} of={sweeps.length} />
              {selected.length === 0 && (
                <p className="note">
                  {live.loading ? 'Searching older sweeps…' : 'No sweep is like that.'}{' '}
                  <button type="button" onClick={() => setParameters({ q: null, state: null })}>Show all sweeps</button>
                </p>
              )}
              {selected.length > 0 && (
                <ul className="sweeps">
                  {selected.slice(0, rows).map(sweep => <SweepRow key={sweep.id} sweep={sweep} />)}
                </ul>
              )}
              {selected.length > rows && (
                <button type="button" onClick={() => setRows(rows + ROWS)}>
                  Show {count(Math.min(ROWS, selected.length - rows))} more of {count(selected.length)}
                </button>
              )}
              {next !== null && selected.length <= rows && (
                <button type="button" disabled={live.loading} onClick={loadOlder}>
                  {live.loading ? 'Loading…' : 'Load older sweeps'}
                </button>
              )}
            </>
          );
        }}
      </Loaded>
    </main>
  );
}

interface FiltersProps {
  query: SweepQuery;
  onChange(changes: ParameterChanges): void;
  found: number;
  of: number;
}

function Filters({ query, onChange, found, of }: FiltersProps) {
  return (
    <div className="filters" role="search" aria-label="Sweeps">
      <input
        type="search"
        aria-label="Search sweeps by name or number"
        placeholder="Name or #number"
        value={query.text}
        onChange={event => onChange({ q: event.target.value || null })}
      />
      <select
        aria-label="State"
        value={query.state}
        onChange={event => onChange({ state: event.target.value === 'any' ? null : event.target.value })}
      >
        {STATE_FILTERS.map(state => <option key={state} value={state}>{STATE_LABELS[state]}</option>)}
      </select>
      <label>
        Sorted by{' '}
        <select
          value={query.order}
          onChange={event => onChange({ sort: event.target.value === 'newest' ? null : event.target.value })}
        >
          {SWEEP_ORDERS.map(order => <option key={order} value={order}>{order}</option>)}
        </select>
      </label>
      <span className="note" role="status">
        {found === of ? '' : `${count(found)} of `}{count(of)} {of === 1 ? 'sweep' : 'sweeps'}
      </span>
    </div>
  );
}
