import type { WorkerView } from '../api/client';

export type WorkerState = 'BUSY' | 'IDLE' | 'STOPPED' | 'LOST';

/** A worker that ends says so; one that just falls silent is lost. */
export function workerState(worker: Pick<WorkerView, 'alive' | 'stopped_at' | 'training'>): WorkerState {
  if (worker.alive) {
    return worker.training.length > 0 ? 'BUSY' : 'IDLE';
  }
  return worker.stopped_at === null ? 'LOST' : 'STOPPED';
}

export const WORKER_FILTERS = ['alive', 'busy', 'idle', 'gone', 'all'] as const;
export type WorkerFilter = (typeof WORKER_FILTERS)[number];

/** Those in a state whose name, host or device has the text in it. */
export function filterWorkers(workers: readonly WorkerView[], filter: WorkerFilter, text: string): WorkerView[] {
  const sought = text.trim().toLowerCase();
  return workers.filter(worker => {
    const state = workerState(worker);
    const fits = filter === 'all' || filter === state.toLowerCase()
      || filter === 'alive' && worker.alive || filter === 'gone' && !worker.alive;
    return fits && `${worker.id} ${worker.hostname} ${worker.device}`.toLowerCase().includes(sought);
  });
}
