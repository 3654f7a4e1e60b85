/** The parts of a sweep's page, as the address and the reader know them. */
export const SECTIONS = [
  ['results', 'Results'], ['parallel', 'Parallel coordinates'], ['curves', 'Curves'], ['axis', 'By axis'],
  ['map', 'Map'], ['importance', 'Importance'], ['sharpness', 'Sharpness'], ['trials', 'Trials'],
] as const;

export type Section = (typeof SECTIONS)[number][0];
