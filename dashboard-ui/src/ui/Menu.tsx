import { type ReactNode, useEffect, useRef, useState } from 'react';

interface Props {
  label: string;
  children: ReactNode;
}

/** A button that opens what is inside, until Escape, or a click elsewhere, closes it; nothing is inside before. */
export function Menu({ label, children }: Props) {
  const details = useRef<HTMLDetailsElement>(null);
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    const close = (event: Event) => {
      const { current } = details;
      const escaped = event instanceof KeyboardEvent && event.key === 'Escape';
      if (current?.open && (escaped || (event.type === 'pointerdown' && !current.contains(event.target as Node)))) {
        current.open = false;
        if (escaped) {
          current.querySelector('summary')!.focus();
        }
      }
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details className="menu" ref={details} onToggle={() => setOpened(true)}>
      <summary>{label}</summary>
      <div className="menu-body">{opened && children}</div>
    </details>
  );
}
