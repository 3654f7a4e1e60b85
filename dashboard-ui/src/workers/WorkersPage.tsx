import { useMemo } from 'react';
import { fetchFailures, fetchQueue, fetchWorkers, type QueueView, type WorkerView } from '../api/client';
import { PollingBadge } from '../live/PollingBadge';
import { usePolled } from '../live/polling';
import { count } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { useParameters } from '../ui/parameters';
import { Failures } from './Failures';
import { QueueOverTime } from './QueueOverTime';
import { filterWorkers, WORKER_FILTERS, type WorkerFilter } from './workerState';
import { WorkerCard } from './WorkerCard';
import './workers.css';

const INTERVAL_MS = 5_000;
const FAILURES_INTERVAL_MS = 15_000;
const FAILURES = 100;

const loadFailures = () => fetchFailures(FAILURES);

const FILTER_LABELS: Record<WorkerFilter, string> = {
  alive: 'alive', busy: 'busy', idle: 'idle', gone: 'gone within a day', all: 'all',
};

/** Who is alive and doing what, what waits, and what went wrong. */
export default function WorkersPage() {
  const [parameters, setParameters] = useParameters();
  const queue = usePolled(fetchQueue, INTERVAL_MS);
  const workers = usePolled(fetchWorkers, INTERVAL_MS);
  const failures = usePolled(loadFailures, FAILURES_INTERVAL_MS);

  return (
    <main>
      <title>Workers · Flatsweep</title>
      <header className="page-header"><h1>Workers and queue</h1></header>
      <PollingBadge polled={workers} />
      <Loaded live={queue} what="the queue">{now => <QueueNow queue={now} />}</Loaded>
      <section aria-labelledby="workers">
        <h2 id="workers">Workers</h2>
        <Loaded live={workers} what="the workers">
          {all => (
            <Workers
              workers={all}
              filter={WORKER_FILTERS.find(filter => filter === parameters.get('workers')) ?? 'alive'}
              onFilter={filter => setParameters({ workers: filter === 'alive' ? null : filter })}
              text={parameters.get('q') ?? ''}
              onText={text => setParameters({ q: text || null })}
            />
          )}
        </Loaded>
      </section>
      <QueueOverTime
        hours={Math.min(168, Math.max(1, Number(parameters.get('hours')) || 24))}
        onHours={hours => setParameters({ hours: hours === 24 ? null : String(hours) })}
      />
      <section aria-labelledby="failures">
        <h2 id="failures">Recent failures</h2>
        <Loaded live={failures} what="the failures">
          {recent => (
            <Failures
              failures={recent}
              cause={parameters.get('cause')}
              onCause={cause => setParameters({ cause })}
            />
          )}
        </Loaded>
      </section>
    </main>
  );
}

function QueueNow({ queue }: { queue: QueueView }) {
  const { workers_alive: alive, workers_busy: busy } = queue;
  return (
    <dl className="facts">
      <div><dt>Running trials</dt><dd>{count(queue.running)}</dd></div>
      <div><dt>Waiting trials</dt><dd>{count(queue.pending)}</dd></div>
      <div><dt>Paused trials</dt><dd>{count(queue.paused)}</dd></div>
      <div><dt>Workers alive</dt><dd>{count(alive)}</dd></div>
      <div>
        <dt>Of these at work</dt>
        <dd>{count(busy)}{alive > 0 && <span className="muted"> ({Math.round((100 * busy) / alive)} %)</span>}</dd>
      </div>
    </dl>
  );
}

interface WorkersProps {
  workers: readonly WorkerView[];
  filter: WorkerFilter;
  onFilter(filter: WorkerFilter): void;
  text: string;
  onText(text: string): void;
}

function Workers({ workers, filter, onFilter, text, onText }: WorkersProps) {
  const shown = useMemo(() => filterWorkers(workers, filter, text), [workers, filter, text]);
  if (workers.length === 0) {
    return (
      <>
        <p>No worker has been here within a day. Start one, on this or any machine that reaches the database:</p>
        <pre tabIndex={0}>./flatsweep worker</pre>
      </>
    );
  }
  return (
    <>
      <div className="filters" role="search" aria-label="Workers">
        <label>
          Show{' '}
          <select value={filter} onChange={event => onFilter(event.target.value as WorkerFilter)}>
            {WORKER_FILTERS.map(each => <option key={each} value={each}>{FILTER_LABELS[each]}</option>)}
          </select>
        </label>
        <input
          type="search"
          aria-label="Search workers by name, host or device"
          placeholder="Name, host or device"
          value={text}
          onChange={event => onText(event.target.value)}
        />
        <span className="note" role="status">{count(shown.length)} of {count(workers.length)}</span>
      </div>
      {shown.length === 0 && <p className="note">No worker is like that.</p>}
      <ul className="workers">{shown.map(worker => <WorkerCard key={worker.id} worker={worker} />)}</ul>
    </>
  );
}
