import { type RefObject, useLayoutEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { Link, useLocation } from 'react-router';
import { LoggedIn } from '../session/LoggedIn';

interface Section {
  path: string;
  label: string;
  /** The paths that belong to it besides its own. */
  within: RegExp;
}

const SECTIONS: readonly Section[] = [
  { path: '/', label: 'Sweeps', within: /^\/(sweeps|trials)\// },
  { path: '/new', label: 'New sweep', within: /^$/ },
  { path: '/workers', label: 'Workers', within: /^$/ },
];

/** Where a page's own state goes that must stay in sight, such as that of its connection. */
const STATUS_ID = 'page-status';

interface Props {
  /** What the skip link leads to. */
  content: RefObject<HTMLElement | null>;
}

/** On top of every page: where one is, where one can go, whether what one sees is live, and as whom. */
export function TopBar({ content }: Props) {
  const { pathname } = useLocation();
  return (
    <header className="top">
      <a
        className="skip"
        href="#content"
        onClick={event => {
          // A fragment of its own would be another page to the router.
          event.preventDefault();
          content.current?.focus();
        }}
      >
        Skip to content
      </a>
      <Link className="brand" to="/" aria-label="Flatsweep">
        <img src="/favicon.svg" alt="" width="20" height="20" />
        <span>Flatsweep</span>
      </Link>
      <nav aria-label="Main">
        <ul>
          {SECTIONS.map(({ path, label, within }) => (
            <li key={path}>
              <Link to={path} aria-current={pathname === path ? 'page' : within.test(pathname) ? 'true' : undefined}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div id={STATUS_ID} className="page-status" />
      <LoggedIn />
    </header>
  );
}

/** Shows its children in the top bar. */
export function PageStatus({ children }: { children: React.ReactNode }) {
  const [bar, setBar] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => setBar(document.getElementById(STATUS_ID)), []);
  return bar && createPortal(children, bar);
}
