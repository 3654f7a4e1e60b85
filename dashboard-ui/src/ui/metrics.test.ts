import { describe, expect, it } from 'vitest';
import { METRICS, chartsFor } from './metrics';

describe('the charts of a trial', () => {
  it('put together what is read together, and leave out what was not reported', () => {
    expect(chartsFor(['lr', 'test_loss', 'train_loss', 'epoch_seconds']).map(({ title, lines }) =>
      [title, lines.map(({ metric }) => metric.name)])).toEqual([
      ['Loss', ['train_loss', 'test_loss']],
      ['Learning rate', ['lr']],
      ['Time per epoch (s)', ['epoch_seconds']],
    ]);
  });

  it('show the lower bound of an autoencoder with its two parts', () => {
    const names = ['elbo', 'loss', 'reconstruction', 'kl'].flatMap(name => [`train_${name}`, `test_${name}`]);
    expect(chartsFor(names).map(({ title, lines }) => [title, lines.length])).toEqual([
      ['ELBO (nats)', 2], ['Loss', 2], ['Reconstruction loss (nats)', 2], ['KL to the prior (nats)', 2],
    ]);
  });

  it('name the only line of a shared chart in its title', () => {
    expect(chartsFor(['validation_accuracy']).map(({ title }) => title)).toEqual(['Validation accuracy (%)']);
  });

  it('put a probe beside its error and beside what predicts it', () => {
    expect(chartsFor(['probe_ideal_sam', 'probe_sharpness_max', 'probe_trace_sigma_h_error', 'probe_trace_sigma_h'])
      .map(({ title, lines }) => [title, lines.map(({ label }) => label)])).toEqual([
      ['Worst-case sharpness (nats)', ['Greatest found', 'Its first order √p·√(gᵀΣg)']],
      ['Tr[ΣH] (nats)', ['Estimate', 'Standard error']],
    ]);
  });

  it('give all their lines the unit and the form of the first', () => {
    for (const { lines } of chartsFor(METRICS.map(({ name }) => name))) {
      expect(new Set(lines.map(({ metric: { unit, scale } }) => `${unit} ${scale}`)).size).toBe(1);
    }
  });

  it('show a metric that this page does not know, last and under its own name', () => {
    expect(chartsFor(['sharpness', 'lr']).map(({ title }) => title)).toEqual(['Learning rate', 'sharpness']);
  });
});
