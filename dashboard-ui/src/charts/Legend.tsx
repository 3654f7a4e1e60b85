import { SERIES } from './palette';
import { SYMBOL_GLYPHS } from './style';

interface Props {
  entries: readonly { name: string; i: number; note?: string }[];
  /** Bars have no symbols. */
  plain?: boolean;
}

/** Which colour and symbol is which method; the i-th method has the same in every chart. */
export function Legend({ entries, plain }: Props) {
  return (
    <ul className="legend">
      {entries.map(({ name, i, note }) => (
        <li key={name}>
          <span className={`swatch series-${i % SERIES}`} aria-hidden="true">
            {SYMBOL_GLYPHS[plain ? 1 : i % SYMBOL_GLYPHS.length]}
          </span>
          {name}{note && <span className="muted"> {note}</span>}
        </li>
      ))}
    </ul>
  );
}
