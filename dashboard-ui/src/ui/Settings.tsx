import type { ReactNode } from 'react';
import { setting } from './format';

interface Props {
  values: Readonly<Record<string, unknown>>;
  /** Where a value is to be more than its text. */
  show?(name: string, value: unknown): ReactNode;
}

/** Names and values as a configuration writes them. */
export function Settings({ values, show = (_, value) => setting(value) }: Props) {
  return (
    <dl className="settings">
      {Object.entries(values).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{show(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
