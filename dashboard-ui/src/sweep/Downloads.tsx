import { useState } from 'react';
import { fetchFile } from '../api/client';
import { Menu } from '../ui/Menu';
import { Problem } from '../ui/Problem';
import { useSending } from '../ui/sending';
import { METRICS } from '../ui/metrics';

const TABLES = [
  ['markdown', 'Markdown', 'md'], ['latex', 'LaTeX', 'tex'], ['csv', 'CSV', 'csv'], ['json', 'JSON', 'json'],
] as const;
const EXPORTS = [['csv', 'CSV'], ['parquet', 'Parquet'], ['json', 'JSON']] as const;
const FIGURES = [
  ['accuracy-against-rho', 'Validation accuracy by ρ'],
  ['rho-by-sigma0', 'ρ × σ₀'],
  ['learning-curves', 'Learning curves'],
  ['sharpness-against-error', 'Sharpness against test error'],
] as const;

/** What figures are of: the server needs to be told where a sweep has several. */
export interface FigureOf {
  cells: readonly { dataset: string; model: string }[];
  methods: readonly string[];
  metric: string;
}

/** The sweep's data, table and figures as files. */
export function Downloads({ sweepId, of }: { sweepId: number; of(): FigureOf }) {
  const path = `/api/v1/sweeps/${sweepId}`;
  const file = (name: string) => `sweep-${sweepId}-${name}`;
  return (
    <Menu label="Download">
      <fieldset>
        <legend>Table</legend>
        <Links links={TABLES.map(([format, label, ending]) =>
          ({ label, href: `${path}/table?format=${format}`, name: file(`table.${ending}`) }))} />
      </fieldset>
      <fieldset>
        <legend>Trials</legend>
        <Links links={EXPORTS.map(([format, label]) =>
          ({ label, href: `${path}/export/trials?format=${format}`, name: file(`trials.${format}`) }))} />
      </fieldset>
      <fieldset>
        <legend>Metrics of every epoch</legend>
        <Links links={EXPORTS.map(([format, label]) =>
          ({ label, href: `${path}/export/metrics?format=${format}`, name: file(`metrics.${format}`) }))} />
      </fieldset>
      <Figures path={path} file={file} of={of} />
    </Menu>
  );
}

function Links({ links }: { links: readonly { label: string; href: string; name: string }[] }) {
  return (
    <ul className="downloads">
      {links.map(({ label, href, name }) => <li key={href}><a href={href} download={name}>{label}</a></li>)}
    </ul>
  );
}

function Figures({ path, file, of }: { path: string; file(name: string): string; of(): FigureOf }) {
  const { cells, methods, metric } = of();
  const [cell, setCell] = useState(0);
  const [method, setMethod] = useState('');
  const { sending, error, send } = useSending();
  const download = (figure: string, format: string) => send(async () => {
    const parameters = new URLSearchParams({ format });
    const asked = cells[cell];
    if (asked && cells.length > 1) {
      parameters.set('dataset', asked.dataset);
      parameters.set('model', asked.model);
    }
    if (method !== '') {
      parameters.set('method', method);
    }
    if (figure === 'learning-curves' && METRICS.some(({ name }) => name === metric)) {
      parameters.set('metric', metric);
    }
    save(await fetchFile(`${path}/figures/${figure}?${parameters}`), file(`${figure}.${format}`));
  });
  return (
    <fieldset disabled={sending}>
      <legend>Figures</legend>
      {cells.length > 1 && (
        <label className="choice">
          <span>Of</span>
          <select value={cell} onChange={event => setCell(Number(event.target.value))}>
            {cells.map(({ dataset, model }, i) => (
              <option key={`${dataset} ${model}`} value={i}>{dataset}, {model}</option>
            ))}
          </select>
        </label>
      )}
      {methods.length > 1 && (
        <label className="choice">
          <span>Methods</span>
          <select value={method} onChange={event => setMethod(event.target.value)}>
            <option value="">all</option>
            {methods.map(name => <option key={name} value={name}>{name} only</option>)}
          </select>
        </label>
      )}
      {FIGURES.map(([figure, label]) => (
        <div key={figure} className="figure-formats">
          <span>{label}</span>
          {['svg', 'pdf'].map(format => (
            <button key={format} type="button" onClick={() => void download(figure, format)}
              aria-label={`${label} as ${format.toUpperCase()}`}>
              {format.toUpperCase()}
            </button>
          ))}
        </div>
      ))}
      {error && <Problem what="The figure was not drawn" error={error} />}
    </fieldset>
  );
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
