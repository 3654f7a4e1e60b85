import { describe, expect, it } from 'vitest';
import { HYPERPARAMETERS, hyperparametersOf, LABELS } from './hyperparameters';

const namesOf = (methods: string[]) => hyperparametersOf(methods).map(({ name }) => name);

describe('what the form offers', () => {
  it('labels nothing that the server does not know', () => {
    expect(HYPERPARAMETERS.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(LABELS)));
  });

  it('says what a hyperparameter is where nobody gives it, unless that depends on the method', () => {
    const standard = (name: string) => HYPERPARAMETERS.find(known => known.name === name)?.standard;
    expect(standard('batch_size')).toBe('128');
    expect(standard('asam_scope')).toBe('all_weights');
    expect(standard('rho')).toBeUndefined();
    expect(standard('alpha')).toBe('0.00025');
    expect(standard('weight_decay')).toBe('0.0005');
  });

  it('depends on the method', () => {
    expect(namesOf(['sgd'])).not.toContain('rho');
    expect(namesOf(['sgd', 'sam'])).toContain('rho');
    expect(namesOf(['sam'])).not.toContain('sigma_lr');
    expect(namesOf(['cma_es'])).toEqual([
      'rho', 'epochs', 'batch_size', 'label_smoothing', 'sigma_floor', 'sigma_ceiling', 'population']);
    expect(namesOf(['composed'])).toEqual(expect.arrayContaining(['perturbation', 'asam_eta', 'beta']));
    expect(namesOf(['composed'])).not.toContain('population');
  });

  it('has both names of the strength of the penalty, or neither', () => {
    expect(namesOf(['sgd'])).toEqual(expect.arrayContaining(['alpha', 'weight_decay']));
    expect(namesOf(['es'])).not.toContain('weight_decay');
  });
});
