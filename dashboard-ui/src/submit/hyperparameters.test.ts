import hyperparameterSource from '../../../domain/src/main/java/org/flatsweep/domain/Hyperparameter.java?raw';
import methodSource from '../../../domain/src/main/java/org/flatsweep/domain/Method.java?raw';
import { describe, expect, it } from 'vitest';
import { HYPERPARAMETERS, hyperparametersOf, METHODS } from './hyperparameters';

/** The names of a Java enum's constants as its definitions have them. */
function constants(source: string): string[] {
  return [...source.matchAll(/^ {4}[A-Z][A-Z0-9_]*\("([a-z0-9_]+)"/gm)].map(([, key]) => key!);
}

const namesOf = (methods: string[]) => hyperparametersOf(methods).map(({ name }) => name);

describe('what the form offers', () => {
  it('is what the server knows', () => {
    expect(METHODS.map(({ name }) => name)).toEqual(constants(methodSource));
    // The estimator is each method's own, and weight decay another name of alpha.
    expect(HYPERPARAMETERS.map(({ name }) => name).sort())
      .toEqual([...constants(hyperparameterSource).filter(key => key !== 'estimator'), 'weight_decay'].sort());
  });

  it('depends on the parts of the method', () => {
    expect(namesOf(['sgd'])).not.toContain('rho');
    expect(namesOf(['sgd', 'sam'])).toContain('rho');
    expect(namesOf(['sam'])).not.toContain('sigma_lr');
    expect(namesOf(['cma_es'])).toEqual([
      'rho', 'epochs', 'batch_size', 'label_smoothing', 'sigma_floor', 'sigma_ceiling', 'population']);
    expect(namesOf(['composed'])).toEqual(expect.arrayContaining(['perturbation', 'asam_eta', 'beta']));
    expect(namesOf(['composed'])).not.toContain('population');
  });
});
