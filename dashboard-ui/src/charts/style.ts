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

/** Axis labels without the zeros that only aligned columns need. */
export function tick(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+($|e)/, '$1') : text;
}
