import { describe, expect, it } from 'vitest';
import { METRICS } from '../ui/metrics';
import { curveGroups } from './curveGroups';

const shown = (names: string[]) => curveGroups(names).map(({ key, charts }) => [key, charts.map(({ title }) => title)]);

describe('the groups of curves', () => {
  it('are in a fixed order, and only those that have curves', () => {
    expect(shown(['probe_kl', 'epoch_seconds', 'lr', 'train_loss', 'test_loss', 'gradient_norm'])).toEqual([
      ['learning', ['Loss']],
      ['optimiser', ['Gradient norm', 'Learning rate']],
      ['flatness', ['KL(q‖prior) (nats)']],
      ['speed', ['Time per epoch (s)']],
    ]);
  });

  it('have a place for every metric that the page knows, and another for those it does not', () => {
    expect(shown(METRICS.map(({ name }) => name)).map(([key]) => key)).toEqual(
      ['learning', 'optimiser', 'flatness', 'speed']);
    expect(shown(['novelty'])).toEqual([['other', ['novelty']]]);
  });
});
