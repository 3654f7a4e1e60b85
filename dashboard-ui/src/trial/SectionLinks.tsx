import { useEffect } from 'react';
import { useParameters } from '../ui/parameters';

/** The headings of the page, by their ids. */
export type Section = 'curves' | 'attempts' | 'log' | 'reproduce' | 'configuration' | 'provenance';

const TITLES: Record<Section, string> = {
  curves: 'Curves', attempts: 'Attempts', log: 'Log', reproduce: 'Reproduce', configuration: 'Configuration',
  provenance: 'Provenance',
};

/** Goes to a section, which the address then names. */
export function useSection(): (section: Section, parameters?: Readonly<Record<string, string>>) => void {
  const [, setParameters] = useParameters();
  return (section, parameters = {}) => {
    setParameters({ ...parameters, section });
    scrollTo(section);
  };
}

interface Props {
  sections: readonly Section[];
  /** Whether what is above the last of them has its height. */
  ready: boolean;
}

/** Past the curves of a trial with probes it is a long way to its log. */
export function SectionLinks({ sections, ready }: Props) {
  const [parameters] = useParameters();
  const goTo = useSection();
  const asked = parameters.get('section');
  useEffect(() => {
    if (ready && asked) {
      scrollTo(asked);
    }
    // Only once: later the address follows the reader.
  }, [ready]);
  return (
    <nav className="section-links" aria-label="On this page">
      {sections.map(section => (
        <button key={section} type="button" className="link" onClick={() => goTo(section)}>{TITLES[section]}</button>
      ))}
    </nav>
  );
}

function scrollTo(section: string): void {
  document.getElementById(section)?.scrollIntoView();
}
