import { useEffect } from 'react';
import { HashRouter, Link, Route, Routes, useLocation } from 'react-router';
import { SweepPage } from './sweep/SweepPage';
import { SweepsPage } from './sweeps/SweepsPage';
import { TrialPage } from './trial/TrialPage';

export function App() {
  return (
    <HashRouter>
      <ScrollToTop />
      <nav className="top"><Link to="/">Flatsweep</Link></nav>
      <Routes>
        <Route path="/" element={<SweepsPage />} />
        <Route path="/sweeps/:id" element={<Keyed page={SweepPage} />} />
        <Route path="/trials/:id" element={<Keyed page={TrialPage} />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </HashRouter>
  );
}

/** Another sweep or trial is another page: nothing of the last one stays. */
function Keyed({ page: Page }: { page: React.ComponentType }) {
  return <Page key={useLocation().pathname} />;
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
