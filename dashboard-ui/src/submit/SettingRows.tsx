import type { Document } from 'yaml';
import { countTyped, keysAt, type Path, pointerOf, remove, setData, setList, setTyped } from './definitionText';
import { fieldId, useForm } from './form';
import { HYPERPARAMETERS, type Hyperparameter, hyperparameterNamed } from './hyperparameters';
import { ValuesField } from './ValuesField';

interface Props {
  /** The object that has the settings, and in its grid the axes. */
  owner: Path;
  /** Whose they are, for those who hear the page: "SAM". */
  ownerLabel: string;
  /** What can be added. */
  offered: readonly Hyperparameter[];
  /** Keys of the owner that are edited elsewhere. */
  elsewhere: ReadonlySet<string>;
}

/** Hyperparameters that were given, one row each, with one value or several. */
export function SettingRows({ owner, ownerLabel, offered, elsewhere }: Props) {
  const { document, edit } = useForm();
  const settings = settingsAt(document, owner, elsewhere);
  const given = new Set(settings.map(({ name }) => name));
  const left = offered.filter(({ name }) => !given.has(name));

  const add = (name: string) => {
    edit(document => setData(document, [...owner, 'grid', name], []));
    // After the row is there.
    setTimeout(() => globalThis.document.getElementById(fieldId(pointerOf([...owner, 'grid', name])))?.focus());
  };

  return (
    <div className="settings-rows">
      {settings.map(({ name, path }) => {
        const { label, standard, choices } = hyperparameterNamed(name);
        return (
          <div key={name} className="setting-row">
            <span className="setting-name">{label} <code>{name}</code></span>
            <ValuesField
              label={`${ownerLabel}: ${label}`}
              path={path}
              pathOfSeveral={[...owner, 'grid', name]}
              placeholder={standard === undefined ? undefined : `default ${standard}`}
              choices={choices}
              write={typed => edit(document => writeSetting(document, owner, name, path, typed))}
            />
            <button
              type="button"
              className="remove"
              aria-label={`${ownerLabel}: remove ${label}`}
              title="Remove"
              onClick={() => edit(document => remove(document, path))}
            >
              ×
            </button>
          </div>
        );
      })}
      <select
        className="add"
        aria-label={`${ownerLabel}: add a hyperparameter`}
        value=""
        onChange={event => add(event.target.value)}
      >
        <option value="" disabled>Add a hyperparameter…</option>
        {left.map(({ name, label }) => <option key={name} value={name}>{label} ({name})</option>)}
      </select>
    </div>
  );
}

interface Setting {
  name: string;
  path: Path;
}

function settingsAt(document: Document, owner: Path, elsewhere: ReadonlySet<string>): Setting[] {
  const known = new Set(HYPERPARAMETERS.map(({ name }) => name));
  const direct = keysAt(document, owner)
    .filter(name => name !== 'grid' && !elsewhere.has(name) && (owner.length > 0 || known.has(name)))
    .map(name => ({ name, path: [...owner, name] }));
  const axes = keysAt(document, [...owner, 'grid']).map(name => ({ name, path: [...owner, 'grid', name] }));
  return [...direct, ...axes];
}

/** Several values are an axis; a row stays while it is being emptied. */
function writeSetting(document: Document, owner: Path, name: string, path: Path, typed: string): void {
  const axis = [...owner, 'grid', name];
  const isAxis = pointerOf(path) === pointerOf(axis);
  if (typed.trim() === '') {
    setData(document, path, isAxis ? [] : null);
  } else if (isAxis) {
    setList(document, path, typed);
  } else if (countTyped(typed) > 1) {
    remove(document, path);
    setList(document, axis, typed);
  } else {
    setTyped(document, path, typed);
  }
}
