import { useState } from 'react';
import type { Violation } from '../api/client';
import { type Path, pointerOf, setData, setTyped, textAt } from './definitionText';
import { fieldId, useForm, violationsWithin } from './form';

interface FieldProps {
  label: React.ReactNode;
  path: Path;
  /** Shown where nothing is given: the default. */
  placeholder?: string;
}

/** One value, typed as YAML has it. */
export function TextField({ label, path, placeholder, write = setTyped, width }: FieldProps & {
  write?: typeof setTyped;
  /** In characters. */
  width?: number;
}) {
  const { document, violations, edit } = useForm();
  const pointer = pointerOf(path);
  const wrong = violationsWithin(violations, pointer);
  return (
    <div className="field">
      <label htmlFor={fieldId(pointer)}>{label}</label>
      <DraftInput
        id={fieldId(pointer)}
        value={textAt(document, path)}
        placeholder={placeholder}
        size={width}
        wrong={wrong}
        onChange={typed => edit(document => write(document, path, typed))}
      />
      <Violations of={wrong} pointer={pointer} />
    </div>
  );
}

interface DraftInputProps {
  id: string;
  value: string;
  placeholder?: string;
  size?: number;
  /** The element that has suggestions. */
  list?: string;
  wrong: readonly Violation[];
  label?: string;
  onChange(typed: string): void;
}

/** Keeps what is being typed as it is, "0." and "1, " as well, until the field is left. */
export function DraftInput({ id, value, placeholder, size, list, wrong, label, onChange }: DraftInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <input
      id={id}
      value={draft ?? value}
      placeholder={placeholder}
      size={size}
      list={list}
      autoComplete="off"
      spellCheck={false}
      aria-label={label}
      aria-invalid={wrong.length > 0 || undefined}
      aria-describedby={wrong.length > 0 ? `${id}-wrong` : undefined}
      onChange={event => {
        setDraft(event.target.value);
        onChange(event.target.value);
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

export interface Choice {
  value: string;
  label: string;
}

/** One of several words. */
export function ChoiceField({ label, path, choices, standard, write = setTyped }: Omit<FieldProps, 'placeholder'> & {
  choices: readonly Choice[];
  /** What it is where it is left out; without it, it has to be given. */
  standard?: string;
  write?: typeof setTyped;
}) {
  const { document, violations, edit } = useForm();
  const pointer = pointerOf(path);
  const wrong = violationsWithin(violations, pointer);
  const value = textAt(document, path);
  return (
    <div className="field">
      <label htmlFor={fieldId(pointer)}>{label}</label>
      <select
        id={fieldId(pointer)}
        value={value}
        aria-invalid={wrong.length > 0 || undefined}
        aria-describedby={wrong.length > 0 ? `${fieldId(pointer)}-wrong` : undefined}
        onChange={event => edit(document => write(document, path, event.target.value))}
      >
        {standard !== undefined && <option value="">{standard} (default)</option>}
        {!choices.some(choice => choice.value === value) && (standard === undefined || value !== '')
          && <option value={value}>{value}</option>}
        {choices.map(choice => <option key={choice.value} value={choice.value}>{choice.label}</option>)}
      </select>
      <Violations of={wrong} pointer={pointer} />
    </div>
  );
}

export function words(...values: string[]): Choice[] {
  return values.map(value => ({ value, label: value }));
}

/** @param standard what it is where it is left out */
export function FlagField({ label, path, standard }: Omit<FieldProps, 'placeholder'> & { standard: boolean }) {
  const { document, violations, edit } = useForm();
  const pointer = pointerOf(path);
  const wrong = violationsWithin(violations, pointer);
  const given = textAt(document, path);
  const checked = given === '' ? standard : given === 'true';
  return (
    <div className="field flag">
      <input
        id={fieldId(pointer)}
        type="checkbox"
        checked={checked}
        aria-invalid={wrong.length > 0 || undefined}
        aria-describedby={wrong.length > 0 ? `${fieldId(pointer)}-wrong` : undefined}
        onChange={() => edit(document => (checked === standard
          ? setData(document, path, !checked)
          : setTyped(document, path, '')))}
      />
      <label htmlFor={fieldId(pointer)}>{label}</label>
      <Violations of={wrong} pointer={pointer} />
    </div>
  );
}

/** Why the server refuses a field, in its words. */
export function Violations({ of, pointer }: { of: readonly Violation[]; pointer: string }) {
  return of.length > 0 && (
    <ul className="violations" id={`${fieldId(pointer)}-wrong`}>
      {of.map(({ pointer: place, message }, i) => (
        <li key={i}>{place === pointer ? message : `${partOf(place.slice(pointer.length + 1))}: ${message}`}</li>
      ))}
    </ul>
  );
}

/** 1 → value 2, for a place in a list */
function partOf(place: string): string {
  return /^\d+$/.test(place) ? `value ${Number(place) + 1}` : place;
}
