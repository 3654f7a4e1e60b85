import { useEffect, useRef, useState } from 'react';

interface Props {
  /** "the command" */
  what: string;
  text: string | (() => string);
}

const CONFIRMATION_MS = 2_000;

/** Puts text on the clipboard and says so. */
export function CopyButton({ what, text }: Props) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const press = async () => {
    const copied = await copy(typeof text === 'string' ? text : text());
    setOutcome(copied ? 'copied' : 'refused');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome(null), CONFIRMATION_MS);
  };

  return (
    <span className="copy">
      <span className="note" role="status">
        {outcome === 'copied' && 'Copied'}
        {outcome === 'refused' && 'The browser refused'}
      </span>
      <button type="button" onClick={() => void press()}>Copy {what}</button>
    </span>
  );
}

async function copy(text: string): Promise<boolean> {
  // Only pages from this machine or over HTTPS have the clipboard.
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  const area = document.createElement('textarea');
  area.value = text;
  Object.assign(area.style, { position: 'fixed', opacity: '0' });
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) {
    focused.focus();
  }
  return copied;
}
