import { Link } from 'react-router';
import type { WorkerView } from '../api/client';
import { useNow } from '../live/hooks';
import { count, elapsed, significant } from '../ui/format';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';
import { workerState } from './workerState';

const GIB = 2 ** 30;

/** Who it is, on what it trains, and what. */
export function WorkerCard({ worker }: { worker: WorkerView }) {
  const { id, hostname, device, training, gpu_memory_bytes: memory, gpu_memory_used_bytes: used } = worker;
  return (
    <li className="worker">
      <div className="worker-name">
        <h3>{id}</h3>
        <StateLabel state={workerState(worker)} />
      </div>
      <p className="muted">{device}{hostname !== '' && ` · ${hostname}`}</p>
      <p className="note">
        Started <Time at={worker.started_at} />, {worker.stopped_at
          ? <>stopped <Time at={worker.stopped_at} /></>
          : <>heard of <Time at={worker.last_seen_at} /></>}
      </p>
      {worker.alive && (
        <>
          {worker.gpu_utilization !== null && (
            <Meter label="GPU" value={worker.gpu_utilization} text={`${Math.round(100 * worker.gpu_utilization)} %`} />
          )}
          {memory !== null && used !== null && (
            <Meter
              label="GPU memory"
              value={used / memory}
              text={`${(used / GIB).toFixed(1)} of ${(memory / GIB).toFixed(1)} GiB`}
            />
          )}
          {worker.images_per_second !== null && (
            <p className="note">{rate(worker.images_per_second)} images/s in its last epoch</p>
          )}
          {training.length > 0 && (
            <ul className="training">
              {training.map(trial => <TrialInTraining key={trial.trial_id} trial={trial} />)}
            </ul>
          )}
        </>
      )}
    </li>
  );
}

function TrialInTraining({ trial }: { trial: WorkerView['training'][number] }) {
  const now = useNow(10_000);
  return (
    <li>
      <span>
        <Link to={`/trials/${trial.trial_id}`}>Trial {trial.number}</Link> of{' '}
        <Link to={`/sweeps/${trial.sweep_id}`}>sweep {trial.sweep_id}</Link>
        {trial.attempt > 1 && `, attempt ${trial.attempt}`}
      </span>
      <span className="muted">{elapsed(trial.since, null, now)}</span>
      <Meter
        label="Epoch"
        value={trial.epoch / trial.epochs}
        text={`${count(trial.epoch)} / ${count(trial.epochs)}`}
      />
    </li>
  );
}

function Meter({ label, value, text }: { label: string; value: number; text: string }) {
  return (
    <div className="meter">
      <span>{label}</span>
      <span className="meter-bar" aria-hidden="true"><span style={{ width: `${Math.min(100, 100 * value)}%` }} /></span>
      <span className="number">{text}</span>
    </div>
  );
}

function rate(perSecond: number): string {
  return perSecond >= 100 ? count(Math.round(perSecond)) : significant(perSecond);
}
