import { useEffect, useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { ApiError, fetchTrial, type Order, orderTrial, type TrialView } from '../api/client';
import { ConnectionBadge } from '../live/ConnectionBadge';
import { useEventStream, useLiveSnapshot, useNow } from '../live/hooks';
import { isFinal } from '../sweep/trials';
import { CancelButton } from '../ui/CancelButton';
import { count, duration, elapsed, NONE, significant } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { MEASURES } from '../ui/measures';
import { OrderButton } from '../ui/OrderButton';
import { Problem } from '../ui/Problem';
import { Settings } from '../ui/Settings';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';
import { Attempts } from './Attempts';
import { TrialCurves } from './TrialCurves';
import { trialSource } from './trialState';

/** A link to a trial does not name its sweep, whose stream tells what happens to it. */
export function TrialPage() {
  const id = Number(useParams().id);
  const [sweepId, setSweepId] = useState<number | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    let left = false;
    setError(null);
    fetchTrial(id).then(
      trial => left || setSweepId(trial.sweep_id),
      (cause: unknown) => left || setError(cause instanceof ApiError ? cause : new ApiError(String(cause), 0)));
    return () => {
      left = true;
    };
  }, [id, asked]);

  if (sweepId !== null) {
    return <TrialOfSweep id={id} sweepId={sweepId} />;
  }
  return (
    <main>
      {error
        ? <Problem what="Could not load the trial" error={error} onRetry={() => setAsked(asked + 1)} />
        : <p className="loading" role="status">Loading the trial…</p>}
    </main>
  );
}

function TrialOfSweep({ id, sweepId }: { id: number; sweepId: number }) {
  const stream = useEventStream(`/api/v1/sweeps/${sweepId}/events`);
  const live = useLiveSnapshot(stream, useMemo(() => trialSource(id), [id]));
  const send = async (order: Order) => live.take({ type: 'trial', data: await orderTrial(id, order) });
  return (
    <main>
      <Loaded live={live} what="the trial">
        {trial => (
          <>
            <title>{`Trial ${trial.number} of sweep ${sweepId} · Flatsweep`}</title>
            <p className="breadcrumb">
              <Link to="/">Sweeps</Link> / <Link to={`/sweeps/${sweepId}?trial=${id}`}>Sweep {sweepId}</Link>
            </p>
            <header className="page-header">
              <h1>Trial {trial.number}: {trial.method}, seed {trial.seed}</h1>
              <StateLabel state={trial.state} />
              {trial.paused_at && <StateLabel state="PAUSED" />}
              <ConnectionBadge stream={stream} />
            </header>
            <Facts trial={trial} />
            <div className="orders">
              {orders(trial).map(([label, order]) => <OrderButton key={order} label={label} send={() => send(order)} />)}
              {!isFinal(trial.state) && (
                <CancelButton
                  what="trial"
                  consequence="It will never finish, and its sweep will lack its result."
                  cancel={() => send('cancel')}
                />
              )}
            </div>
          </>
        )}
      </Loaded>
      <TrialCurves trialId={id} epochs={live.data?.epochs ?? 0} stream={stream} />
      {live.data && (
        <>
          <Attempts attempts={live.data.attempts ?? []} />
          <section aria-labelledby="configuration">
            <h2 id="configuration">Configuration</h2>
            <Settings
              values={{
                dataset: live.data.dataset,
                model: live.data.model,
                method: live.data.method,
                ...live.data.hyperparameters,
                seed: live.data.seed,
                configuration_hash: live.data.configuration_hash,
              }}
            />
          </section>
          {live.data.result && (
            <section aria-labelledby="provenance">
              <h2 id="provenance">Provenance</h2>
              <Settings values={live.data.result.provenance} />
            </section>
          )}
        </>
      )}
    </main>
  );
}

function orders(trial: TrialView): [string, Order][] {
  if (trial.state === 'FAILED' || trial.state === 'CANCELLED') {
    return [['Try again', 'retry']];
  }
  if (isFinal(trial.state)) {
    return [];
  }
  return trial.paused_at ? [['Resume trial', 'resume']] : [['Pause trial', 'pause']];
}

/** Where the trial stands and, once it has one, its result. */
function Facts({ trial }: { trial: TrialView }) {
  const now = useNow(1_000);
  const { result } = trial;
  const { label, unit, format, ofResult } = MEASURES[trial.measure];
  const { validation, test } = result ? ofResult(result) : { validation: null, test: null };
  const shown = (value: number | null) => (value === null ? NONE : `${format(value)} ${unit}`);
  return (
    <dl className="facts">
      <Fact name={`Validation ${label}`}>{shown(validation)}</Fact>
      <Fact name={`Test ${label}`}>{shown(test)}</Fact>
      <Fact name="Test loss">{result ? significant(result.test_loss) : NONE}</Fact>
      <Fact name="Training loss">{result ? significant(result.train_loss) : NONE}</Fact>
      <Fact name="Training time">{result ? duration(result.train_seconds) : NONE}</Fact>
      <Fact name="Epoch">{count(trial.epoch)} / {count(trial.epochs)}</Fact>
      <Fact name="Started"><Time at={trial.started_at} /></Fact>
      <Fact name={trial.finished_at ? 'Took' : 'Running for'}>
        {trial.state === 'PENDING' ? NONE : elapsed(trial.started_at, trial.finished_at, now)}
      </Fact>
      {trial.reused_from !== null && (
        <Fact name="Result of"><Link to={`/trials/${trial.reused_from}`}>trial {trial.reused_from}, reused</Link></Fact>
      )}
      {trial.worker_id && <Fact name="Worker">{trial.worker_id}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
