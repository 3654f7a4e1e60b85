import { useEffect, useMemo, useState } from 'react';
import { Menu } from '../ui/Menu';
import { count, words as asWords } from '../ui/format';
import { type Column, rowsOf, varies } from './columns';
import { textOf } from './columnText';
import { type Filter, isRange } from './filters';
import { levelsOf } from './levels';
import type { Shown } from './shown';
import { filterChanges, SEARCH } from './viewState';

const TYPING_MS = 100;
/** More values than these are filtered by bounds. */
const MOST_VALUES = 40;
const NEITHER = new Set(['id', 'number', 'measure', 'started_at', 'finished_at', 'paused_at', 'configuration_hash']);

/** What the whole page is filtered by: each filter with a way out, and ways to more. */
export function FilterBar({ shown }: { shown: Shown }) {
  const { table, view, rows } = shown;
  const filtered = view.filters.length > 0 || view.search !== '';
  return (
    <div className="filters trial-filters" role="search" aria-label="Filter the trials">
      <Search text={view.search} onSearch={text => view.change({ [SEARCH]: text })} />
      <Menu label="Add a filter"><AddFilter shown={shown} /></Menu>
      <ul className="chips">
        {view.filters.map(filter => (
          <li key={filter.column}>
            <button type="button" title="Take this filter away" onClick={() => view.filter(filter.column, null)}>
              {filterText(filter, table.columns.get(filter.column))} <span aria-hidden="true">×</span>
              <span className="visually-hidden">, take away</span>
            </button>
          </li>
        ))}
      </ul>
      {filtered && (
        <button type="button" onClick={() => view.change(
          { ...filterChanges(view.filters.map(({ column }) => column), []), [SEARCH]: null })}>
          Clear all
        </button>
      )}
      <p className="filters-count" role="status">
        {rows.length === table.count ? `All ${count(table.count)} trials`
          : `${count(rows.length)} of ${count(table.count)} trials`}
      </p>
    </div>
  );
}

/** What is typed filters after a pause, so that each letter need not wait for the last. */
function Search({ text, onSearch }: { text: string; onSearch(text: string): void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) {
      return;
    }
    const timer = setTimeout(() => onSearch(typed), TYPING_MS);
    return () => clearTimeout(timer);
  });
  return (
    <input
      type="search"
      aria-label="Search the trials"
      placeholder="Search the trials"
      value={typed}
      onChange={event => setTyped(event.target.value)}
    />
  );
}

function AddFilter({ shown }: { shown: Shown }) {
  const { table, view } = shown;
  // By a test number nothing is chosen, so nothing is filtered either.
  const columns = useMemo(() => [...table.columns.values()].filter(
    column => !NEITHER.has(column.name) && !column.name.startsWith('test_') && varies(column)), [table]);
  const [name, setName] = useState('');
  const column = columns.find(each => each.name === name) ?? columns[0];
  return column === undefined ? <p className="note">The trials do not differ.</p> : (
    <>
      <label className="choice">
        <span>Filter by</span>
        <select value={column.name} onChange={event => setName(event.target.value)}>
          {columns.map(each => <option key={each.name} value={each.name}>{textOf(each).label}</option>)}
        </select>
      </label>
      <FilterOf
        key={column.name}
        column={column}
        filter={view.filters.find(filter => filter.column === column.name) ?? null}
        onFilter={filter => view.filter(column.name, filter)}
      />
    </>
  );
}

interface FilterOfProps {
  column: Column;
  filter: Filter | null;
  onFilter(filter: Filter | null): void;
}

function FilterOf({ column, filter, onFilter }: FilterOfProps) {
  const options = useMemo(() => valuesOf(column), [column]);
  if (options.length > MOST_VALUES && column.type === 'number') {
    return <Bounds column={column} filter={filter} onFilter={onFilter} />;
  }
  const chosen = filter && !isRange(filter) ? filter.words : [];
  const toggle = (word: string) => {
    const next = chosen.includes(word) ? chosen.filter(each => each !== word) : [...chosen, word];
    onFilter(next.length > 0 ? { column: column.name, words: next } : null);
  };
  return (
    <fieldset>
      <legend>{textOf(column).label}</legend>
      {options.map(({ word, label, trials }) => (
        <label key={word}>
          <input type="checkbox" checked={chosen.includes(word)} onChange={() => toggle(word)} />
          <span>{label}</span> <span className="muted">{count(trials)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Every value with the number of its trials, and none where some have none. */
function valuesOf(column: Column): { word: string; label: string; trials: number }[] {
  const { levels, of } = levelsOf(column, rowsOf(column), Infinity);
  const trials = new Array<number>(levels.length).fill(0);
  let without = 0;
  of.forEach(level => (level < 0 ? without++ : trials[level]!++));
  const values = levels.map(({ filter, label }, i) => ({
    word: isRange(filter) ? '' : filter.words[0]!,
    label: column.name === 'state' || column.name === 'failure' ? asWords(label) : label,
    trials: trials[i]!,
  }));
  return without > 0 ? [...values, { word: '', label: 'none', trials: without }] : values;
}

/** Percentages are typed as such. */
function scaleOf(column: Column): number {
  return textOf(column).label.endsWith('(%)') ? 100 : 1;
}

function Bounds({ column, filter, onFilter }: FilterOfProps) {
  const scale = scaleOf(column);
  const range = filter && isRange(filter) ? filter : { min: -Infinity, max: Infinity };
  const text = (value: number) => (Number.isFinite(value) ? String(Number((scale * value).toPrecision(10))) : '');
  const set = (bound: 'min' | 'max', typed: string) => {
    const open = bound === 'min' ? -Infinity : Infinity;
    const next = { ...range, [bound]: typed.trim() === '' ? open : Number(typed) / scale };
    const both = next.min === -Infinity && next.max === Infinity;
    onFilter(both ? null : { column: column.name, min: next.min, max: next.max });
  };
  return (
    <fieldset>
      <legend>{textOf(column).label}</legend>
      {(['min', 'max'] as const).map(bound => (
        <label key={bound}>
          <span>{bound === 'min' ? 'At least' : 'At most'}</span>
          <input type="number" step="any" defaultValue={text(range[bound])}
            onChange={event => event.target.validity.valid && set(bound, event.target.value)} />
        </label>
      ))}
    </fieldset>
  );
}

const WORDS_SHOWN = 3;

/** "rho 0.02 – 0.1", "method sam, rsam" */
function filterText(filter: Filter, column: Column | undefined): string {
  const { label, format } = column ? textOf(column) : { label: filter.column, format: String };
  const name = label.replace(/ \(%\)$/, '');
  if (isRange(filter)) {
    const unit = label.endsWith('(%)') ? ' %' : '';
    const [min, max] = [filter.min, filter.max].map(value => format(value));
    return filter.min === -Infinity ? `${name} ≤ ${max}${unit}`
      : filter.max === Infinity ? `${name} ≥ ${min}${unit}` : `${name} ${min} – ${max}${unit}`;
  }
  const written = filter.words.map(word => (word === '' ? 'none'
    : column?.type === 'number' ? format(Number(word)) : column?.name === 'state' ? asWords(word) : word));
  const more = written.length > WORDS_SHOWN ? ` and ${count(written.length - WORDS_SHOWN)} more` : '';
  return `${name} ${written.slice(0, WORDS_SHOWN).join(', ')}${more}`;
}
