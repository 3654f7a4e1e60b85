import { useCallback, useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { fetchTrial, type Order, orderTrial, type TrialView } from '../api/client';
import { ConnectionBadge } from '../live/ConnectionBadge';
import { useEventStream, useLiveSnapshot, useNow } from '../live/hooks';
import { usePolled } from '../live/polling';
import { ForSubmitters } from '../session/ForSubmitters';
import { isFinal } from '../sweep/trials';
import { CancelButton } from '../ui/CancelButton';
import { count, duration, elapsed, NONE, significant, words } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { MEASURES } from '../ui/measures';
import { methodLabel } from '../ui/methods';
import { OrderButton } from '../ui/OrderButton';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';
import { Attempts } from './Attempts';
import { Configuration, Provenance, Reproduce } from './Reproduction';
import { type Section, SectionLinks } from './SectionLinks';
import { secondsLeft } from './timeLeft';
import { TrialCurves } from './TrialCurves';
import { TrialLog } from './TrialLog';
import { reproductionSource, trialMetricsSource, trialSource } from './trialState';
import './trial.css';

const SECTIONS: readonly Section[] = ['curves', 'attempts', 'log', 'reproduce', 'configuration', 'provenance'];

/** A link to a trial does not name its sweep, whose stream tells what happens to it. */
export function TrialPage() {
  const id = Number(useParams().id);
  const found = usePolled(useCallback(() => fetchTrial(id), [id]), null);
  return (
    <main>
      {found.data === null && <title>Trial · Flatsweep</title>}
      <Loaded live={found} what="the trial">
        {({ sweep_id: sweepId }) => <TrialOfSweep id={id} sweepId={sweepId} />}
      </Loaded>
    </main>
  );
}

function TrialOfSweep({ id, sweepId }: { id: number; sweepId: number }) {
  const stream = useEventStream(`/api/v1/sweeps/${sweepId}/events`);
  const live = useLiveSnapshot(stream, useMemo(() => trialSource(id), [id]));
  const metrics = useLiveSnapshot(stream, useMemo(() => trialMetricsSource(id), [id]));
  const reproduction = useLiveSnapshot(stream, useMemo(() => reproductionSource(id), [id]));
  const send = async (order: Order) => live.take({ type: 'trial', data: await orderTrial(id, order) });
  const trial = live.data;
  return (
    <>
      <ConnectionBadge stream={stream} />
      <Loaded live={live} what="the trial">
        {trial => (
          <>
            <Header trial={trial} />
            <Orders trial={trial} send={send} />
            <Facts
              trial={trial}
              left={trial.state === 'RUNNING' && metrics.data ? secondsLeft(metrics.data, trial.epochs) : null}
            />
          </>
        )}
      </Loaded>
      {trial && (
        <SectionLinks
          sections={reproduction.data?.provenance ? SECTIONS : SECTIONS.filter(section => section !== 'provenance')}
          ready={(metrics.data ?? metrics.error) !== null && (reproduction.data ?? reproduction.error) !== null}
        />
      )}
      <TrialCurves live={metrics} epochs={trial?.epochs ?? 0} />
      {trial && (
        <div className="columns">
          <Attempts trial={trial} />
          <TrialLog trial={trial} />
        </div>
      )}
      <Loaded live={reproduction} what="the configuration">
        {({ config, provenance }) => (
          <>
            <Reproduce reproduction={reproduction.data!} />
            <div className="columns">
              <Configuration config={config} />
              {provenance && <Provenance provenance={provenance} />}
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

function Header({ trial }: { trial: TrialView }) {
  const { id, number, sweep_id: sweepId, dataset, model, method, seed, state, failure } = trial;
  return (
    <>
      <title>{`Trial ${number} of sweep ${sweepId} · Flatsweep`}</title>
      <p className="breadcrumb">
        <Link to="/">Sweeps</Link> / <Link to={`/sweeps/${sweepId}?trial=${id}`}>Sweep {sweepId}</Link>
      </p>
      <header className="page-header">
        <h1>Trial {number}: {methodLabel(method)}, seed {seed}</h1>
        <StateLabel state={state} />
        {trial.paused_at && <StateLabel state="PAUSED" />}
        <span className="muted">{model} on {dataset}</span>
      </header>
      {state === 'FAILED' && failure && (
        <div className="problem">
          <p><strong>Failed: {words(failure.ended)}.</strong></p>
          {failure.message && <p className="failure-message" tabIndex={0}>{failure.message}</p>}
        </div>
      )}
    </>
  );
}

function Orders({ trial, send }: { trial: TrialView; send(order: Order): Promise<void> }) {
  return (
    <div className="orders">
      <ForSubmitters>
        {ordersFor(trial).map(([label, order]) => (
          <OrderButton key={order} label={label} send={() => send(order)} />
        ))}
        {!isFinal(trial.state) && (
          <CancelButton
            what="trial"
            consequence="It will never finish, and its sweep will lack its result."
            cancel={() => send('cancel')}
          />
        )}
      </ForSubmitters>
    </div>
  );
}

function ordersFor(trial: TrialView): [label: string, order: Order][] {
  if (trial.state === 'FAILED' || trial.state === 'CANCELLED') {
    return [['Try again', 'retry']];
  }
  if (isFinal(trial.state)) {
    return [];
  }
  return trial.paused_at ? [['Resume trial', 'resume']] : [['Pause trial', 'pause']];
}

/**
 * Where the trial stands and, once it has one, its result.
 *
 * @param left in seconds; null where that is unknown
 */
function Facts({ trial, left }: { trial: TrialView; left: number | null }) {
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
      {left !== null && <Fact name="Time left, about">{duration(left)}</Fact>}
      <Fact name="Started"><Time at={trial.started_at} /></Fact>
      <Fact name={trial.finished_at ? 'Took' : 'Running for'}>
        {trial.state === 'PENDING' ? NONE : elapsed(trial.started_at, trial.finished_at, now)}
      </Fact>
      {trial.reused_from !== null && (
        <Fact name="Result of"><Link to={`/trials/${trial.reused_from}`}>trial {trial.reused_from}, reused</Link></Fact>
      )}
      {trial.worker_id && <Fact name="Worker" wide><span className="worker-id">{trial.worker_id}</span></Fact>}
    </dl>
  );
}

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: React.ReactNode }) {
  return (
    <div className={wide ? 'wide-fact' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
