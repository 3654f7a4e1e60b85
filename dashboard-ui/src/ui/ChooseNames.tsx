import { Menu } from './Menu';

interface NameGroup {
  title: string;
  names: readonly { name: string; label: string }[];
}

interface Props {
  /** "Columns" */
  label: string;
  groups: readonly NameGroup[];
  chosen: readonly string[];
  /** The names in the order in which they were chosen; null for what the page would choose. */
  onChoose(names: readonly string[] | null): void;
}

/** Which of many are shown, one box to tick for each. */
export function ChooseNames({ label, groups, chosen, onChoose }: Props) {
  const toggle = (name: string) =>
    onChoose(chosen.includes(name) ? chosen.filter(each => each !== name) : [...chosen, name]);
  return (
    <Menu label={label}>
      {groups.filter(({ names }) => names.length > 0).map(({ title, names }) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          {names.map(({ name, label: text }) => (
            <label key={name}>
              <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
              {text}
            </label>
          ))}
        </fieldset>
      ))}
      <button type="button" onClick={() => onChoose(null)}>As at first</button>
    </Menu>
  );
}
