import type { ApiError, SweepPreview } from '../api/client';
import { count, duration, NONE, plural } from '../ui/format';
import { methodLabel } from '../ui/methods';
import { Problem } from '../ui/Problem';
import type { Preview } from './usePreview';

interface Props {
  preview: Preview & { again(): void };
  /** Leads to the field, or the place in the text, that a pointer is about. */
  onShow(pointer: string): void;
}

/** What the sweep would be, or what keeps it from being one. */
export function PreviewPanel({ preview: { again, ...preview }, onShow }: Props) {
  const { shown, error, checking } = preview;
  return (
    <section className="preview" aria-labelledby="preview" aria-busy={checking}>
      <div className="section-header">
        <h2 id="preview">Preview</h2>
        <span className="muted" role="status">{verdict(preview)}</span>
      </div>
      {error && (error.violations.length > 0
        ? <Refusals error={error} onShow={onShow} />
        : <Problem what="This is not a sweep yet" error={error} onRetry={again} />)}
      {shown && (
        <div>
          {error && <p className="note">The last definition that was valid:</p>}
          <Figures preview={shown} />
          <MethodsTable preview={shown} />
        </div>
      )}
    </section>
  );
}

export function verdict({ shown, error, checking, waiting }: Preview): string {
  if (checking) {
    return waiting ? 'Waiting until the server has time…' : 'Checking…';
  }
  if (error) {
    return error.retryable ? 'Not checked' : 'Not valid';
  }
  return shown ? `Valid: ${plural(shown.trials, 'trial')}` : '';
}

function Refusals({ error, onShow }: { error: ApiError; onShow(pointer: string): void }) {
  return (
    <div className="problem refusals">
      <div>
        <p><strong>{error.message}</strong></p>
        <ul>
          {error.violations.map(({ pointer, message }, i) => (
            <li key={i}>
              <button type="button" className="link" onClick={() => onShow(pointer)}>
                {pointer || 'the whole'}
              </button>{' '}
              {message}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Figures({ preview }: { preview: SweepPreview }) {
  const { trials, configurations, reused, device_seconds: seconds, methods } = preview;
  const known = methods.reduce(
    (sum, method) => sum + (method.seconds_per_trial ?? 0) * (method.trials - method.reused), 0);
  return (
    <dl className="facts">
      <div><dt>Trials</dt><dd>{count(trials)}</dd></div>
      <div><dt>Configurations</dt><dd>{count(configurations)}</dd></div>
      <div><dt>Reused results</dt><dd>{count(reused)}</dd></div>
      <div>
        <dt>Device time</dt>
        <dd>{seconds !== null ? deviceTime(seconds) : known > 0 ? `over ${duration(known)}` : 'unknown'}</dd>
      </div>
    </dl>
  );
}

function MethodsTable({ preview }: { preview: SweepPreview }) {
  const unmeasured = preview.methods.filter(({ seconds_per_trial: seconds }) => seconds === null);
  return (
    <>
      <div className="scroll" tabIndex={0} role="region" aria-label="Trials of each method">
        <table>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col" className="number">Configurations</th>
              <th scope="col" className="number">Trials</th>
              <th scope="col" className="number">Reused</th>
              <th scope="col" className="number">A trial</th>
              <th scope="col" className="number">Device time</th>
            </tr>
          </thead>
          <tbody>
            {preview.methods.map(({ method, configurations, trials, reused, seconds_per_trial: seconds }) => (
              <tr key={method}>
                <th scope="row">{methodLabel(method)}</th>
                <td className="number">{count(configurations)}</td>
                <td className="number">{count(trials)}</td>
                <td className="number">{count(reused)}</td>
                <td className="number">{seconds === null ? NONE : duration(seconds)}</td>
                <td className="number">{seconds === null ? NONE : deviceTime(seconds * (trials - reused))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="note">
        {unmeasured.length === 0
          ? 'Device time is that of one device, from what trials of the same dataset, model and method took here.'
          : `Device time is unknown where no trial of the same dataset, model and method has run here yet: ${
            unmeasured.map(({ method }) => method).join(', ')}.`}
      </p>
    </>
  );
}

/** 0 → none, 2 h 05 min */
function deviceTime(seconds: number): string {
  return seconds === 0 ? 'none' : duration(seconds);
}
