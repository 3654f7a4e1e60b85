import { type Document, isMap, isSeq } from 'yaml';
import { nodeAt, type Path, pointerOf, remove, setData, setList, setTyped, textAt } from './definitionText';
import { DraftInput, Violations } from './Field';
import { fieldId, useForm, violationsWithin } from './form';

type Form = 'list' | 'linear' | 'log';

interface Props {
  label: string;
  path: Path;
  placeholder?: string;
  choices?: readonly string[];
  /** Where several values belong; the same place unless given. */
  pathOfSeveral?: Path;
  write?(typed: string): void;
}

/** The values of an axis: written out, or as a range. */
export function ValuesField({ label, path, placeholder, choices, pathOfSeveral = path, write }: Props) {
  const { document, violations, edit } = useForm();
  const pointer = pointerOf(path);
  const wrong = violationsWithin(violations, pointer);
  const node = nodeAt(document, path);
  const form: Form = !isMap(node) ? 'list' : textAt(document, [...path, 'scale']) === 'log' ? 'log' : 'linear';
  const part = (name: string, text: string) => (
    <DraftInput
      id={fieldId(`${pointer}/${name}`)}
      label={`${label}, ${text}`}
      placeholder={text}
      value={textAt(document, [...path, name])}
      size={4}
      wrong={violationsWithin(violations, `${pointer}/${name}`)}
      onChange={typed => edit(document => setTyped(document, [...path, name], typed))}
    />
  );
  const suggestions = `${fieldId(pointer)}-choices`;

  return (
    <div className="values" role="group" aria-label={label}>
      {form === 'list' ? (
        <>
          <DraftInput
            id={fieldId(pointer)}
            label={`${label}, values`}
            value={textAt(document, path)}
            placeholder={placeholder}
            list={choices && suggestions}
            wrong={wrong}
            onChange={write ?? (typed => edit(document => setList(document, path, typed)))}
          />
          {choices && (
            <datalist id={suggestions}>{choices.map(choice => <option key={choice} value={choice} />)}</datalist>
          )}
        </>
      ) : (
        <span className="range">
          {part('from', 'from')} <span aria-hidden="true">to</span> {part('to', 'to')}{' '}
          <span aria-hidden="true">in</span> {part('steps', 'steps')}
        </span>
      )}
      {!choices && (
        <select
          aria-label={`${label}, written as`}
          value={form}
          onChange={event => edit(document => setForm(document, path, pathOfSeveral, event.target.value as Form))}
        >
          <option value="list">values</option>
          <option value="linear">steps, linear</option>
          <option value="log">steps, log</option>
        </select>
      )}
      <Violations of={wrong} pointer={pointer} />
    </div>
  );
}

/** Keeps the ends. */
function setForm(document: Document, path: Path, pathOfSeveral: Path, form: Form): void {
  const node = nodeAt(document, path);
  if (form === 'list') {
    const ends = ['from', 'to'].map(name => textAt(document, [...path, name])).filter(Boolean);
    setData(document, path, []);
    setList(document, path, ends.join(', '));
    return;
  }
  if (!isMap(node)) {
    const values = textAt(document, path).split(', ');
    const steps = isSeq(node) ? Math.max(2, node.items.length) : 2;
    remove(document, path);
    setData(document, pathOfSeveral, {});
    setTyped(document, [...pathOfSeveral, 'from'], values[0] ?? '');
    setTyped(document, [...pathOfSeveral, 'to'], values.at(-1) ?? '');
    setTyped(document, [...pathOfSeveral, 'steps'], String(steps));
  }
  setTyped(document, [...pathOfSeveral, 'scale'], form === 'log' ? 'log' : '');
}
