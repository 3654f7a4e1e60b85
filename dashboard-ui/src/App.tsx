import { useEffect } from 'react';
import { HashRouter, Link, Route, Routes, useLocation } from 'react-router';
import { SweepPage } from './sweep/SweepPage';
import { SweepsPage } from './sweeps/SweepsPage';
import { TrialPage } from './trial/TrialPage';
import { ErrorBoundary } from './ui/ErrorBoundary';

export function App() {
  return (
    <HashRouter>
      <ScrollToTop />
      <nav className="top"><Link to="/">Flatsweep</Link></nav>
      <Pages />
    </HashRouter>
  );
}

/** Another path is another page: nothing of the last one stays, be it a sweep or an error. */
function Pages() {
  return (
    <ErrorBoundary key={useLocation().pathname}>
      <Routes>
        <Route path="/" element={<SweepsPage />} />
        <Route path="/sweeps/:id" element={<SweepPage />} />
        <Route path="/trials/:id" element={<TrialPage />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </ErrorBoundary>
  );
}

function ScrollToTop() {
  const { pathname } = useLocation();
  useEffect(() => {
    // Its promise, in browsers where it gives one, is no clean-up.
    void window.scrollTo(0, 0);
  }, [pathname]);
  return null;
}

function NotFound() {
  return (
    <main>
      <h1>No such page</h1>
      <p><Link to="/">All sweeps</Link></p>
    </main>
  );
}
