import { describe, expect, it } from 'vitest';
import { cellsOf } from './best';

const row = (dataset: string, model: string, method: string, validation: number) =>
  ({ dataset, model, method, validation, measure: 'ACCURACY' as const, seeds: 2, configuration_hash: 'c0ffee' });

describe('the best of each method', () => {
  it('are put together by dataset and model, and have a top one there', () => {
    const cells = cellsOf([
      row('digits', 'WRN-10-1', 'sgd', 0.9),
      row('digits', 'WRN-10-1', 'sam', 0.95),
      row('cifar10', 'WRN-10-1', 'sgd', 0.8),
    ]);
    expect(cells.map(({ dataset, methods, top }) => [dataset, methods.map(({ method }) => method), top]))
      .toEqual([['digits', ['sgd', 'sam'], 0.95], ['cifar10', ['sgd'], 0.8]]);
  });
});
