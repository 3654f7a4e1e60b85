import { lazy, type RefObject, Suspense, useEffect, useRef } from 'react';
import { HashRouter, Link, Route, Routes, useLocation } from 'react-router';
import { SessionGate } from './session/SessionGate';
import { SweepPage } from './sweep/SweepPage';
import { SweepsPage } from './sweeps/SweepsPage';
import { TrialPage } from './trial/TrialPage';
import { ErrorBoundary } from './ui/ErrorBoundary';
import { TopBar } from './ui/TopBar';

const NewSweepPage = lazy(() => import('./submit/NewSweepPage'));
const WorkersPage = lazy(() => import('./workers/WorkersPage'));

export function App() {
  const content = useRef<HTMLDivElement>(null);
  return (
    <HashRouter>
      <SessionGate>
        <TopBar content={content} />
        <div id="content" className="content" ref={content} tabIndex={-1}>
          <NewPageNotice content={content} />
          <Pages />
        </div>
      </SessionGate>
    </HashRouter>
  );
}

/** Another path is another page: nothing of the last one stays, be it a sweep or an error. */
function Pages() {
  return (
    <ErrorBoundary key={useLocation().pathname}>
      <Suspense fallback={<main><p className="loading" role="status">Loading the page…</p></main>}>
        <Routes>
          <Route path="/" element={<SweepsPage />} />
          <Route path="/sweeps/:id" element={<SweepPage />} />
          <Route path="/trials/:id" element={<TrialPage />} />
          <Route path="/new" element={<NewSweepPage />} />
          <Route path="/workers" element={<WorkersPage />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </ErrorBoundary>
  );
}

/** After a link was followed, the keyboard and the eye begin at the top of the page that it led to. */
function NewPageNotice({ content }: { content: RefObject<HTMLElement | null> }) {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (pathname !== shown.current) {
      shown.current = pathname;
      content.current?.focus({ preventScroll: true });
      // Its promise, in browsers where it gives one, is no clean-up.
      void window.scrollTo(0, 0);
    }
  }, [pathname, content]);
  return null;
}

function NotFound() {
  return (
    <main>
      <title>No such page · Flatsweep</title>
      <h1>No such page</h1>
      <p><Link to="/">All sweeps</Link></p>
    </main>
  );
}
