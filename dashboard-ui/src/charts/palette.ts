import { useMemo, useSyncExternalStore } from 'react';

/** The colours of style.css as a canvas needs them. */
export interface Palette {
  series: readonly string[];
  /** From the worst to the best of a measure, in equal steps of lightness. */
  ramp: readonly string[];
  text: string;
  muted: string;
  border: string;
  grid: string;
  background: string;
  surface: string;
  accent: string;
  font: string;
}

export const SERIES = 8;
const RAMP = 5;
const dark = matchMedia('(prefers-color-scheme: dark)');

export function usePalette(): Palette {
  const isDark = useSyncExternalStore(onSchemeChange, () => dark.matches);
  return useMemo(readPalette, [isDark]);
}

function onSchemeChange(observer: () => void): () => void {
  dark.addEventListener('change', observer);
  return () => dark.removeEventListener('change', observer);
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    series: Array.from({ length: SERIES }, (_, i) => color(`series-${i}`)),
    ramp: Array.from({ length: RAMP }, (_, i) => color(`ramp-${i}`)),
    text: color('text'),
    muted: color('muted'),
    border: color('border'),
    grid: color('grid'),
    background: color('background'),
    accent: color('accent'),
    surface: color('surface'),
    font: style.fontFamily,
  };
}
