import type { Palette } from './palette';

/** What every axis has. */
export function axisStyle(palette: Palette) {
  return {
    nameTextStyle: { color: palette.muted },
    axisLabel: { color: palette.muted },
    axisLine: { lineStyle: { color: palette.border } },
    axisTick: { lineStyle: { color: palette.border } },
    splitLine: { lineStyle: { color: palette.grid } },
  };
}

/** Drawn on the canvas: the HTML form needs inline styles. */
export function tooltipStyle(palette: Palette) {
  return {
    renderMode: 'richText',
    backgroundColor: palette.surface,
    borderColor: palette.border,
    textStyle: { color: palette.text, fontSize: 13, fontFamily: palette.font },
    confine: true,
  };
}

/** Without animation, which would hide that numbers have changed. */
export function chartStyle(palette: Palette) {
  return { animation: false, textStyle: { fontFamily: palette.font } };
}

export const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const;
export const SYMBOL_GLYPHS = ['●', '■', '▲', '◆'] as const;

/**
 * The label of a place that an axis chose itself: such places are round, so all their digits are few, and fewer would
 * make two alike.
 */
export function tick(value: number, unit: string): string {
  const round = Number((unit === '%' ? 100 * value : value).toPrecision(12));
  const magnitude = Math.abs(round);
  return magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e6) ? round.toExponential() : String(round);
}
