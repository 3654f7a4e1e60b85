import { expect, it } from 'vitest';
import { configurationGroups } from './configuration';

it('shows every part of a configuration under the name that a definition gives it', () => {
  expect(configurationGroups({
    dataset: { name: 'digits', resolution: 16, validation: 0.1 },
    model: { name: 'wrn', depth: 10, width: 1 },
    method: 'sam',
    hyperparameters: { lr: 0.1, rho: 0.05 },
    seed: 3,
    probes: { at: [1, 10], images: 64 },
  })).toEqual([
    {
      title: 'What is trained',
      values: {
        'dataset.name': 'digits', 'dataset.resolution': 16, 'dataset.validation': 0.1,
        'model.name': 'wrn', 'model.depth': 10, 'model.width': 1,
        method: 'sam', seed: 3,
      },
    },
    { title: 'Hyperparameters', values: { lr: 0.1, rho: 0.05 } },
    { title: 'Probes', values: { at: [1, 10], images: 64 } },
  ]);
});

it('leaves out a heading that has nothing under it', () => {
  expect(configurationGroups({ method: 'sgd', hyperparameters: {} }).map(({ title }) => title))
    .toEqual(['What is trained']);
});
