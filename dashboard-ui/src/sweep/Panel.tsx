import { type ReactNode, useEffect, useRef, useState } from 'react';

interface Props {
  id: string;
  title: string;
  /** What changes the panel, beside its title. */
  tools?: ReactNode;
  /** What the panel shows, of which split, and how to read it. */
  caption?: ReactNode;
  /** Why there is nothing to see; null where there is. */
  empty?: string | null;
  /** In rem: the room that is kept before the panel is drawn. */
  height: number;
  /** How many columns it takes where the page has them. */
  span?: 1 | 2 | 'all';
  children: ReactNode;
}

/** A section of the page that is drawn once the reader comes near it, so that the first screen waits for less. */
export function Panel({ id, title, tools, caption, empty = null, height, span = 1, children }: Props) {
  const section = useRef<HTMLElement>(null);
  const near = useNear(section);
  return (
    <section className={`panel span-${span}`} aria-labelledby={id} ref={section}>
      <div className="section-header">
        <h2 id={id}>{title}</h2>
        {near && <div className="panel-tools">{tools}</div>}
      </div>
      {!near ? <div style={{ height: `${height}rem` }} />
        : empty === null ? children : <p className="note">{empty}</p>}
      {near && empty === null && caption && <p className="note">{caption}</p>}
    </section>
  );
}

/** Whether the element has ever been near the window. */
function useNear(element: React.RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || !element.current) {
      return;
    }
    const observer = new IntersectionObserver(
      entries => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true), { rootMargin: '20% 0px' });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, near]);
  return near;
}
