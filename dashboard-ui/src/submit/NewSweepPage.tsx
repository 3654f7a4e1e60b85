import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { parseDocument } from 'yaml';
import { ApiError, fetchSweep, submitSweep, type SweepView } from '../api/client';
import { useRefusal } from '../session/context';
import { useParameters } from '../ui/parameters';
import { Problem } from '../ui/Problem';
import { useSending } from '../ui/sending';
import { DefinitionFields } from './DefinitionFields';
import { edited, rangeAt } from './definitionText';
import { diagnosticsOf, offsetOf } from './diagnostics';
import { copyOf, drafts, FIRST_DEFINITION, newKey } from './draft';
import { FormContext, fieldId } from './form';
import { PreviewPanel } from './PreviewPanel';
import { usePreview } from './usePreview';
import { YamlEditor } from './YamlEditor';
import './submit.css';

/** A sweep of one's own or, with `from` in the address, another's with changes. */
export default function NewSweepPage() {
  const [parameters] = useParameters();
  const refusal = useRefusal();
  if (refusal !== null) {
    return (
      <main>
        <title>New sweep · Flatsweep</title>
        <h1>New sweep</h1>
        <p>{refusal}</p>
      </main>
    );
  }
  const from = parameters.get('from');
  return from === null
    ? <Editor key="new" origin="new" original={FIRST_DEFINITION} from={null} />
    : <Copy key={from} from={from} />;
}

function Copy({ from }: { from: string }) {
  const [sweep, setSweep] = useState<SweepView | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let left = false;
    setError(null);
    fetchSweep(Number(from)).then(
      answer => left || setSweep(answer),
      (cause: unknown) => left || setError(cause instanceof ApiError ? cause : new ApiError(String(cause), 0)));
    return () => {
      left = true;
    };
  }, [from, asked]);

  if (sweep?.definition) {
    return <Editor origin={`from ${from}`} original={copyOf(sweep.definition)} from={sweep} />;
  }
  return (
    <main>
      <title>New sweep · Flatsweep</title>
      <h1>New sweep</h1>
      {error
        ? <Problem what={`Could not load sweep ${from} to copy`} error={error} onRetry={() => setAsked(asked + 1)} />
        : <p className="loading" role="status">Loading sweep {from}…</p>}
    </main>
  );
}

interface Props {
  /** Names the draft. */
  origin: string;
  original: string;
  /** The sweep that is copied. */
  from: SweepView | null;
}

/** One text, as a form and as YAML. */
function Editor({ origin, original, from }: Props) {
  const [text, setText] = useState(() => drafts.read(origin) ?? original);
  const [parameters, setParameters] = useParameters();
  const shown = parameters.get('edit') === 'yaml' ? 'yaml' : 'form';
  const [reveal, setReveal] = useState<{ at: number } | null>(null);
  const preview = usePreview(text);
  const document = useMemo(() => parseDocument(text), [text]);
  const readable = document.errors.length === 0;
  // Of an older text, places and values would be wrong.
  const error = preview.checking ? null : preview.error;
  const violations = useMemo(() => preview.error?.violations ?? [], [preview.error]);
  const diagnostics = useMemo(() => diagnosticsOf(error, text, document), [error, text, document]);

  const change = (next: string) => {
    setText(next);
    drafts.write(origin, next);
  };
  const startAgain = () => {
    drafts.remove(origin);
    setText(original);
  };
  const show = (pointer: string) => {
    const field = globalThis.document.getElementById(fieldId(pointer));
    if (field?.checkVisibility()) {
      field.focus();
      return;
    }
    setParameters({ edit: 'yaml' });
    const { line, column } = preview.error?.problem ?? {};
    setReveal({ at: line !== undefined && column !== undefined
      ? offsetOf(text, line, column) : rangeAt(document, pointer)[0] });
  };

  return (
    <main className="new-sweep">
      <title>New sweep · Flatsweep</title>
      <header className="page-header">
        <h1>New sweep</h1>
        {from && <p className="muted">A copy of <Link to={`/sweeps/${from.id}`}>{from.name}</Link></p>}
        {text !== original && <button type="button" onClick={startAgain}>Discard changes</button>}
      </header>
      <div className="edit-choice" role="group" aria-label="Edit as">
        {(['form', 'yaml'] as const).map(choice => (
          <button
            key={choice}
            type="button"
            aria-pressed={shown === choice}
            onClick={() => setParameters({ edit: choice === 'form' ? null : choice })}
          >
            {choice === 'form' ? 'Form' : 'YAML'}
          </button>
        ))}
      </div>
      <div className={`edits edits-${shown}`}>
        <form className="definition-form" onSubmit={event => event.preventDefault()} aria-label="Sweep definition">
          {!readable && <p className="note">The form goes on once the YAML can be read again.</p>}
          <fieldset disabled={!readable} className="plain">
            <FormContext value={{ document, violations, edit: apply => change(edited(text, apply)) }}>
              <DefinitionFields />
            </FormContext>
          </fieldset>
        </form>
        <div className="text-and-preview">
          <section className="yaml" aria-labelledby="yaml">
            <h2 id="yaml">YAML</h2>
            <YamlEditor
              label="Sweep definition, YAML"
              text={text}
              diagnostics={diagnostics}
              reveal={reveal}
              onChange={change}
            />
          </section>
          <PreviewPanel preview={preview} onShow={show} />
          <Submission
            text={text}
            ready={!preview.checking && preview.error === null}
            onSubmitted={() => drafts.remove(origin)}
          />
        </div>
      </div>
    </main>
  );
}

interface SubmissionProps {
  text: string;
  /** Whether the server called the text valid. */
  ready: boolean;
  onSubmitted(): void;
}

function Submission({ text, ready, onSubmitted }: SubmissionProps) {
  const navigate = useNavigate();
  const { sending, error, send } = useSending();
  // One text, one key: what is sent twice because no answer came is stored once.
  const sent = useRef({ text, key: newKey() });

  const submit = () => send(async () => {
    if (sent.current.text !== text) {
      sent.current = { text, key: newKey() };
    }
    const { id } = await submitSweep(text, sent.current.key);
    onSubmitted();
    await navigate(`/sweeps/${id}`);
  });

  return (
    <div className="submission">
      <button type="button" className="primary" disabled={!ready || sending} onClick={() => void submit()}>
        {sending ? 'Submitting…' : 'Submit sweep'}
      </button>
      {error && <Problem what="The sweep was not submitted" error={error} />}
    </div>
  );
}
