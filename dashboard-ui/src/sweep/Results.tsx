import { useMemo } from 'react';
import { fetchResults, type Measure, type ResultsRow, type ResultsTable } from '../api/client';
import { useLiveSnapshot } from '../live/hooks';
import type { Source } from '../live/snapshot';
import type { EventStream } from '../live/stream';
import { count, duration, NONE, shortSetting } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { type Estimate, MEASURES, measuresOf } from '../ui/measures';
import { isFinal } from './trials';

const DOWNLOADS = [
  { format: 'markdown', label: 'Markdown', extension: 'md' },
  { format: 'latex', label: 'LaTeX', extension: 'tex' },
  { format: 'csv', label: 'CSV', extension: 'csv' },
  { format: 'json', label: 'JSON', extension: 'json' },
];

/** The means are the database's own; a trial that ends makes them old. */
function resultsSource(sweepId: number): Source<ResultsTable> {
  return {
    load: () => fetchResults(sweepId),
    apply: results => results,
    outdates: (_, event) => event.type === 'trial' && isFinal(event.data.state),
  };
}

/** The paper's table: each method's configuration that is best on validation data. */
export function Results({ sweepId, stream }: { sweepId: number; stream: EventStream }) {
  const live = useLiveSnapshot(stream, useMemo(() => resultsSource(sweepId), [sweepId]));
  return (
    <section aria-labelledby="results">
      <div className="section-header">
        <h2 id="results">Results</h2>
        <ul className="downloads">
          {DOWNLOADS.map(({ format, label, extension }) => (
            <li key={format}>
              <a href={`/api/v1/sweeps/${sweepId}/table?format=${format}`} download={`sweep-${sweepId}.${extension}`}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </div>
      <Loaded live={live} what="the results">
        {({ rows, varied }) => (rows.length === 0 ? <p className="note">This sweep has no trials.</p> : (
          <>
            <div className="scroll" tabIndex={0} role="region" aria-label="Results table">
              <ResultsRows rows={rows} varied={varied} />
            </div>
            <p className="note">
              Best configuration of each method by its mean on validation data; mean ± standard error over seeds.
            </p>
          </>
        ))}
      </Loaded>
    </section>
  );
}

function ResultsRows({ rows, varied }: Pick<ResultsTable, 'rows' | 'varied'>) {
  const cells = new Set(rows.map(row => `${row.dataset} ${row.model}`));
  const measures = measuresOf(rows);
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

function Mean({ measure, of: { mean, error } }: { measure: Measure; of: Estimate }) {
  const { format } = MEASURES[measure];
  return mean === null ? NONE : (
    <>{format(mean)}<span className="error-of-mean">{error === null ? '' : ` ± ${format(error)}`}</span></>
  );
}
