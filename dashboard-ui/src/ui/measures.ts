import type { Measure, ResultsRow, TrialResult } from '../api/client';
import { nats, percent } from './format';

/** A mean over seeds and its standard error, each null where there are too few. */
export interface Estimate {
  mean: number | null;
  error: number | null;
}

/** How a page names, reads and writes what models are judged by. */
interface MeasureText {
  /** What follows "Validation" or "Test". */
  label: string;
  /** The same where space is short. */
  short: string;
  unit: string;
  /** What follows `validation_` in the name of the metric. */
  metric: string;
  /** The value in the unit, without it. */
  format(value: number): string;
  ofResult(result: TrialResult): { validation: number | null; test: number | null };
  ofRow(row: ResultsRow): { validation: Estimate; test: Estimate };
}

export const MEASURES: Record<Measure, MeasureText> = {
  ACCURACY: {
    label: 'accuracy',
    short: 'acc.',
    unit: '%',
    metric: 'accuracy',
    format: percent,
    ofResult: result => ({ validation: result.validation_accuracy, test: result.test_accuracy }),
    ofRow: row => ({
      validation: { mean: row.validation_accuracy, error: row.validation_standard_error },
      test: { mean: row.test_accuracy, error: row.test_standard_error },
    }),
  },
  ELBO: {
    label: 'ELBO',
    short: 'ELBO',
    unit: 'nats',
    metric: 'elbo',
    format: nats,
    ofResult: result => ({ validation: -result.validation_loss, test: -result.test_loss }),
    ofRow: row => ({
      validation: { mean: row.validation_elbo, error: row.validation_loss_standard_error },
      test: { mean: row.test_elbo, error: row.test_loss_standard_error },
    }),
  },
};

/** The measures that judge some of these, in the order in which they are shown. */
export function measuresOf(judged: Iterable<{ measure: Measure }>): Measure[] {
  const present = new Set([...judged].map(({ measure }) => measure));
  return (Object.keys(MEASURES) as Measure[]).filter(measure => present.has(measure));
}
