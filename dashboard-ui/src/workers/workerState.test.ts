import { describe, expect, it } from 'vitest';
import type { WorkerView } from '../api/client';
import { filterWorkers, workerState } from './workerState';

const training = [
  { trial_id: 1, sweep_id: 1, number: 0, attempt: 1, epoch: 1, epochs: 2, since: '2026-11-24T18:00:00Z' },
];
const worker = (id: string, changes: Partial<WorkerView>): WorkerView => ({
  id, hostname: 'node', device: 'cpu, 2 threads', started_at: '2026-11-24T18:00:00Z',
  last_seen_at: '2026-11-24T18:00:00Z', stopped_at: null, alive: true, images_per_second: null, gpu_memory_bytes: null,
  gpu_memory_used_bytes: null, gpu_utilization: null, trial_ids: [], training: [], ...changes,
});
const workers = [
  worker('a', { training, device: 'NVIDIA H100' }), worker('b', {}), worker('c', { alive: false }),
  worker('d', { alive: false, stopped_at: '2026-11-24T18:00:00Z' }),
];

describe('workers', () => {
  it('are busy, idle, lost or stopped', () => {
    expect(workers.map(workerState)).toEqual(['BUSY', 'IDLE', 'LOST', 'STOPPED']);
  });

  it.each([['alive', '', 'ab'], ['busy', '', 'a'], ['idle', '', 'b'], ['gone', '', 'cd'], ['all', '', 'abcd'],
    ['all', 'h100', 'a'], ['alive', ' NODE ', 'ab'], ['gone', 'h100', '']] as const)(
    'that are %s and have “%s” are %s', (filter, text, ids) => {
      expect(filterWorkers(workers, filter, text).map(({ id }) => id).join('')).toBe(ids);
    });
});
