import { type ReactNode, type RefObject, startTransition, useEffect, useRef, useState } from 'react';
import { type Section, SECTIONS } from './sections';

interface Props {
  section: Section;
  /** How many columns it takes where the page has them. */
  span?: 1 | 2 | 'all';
  /** In rem: the room that is kept for it before it is there. */
  height: number;
  children: ReactNode;
}

/**
 * A section that is there once the reader comes near it, and changes only while the reader is: what is out of sight is
 * neither loaded nor computed nor drawn.
 */
export function WhenNear({ section, span = 1, height, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const near = useNear(place);
  const shown = useRef<ReactNode>(null);
  if (near) {
    shown.current = children;
  }
  return (
    <div className={`span-${span}`} ref={place}>
      {shown.current ?? (
        <section className="panel" aria-labelledby={section}>
          <div className="section-header">
            <h2 id={section}>{SECTIONS.find(([id]) => id === section)![1]}</h2>
          </div>
          <div style={{ height: `${height}rem` }} />
        </section>
      )}
    </div>
  );
}

/** Whether the element is in the window, or close to it. */
function useNear(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      // Several that come near at once are not to hold up what the reader does meanwhile.
      entries => startTransition(() => setNear(entries.at(-1)!.isIntersecting)), { rootMargin: '20% 0px' });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return near;
}
