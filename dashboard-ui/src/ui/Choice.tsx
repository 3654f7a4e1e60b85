interface Props {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChoose(value: string): void;
}

/** One of several, with its name before it. */
export function Choice({ label, value, options, onChoose }: Props) {
  return (
    <label className="choice">
      <span>{label}</span>
      <select value={value} onChange={event => onChoose(event.target.value)}>
        {options.map(([each, text]) => <option key={each} value={each}>{text}</option>)}
      </select>
    </label>
  );
}
