import { describe, expect, it } from 'vitest';
import type { ResultsRow, TrialResult } from '../api/client';
import { MEASURES, measuresOf } from './measures';

const WITHOUT_ACCURACY: TrialResult = {
  train_loss: 110, validation_loss: 112.345, validation_accuracy: null, test_loss: 113, test_accuracy: null,
  train_seconds: 1, provenance: {},
};

const ROW: ResultsRow = {
  dataset: 'digits', model: 'VAE-8-256', method: 'sgd', method_label: 'SGD', hyperparameters: {}, configurations: 1,
  configurations_incomplete: 0, ties: 0, seeds: 2, seeds_asked: 2, seeds_missing: 0, test_standard_deviation: null,
  test_loss_standard_deviation: 2.8, test_interval: null, difference: null, validation_accuracy: null,
  validation_standard_error: null, test_accuracy: null, test_standard_error: null,
  train_seconds: 2, measure: 'ELBO', validation_loss: 112, validation_loss_standard_error: 1,
  test_loss: 113, test_loss_standard_error: 2, validation_elbo: -112, test_elbo: -113,
};

describe('a measure', () => {
  it('reads the lower bound of a trial that has no accuracy off its loss', () => {
    const { ofResult, format, unit } = MEASURES.ELBO;
    expect(ofResult(WITHOUT_ACCURACY)).toEqual({ validation: -112.345, test: -113 });
    expect(`${format(-112.345)} ${unit}`).toBe('-112.34 nats');
  });

  it('has the standard error of the loss for that of the lower bound', () => {
    expect(MEASURES.ELBO.ofRow(ROW)).toEqual({ validation: { mean: -112, error: 1 }, test: { mean: -113, error: 2 } });
    expect(MEASURES.ACCURACY.ofRow(ROW).test).toEqual({ mean: null, error: null });
  });

  it('is shown once, however many it judges, and accuracy first', () => {
    expect(measuresOf([{ measure: 'ELBO' }, { measure: 'ACCURACY' }, { measure: 'ELBO' }])).toEqual(['ACCURACY', 'ELBO']);
    expect(measuresOf([{ measure: 'ELBO' }])).toEqual(['ELBO']);
  });
});
