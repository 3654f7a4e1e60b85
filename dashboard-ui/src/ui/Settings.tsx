import { setting } from './format';

/** Names and values as a configuration writes them. */
export function Settings({ values }: { values: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="settings">
      {Object.entries(values).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{setting(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
