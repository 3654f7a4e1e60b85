import { useMemo } from 'react';
import { fetchResults, type Measure, type ResultsRow, type ResultsTable } from '../api/client';
import { useLiveSnapshot } from '../live/hooks';
import type { Source } from '../live/snapshot';
import type { EventStream, StreamEvent } from '../live/stream';
import { count, duration, NONE, percent, plural, shortSetting } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { type Estimate, MEASURES, measuresOf } from '../ui/measures';
import { Published } from './Published';
import { isFinal } from './trials';

/** The means are the database's own; a trial that ends makes them old. */
function resultsSource(sweepId: number): Source<ResultsTable> {
  return {
    load: () => fetchResults(sweepId),
    apply: results => results,
    outdates: (_, event) => endsATrial(event),
  };
}

export function endsATrial(event: StreamEvent): boolean {
  return event.type === 'trial' && isFinal(event.data.state);
}

/** The paper's table: each method's configuration that is best on validation data, and what the paper has. */
export function Results({ sweepId, stream }: { sweepId: number; stream: EventStream }) {
  const live = useLiveSnapshot(stream, useMemo(() => resultsSource(sweepId), [sweepId]));
  return (
    <section aria-labelledby="results">
      <div className="section-header">
        <h2 id="results">Results</h2>
      </div>
      <Loaded live={live} what="the results">
        {({ rows, varied, baseline }) => (rows.length === 0 ? <p className="note">This sweep has no trials.</p> : (
          <>
            <div className="scroll" tabIndex={0} role="region" aria-label="Results table">
              <ResultsRows rows={rows} varied={varied} baseline={baseline} />
            </div>
            <p className="note">
              Best configuration of each method by its mean on validation data; only of it the test number is shown.
              Mean ± standard error over seeds.
              {comparisons(rows) > 0 && (
                <> Difference on shared seeds: *, **, *** where p &lt; 0.05, 0.01, 0.001 by a paired t-test with Holm’s
                  correction for {plural(comparisons(rows), 'comparison')}.</>
              )}
            </p>
          </>
        ))}
      </Loaded>
      <Published sweepId={sweepId} stream={stream} />
    </section>
  );
}

function comparisons(rows: readonly ResultsRow[]): number {
  return rows.filter(({ difference }) => difference !== null && difference.p !== null).length;
}

function ResultsRows({ rows, varied, baseline }: Pick<ResultsTable, 'rows' | 'varied' | 'baseline'>) {
  const cells = new Set(rows.map(row => `${row.dataset} ${row.model}`));
  const measures = measuresOf(rows);
  const compared = rows.some(({ difference }) => difference !== null);
  const baselineLabel = rows.find(({ method }) => method === baseline)?.method_label ?? baseline;
  return (
    <table>
      <thead>
        <tr>
          {cells.size > 1 && <th scope="col">Data, model</th>}
          <th scope="col">Method</th>
          <th scope="col">Best configuration</th>
          <th scope="col" className="number">Seeds</th>
          {measures.flatMap(measure => ['Validation', 'Test'].map(part => (
            <th key={`${measure} ${part}`} scope="col" className="number">
              {part} {MEASURES[measure].short} ({MEASURES[measure].unit})
            </th>
          )))}
          {compared && <th scope="col" className="number">Test vs {baselineLabel}</th>}
          <th scope="col" className="number">Train time</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={`${row.dataset} ${row.model} ${row.method}`}>
            {cells.size > 1 && <td>{row.dataset}, {row.model}</td>}
            <th scope="row">{row.method_label}</th>
            <td><BestConfiguration row={row} varied={varied} /></td>
            <td className="number">{row.seeds} / {row.seeds_asked}</td>
            {measures.flatMap(measure => {
              const { validation, test } = MEASURES[measure].ofRow(row);
              return [
                <td key={`${measure} validation`} className="number"><Mean measure={measure} of={validation} /></td>,
                <td key={`${measure} test`} className="number"><Mean measure={measure} of={test} /></td>,
              ];
            })}
            {compared && <td className="number"><Difference row={row} /></td>}
            <td className="number">{row.train_seconds === null ? NONE : duration(row.train_seconds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BestConfiguration({ row, varied }: { row: ResultsRow; varied: readonly string[] }) {
  if (row.seeds === 0) {
    return <span className="muted">none of {count(row.configurations)} has a result yet</span>;
  }
  const settings = varied
    .filter(name => name in row.hyperparameters)
    .map(name => `${name} ${shortSetting(row.hyperparameters[name])}`)
    .join(', ');
  const ties = row.ties > 0 ? `, ties with ${count(row.ties)}` : '';
  return (
    <>
      {settings}{' '}
      <span className="muted">
        {row.configurations === 1 ? 'the only one' : `best of ${count(row.configurations)}${ties}`}
      </span>
    </>
  );
}

export function Mean({ measure, of: { mean, error } }: { measure: Measure; of: Estimate }) {
  const { format } = MEASURES[measure];
  return mean === null ? NONE : (
    <>{format(mean)}<span className="error-of-mean">{error === null ? '' : ` ± ${format(error)}`}</span></>
  );
}

/** The baseline's accuracy from this one's, on the seeds that both have. */
function Difference({ row: { difference, measure } }: { row: ResultsRow }) {
  if (difference === null || difference.mean === null) {
    return NONE;
  }
  const { mean, standard_error: error, holm_p: p, pairs } = difference;
  const { format, unit } = MEASURES[measure];
  const title = plural(pairs, 'shared seed')
    + (p === null ? '' : `, p = ${p < 0.001 ? p.toExponential(1) : p.toFixed(3)} after Holm’s correction`);
  return (
    <span title={title}>
      {signed(mean, format)} {unit === '%' ? 'pp' : unit}
      <span className="error-of-mean">{error === null ? '' : ` ± ${format(error)}`}</span>
      <span className="stars">{stars(p)}</span>
    </span>
  );
}

export function signed(value: number, format: (value: number) => string = percent): string {
  return `${value < 0 ? '−' : '+'}${format(Math.abs(value))}`;
}

function stars(p: number | null): string {
  return p === null ? '' : '*'.repeat([0.05, 0.01, 0.001].filter(level => p < level).length);
}
