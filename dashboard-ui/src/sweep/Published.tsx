import { useMemo } from 'react';
import { fetchPublished, type PublishedRow } from '../api/client';
import { useLiveSnapshot } from '../live/hooks';
import type { Source } from '../live/snapshot';
import type { EventStream } from '../live/stream';
import { NONE } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { endsATrial, Mean, signed } from './Results';

interface Cells {
  table: 3 | 4;
  rows: readonly PublishedRow[];
}

function publishedSource(sweepId: number): Source<readonly Cells[]> {
  return {
    load: async () => {
      const tables = await Promise.all(([3, 4] as const).map(
        async (table): Promise<Cells> => ({ table, rows: (await fetchPublished(sweepId, table)).rows })));
      return tables.filter(({ rows }) => rows.length > 0);
    },
    apply: cells => cells,
    outdates: (cells, event) => cells.length > 0 && endsATrial(event),
  };
}

/** Tables 3 and 4 of the paper beside this sweep's own numbers, where it has any of their cells. */
export function Published({ sweepId, stream }: { sweepId: number; stream: EventStream }) {
  const live = useLiveSnapshot(stream, useMemo(() => publishedSource(sweepId), [sweepId]));
  return (
    <Loaded live={live} what="the published tables">
      {tables => (tables.length === 0
        ? <p className="note">No cell of Table 3 or 4 of the paper is in this sweep; theirs would be beside it.</p>
        : tables.map(({ table, rows }) => <PublishedCells key={table} table={table} rows={rows} />))}
    </Loaded>
  );
}

function PublishedCells({ table, rows }: Cells) {
  const doubts = [...new Set(rows.flatMap(({ doubt }) => doubt ?? []))];
  return (
    <>
      <h3>Beside Table {table} of the paper</h3>
      <div className="scroll" tabIndex={0} role="region" aria-label={`Table ${table} of the paper`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Data, model</th>
              <th scope="col">Method</th>
              <th scope="col" className="number">Published test acc. (%)</th>
              <th scope="col" className="number">Ours (%)</th>
              <th scope="col" className="number">Ours − published (pp)</th>
              <th scope="col" className="number">Seeds</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={`${row.dataset} ${row.model} ${row.method}`}>
                <td>{row.dataset}, {row.model}</td>
                <th scope="row">{row.method_label}</th>
                <td className="number">
                  <Mean measure="ACCURACY" of={{ mean: row.published_test_accuracy, error: row.published_error }} />
                  <span className="doubt" title={row.doubt ?? undefined}>{row.doubt === null ? '' : '†'}</span>
                </td>
                <td className="number">
                  <Mean measure="ACCURACY" of={{ mean: row.test_accuracy, error: row.test_standard_error }} />
                </td>
                <td className="number">{row.difference === null ? NONE : signed(row.difference)}</td>
                <td className="number">{row.seeds === null ? NONE : `${row.seeds} / ${row.seeds_asked}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">
        Ours: test accuracy of the configuration best on validation data, mean ± standard error over seeds. The paper
        does not say of what its ± is.{doubts.length > 0 && <> † {doubts.join(' ')}</>}
      </p>
    </>
  );
}
