/** The methods as tables name them, by their names in definitions. */
export const METHOD_LABELS = {
  sgd: 'SGD',
  sam: 'SAM',
  rsam: 'RandomSAM',
  mfvi: 'MFVI',
  vsam: 'VariationalSAM',
  asam: 'ASAM',
  fsam: 'FisherSAM',
  interpolated: 'SAM–RandomSAM',
  es: 'ES',
  vo: 'VO',
  nes: 'NES',
  cma_es: 'CMA-ES',
  composed: 'Composed',
} as const;

export function methodLabel(name: string): string {
  return (METHOD_LABELS as Readonly<Record<string, string>>)[name] ?? name;
}
