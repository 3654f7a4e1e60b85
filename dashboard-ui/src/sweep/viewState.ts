import { useCallback, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { type Filter, readFilter, writeFilter } from './filters';

/** What the page shows of a sweep; all of it is in the URL, so that a link shows the same. */
export interface ViewState {
  filters: readonly Filter[];
  search: string;
  /** Ids of the trials whose curves are drawn. */
  selected: readonly number[];
  get(name: string): string | null;
  /** A list of names; null where the page is to choose. */
  list(name: string): readonly string[] | null;
}

const FILTER_PREFIX = 'f.';
export const SEARCH = 'q';
const SELECTED = 'trial';

export function readView(parameters: URLSearchParams): ViewState {
  return {
    filters: [...parameters]
      .filter(([name]) => name.startsWith(FILTER_PREFIX))
      .map(([name, text]) => readFilter(name.slice(FILTER_PREFIX.length), text))
      .filter(filter => filter !== null),
    search: parameters.get(SEARCH) ?? '',
    selected: (parameters.get(SELECTED) ?? '').split(',').filter(id => /^\d+$/.test(id)).map(Number),
    get: name => parameters.get(name),
    list: name => parameters.get(name)?.split(',').filter(Boolean) ?? null,
  };
}

/** Null takes a parameter away, and with it what the reader had chosen. */
type Changes = Readonly<Record<string, string | null>>;

export function changed(parameters: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  return next;
}

/** The change that makes these the filters of the columns named; without a filter a column has none. */
export function filterChanges(columns: readonly string[], filters: readonly Filter[]): Changes {
  const without = columns.map((column): [string, string | null] => [FILTER_PREFIX + column, null]);
  const having = filters.map((filter): [string, string] => [FILTER_PREFIX + filter.column, writeFilter(filter)]);
  return Object.fromEntries([...without, ...having]);
}

export interface View extends ViewState {
  change(changes: Changes): void;
  /** One filter a column: this one, or none. */
  filter(column: string, filter: Filter | null): void;
  select(trialIds: readonly number[]): void;
}

/** The state in the URL; what is chosen replaces the history's entry, so that one step back leaves the page. */
export function useView(): View {
  const [parameters, setParameters] = useSearchParams();
  // Several changes may come before the router has taken the first.
  const latest = useRef(parameters);
  latest.current = parameters;
  const change = useCallback((changes: Changes) => {
    const next = changed(latest.current, changes);
    if (next.toString() !== latest.current.toString()) {
      latest.current = next;
      setParameters(next, { replace: true });
    }
  }, [setParameters]);
  const read = readView(parameters);
  const filters = useSame(read.filters);
  const selected = useSame(read.selected);
  return useMemo(() => ({
    ...readView(parameters),
    filters,
    selected,
    change,
    filter: (column, filter) => change(filterChanges([column], filter ? [filter] : [])),
    select: ids => change({ [SELECTED]: ids.join(',') }),
  }), [parameters, filters, selected, change]);
}

/** The earlier of two values that are alike, so that what follows from them is not computed again. */
function useSame<T>(value: T): T {
  const kept = useRef(value);
  if (JSON.stringify(kept.current) !== JSON.stringify(value)) {
    kept.current = value;
  }
  return kept.current;
}
