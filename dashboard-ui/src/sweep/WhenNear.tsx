import { type ReactNode, type RefObject, startTransition, useEffect, useRef, useState } from 'react';
import type { Span } from './Panel';
import { type Section, SECTIONS } from './sections';

interface Props {
  section: Section;
  span?: Span;
  /** In rem: the room that is kept for it. */
  height: number;
  children: ReactNode;
}

/** A section that is there once the reader comes near it: what is out of sight is neither computed nor loaded. */
export function WhenNear({ section, span = 1, height, children }: Props) {
  const room = useRef<HTMLElement>(null);
  return useNear(room) ? children : (
    <section className={`panel span-${span}`} aria-labelledby={section} ref={room}>
      <div className="section-header">
        <h2 id={section}>{SECTIONS.find(([id]) => id === section)![1]}</h2>
      </div>
      <div style={{ height: `${height}rem` }} />
    </section>
  );
}

/** Whether the element has ever been near the window. */
function useNear(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near) {
      return;
    }
    const observer = new IntersectionObserver(
      // Several that come near at once are not to hold up what the reader does meanwhile.
      entries => entries.some(({ isIntersecting }) => isIntersecting) && startTransition(() => setNear(true)),
      { rootMargin: '20% 0px' });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element, near]);
  return near;
}
