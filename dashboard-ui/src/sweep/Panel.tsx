import type { ReactNode } from 'react';

interface Props {
  id: string;
  title: string;
  /** What changes the panel, beside its title. */
  tools?: ReactNode;
  /** What the panel shows, of which split, and how to read it. */
  caption?: ReactNode;
  /** Why there is nothing to see; null where there is. */
  empty?: string | null;
  children: ReactNode;
}

/** A section of the page. */
export function Panel({ id, title, tools, caption, empty = null, children }: Props) {
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="section-header">
        <h2 id={id}>{title}</h2>
        <div className="panel-tools">{tools}</div>
      </div>
      {empty === null ? children : <p className="note">{empty}</p>}
      {empty === null && caption && <p className="note">{caption}</p>}
    </section>
  );
}
