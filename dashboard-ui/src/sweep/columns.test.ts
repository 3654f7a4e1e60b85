import { describe, expect, it } from 'vitest';
import type { TrialColumns, TrialView } from '../api/client';
import { trial } from '../fixtures';
import type { StreamEvent } from '../live/stream';
import { applyToTable, DURATION, numberAt, tableOf, textAt, varies } from './columns';

const ANSWER: TrialColumns = {
  count: 2,
  columns: [
    { name: 'id', kind: 'TRIAL', values: [42, 43] },
    { name: 'number', kind: 'TRIAL', values: [0, 1] },
    { name: 'state', kind: 'TRIAL', values: ['RUNNING', 'SUCCEEDED'] },
    { name: 'attempt', kind: 'TRIAL', values: [1, 1] },
    { name: 'retries', kind: 'TRIAL', values: [0, 0] },
    { name: 'epoch', kind: 'TRIAL', values: [3, 10] },
    { name: 'worker_id', kind: 'TRIAL', values: [null, null] },
    { name: 'started_at', kind: 'TRIAL', values: ['2026-11-24T18:00:00Z', '2026-11-24T18:00:00Z'] },
    { name: 'finished_at', kind: 'TRIAL', values: [null, '2026-11-24T18:01:30.5Z'] },
    { name: 'rho', kind: 'HYPERPARAMETER', values: [0.05, null] },
    { name: 'beta', kind: 'HYPERPARAMETER', values: [1, 'match_rho'] },
    { name: 'validation_accuracy', kind: 'RESULT', values: [null, 0.97] },
  ],
};
const table = tableOf(ANSWER);

function happened(changes: Partial<TrialView>): StreamEvent {
  const running = trial({ attempt: 1, state: 'RUNNING', started_at: '2026-11-24T18:00:00Z' });
  return { type: 'trial', data: { ...running, ...changes } };
}

describe('a table of trials', () => {
  it('keeps numbers as numbers, times as instants and all else as text', () => {
    expect(numberAt(table, 'rho', 0)).toBe(0.05);
    expect(numberAt(table, 'rho', 1)).toBeNaN();
    expect(numberAt(table, 'finished_at', 1)).toBe(Date.UTC(2026, 10, 24, 18, 1, 30, 500));
    expect(numberAt(table, DURATION, 1)).toBe(90.5);
    expect(textAt(table, 'beta', 0)).toBe('1');
    expect(textAt(table, 'beta', 1)).toBe('match_rho');
    expect(textAt(table, 'worker_id', 0)).toBeNull();
    expect(numberAt(table, 'no_such_column', 0)).toBeNaN();
  });

  it('has the value of each trial where the answer says which of the different ones that is', () => {
    const coded = tableOf({
      count: 3,
      columns: [
        { name: 'id', kind: 'TRIAL', values: [7, 8, 9] },
        { name: 'method', kind: 'TRIAL', values: ['sam', 'sgd'], codes: [0, 1, 0] },
        { name: 'rho', kind: 'HYPERPARAMETER', values: [0.05, null], codes: [0, 1, 0] },
        { name: 'started_at', kind: 'TRIAL', values: ['1970-01-01T00:00:01Z'] },
      ],
    });

    expect([...coded.columns.get('id')!.values]).toEqual([7, 8, 9]);
    expect([...coded.columns.get('method')!.values]).toEqual(['sam', 'sgd', 'sam']);
    expect([...coded.columns.get('rho')!.values]).toEqual([0.05, NaN, 0.05]);
    expect([...coded.columns.get('started_at')!.values]).toEqual([1_000, 1_000, 1_000]);
  });

  it('knows what varies, where none is no value', () => {
    const names = ['state', 'beta', 'rho', 'attempt'];
    expect(names.filter(name => varies(table.columns.get(name)!))).toEqual(['state', 'beta']);
  });
});

describe('events of trials', () => {
  const after = applyToTable(table, [happened({
    state: 'SUCCEEDED', epoch: 10, worker_id: 'a', finished_at: '2026-11-24T18:00:08Z',
    result: {
      train_loss: 0.1, validation_loss: 0.2, validation_accuracy: 0.95, test_loss: 0.3, test_accuracy: 0.94,
      train_seconds: 8, provenance: {},
    },
  })]);

  it('change the row of the trial, also in columns that no trial had a value in', () => {
    expect(textAt(after, 'state', 0)).toBe('SUCCEEDED');
    expect(textAt(after, 'worker_id', 0)).toBe('a');
    expect(numberAt(after, 'validation_accuracy', 0)).toBe(0.95);
    expect(numberAt(after, 'test_accuracy', 0)).toBe(0.94);
    expect(numberAt(after, 'test_accuracy', 1)).toBeNaN();
    expect(numberAt(after, DURATION, 0)).toBe(8);
  });

  it('leave the table before as it was, and share the columns in which nothing happened', () => {
    expect(textAt(table, 'state', 0)).toBe('RUNNING');
    expect(after.columns.get('rho')).toBe(table.columns.get('rho'));
    expect(after.columns.get('epoch')).not.toBe(table.columns.get('epoch'));
  });

  it('of other sweeps, of the past, or without news leave the same table', () => {
    expect(applyToTable(table, [happened({ id: 99 })])).toBe(table);
    expect(applyToTable(table, [happened({ id: 43, epoch: 5 })])).toBe(table);
    expect(applyToTable(table, [happened({ epoch: 3 })])).toBe(table);
    expect(applyToTable(after, [happened({ epoch: 4 })])).toBe(after);
  });

  it('are taken one after the other', () => {
    const lost = happened({ state: 'PENDING', epoch: 3 });
    const again = happened({ state: 'RUNNING', attempt: 2, epoch: 2 });
    const both = applyToTable(table, [lost, again, happened({ epoch: 4 })]);

    expect([textAt(both, 'state', 0), numberAt(both, 'attempt', 0), numberAt(both, 'epoch', 0)])
      .toEqual(['RUNNING', 2, 2]);
  });

  it('of metrics bring probes, and nothing else', () => {
    const probed = applyToTable(table, [
      { type: 'metrics', data: { trial_id: 43, epoch: 10, values: { probe_lambda_max: 7, train_loss: 1 } } }]);

    expect(numberAt(probed, 'probe_lambda_max', 1)).toBe(7);
    expect(probed.columns.get('probe_lambda_max')!.kind).toBe('PROBE');
    expect(probed.columns.has('train_loss')).toBe(false);
  });
});
