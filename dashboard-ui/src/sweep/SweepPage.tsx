import { useCallback, useMemo, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { fetchSweep, type Order, orderSweep, type SweepView } from '../api/client';
import { ConnectionBadge } from '../live/ConnectionBadge';
import { useEventStream, useLiveSnapshot } from '../live/hooks';
import type { Source } from '../live/snapshot';
import { CancelButton } from '../ui/CancelButton';
import { count } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { MEASURES } from '../ui/measures';
import { OrderButton } from '../ui/OrderButton';
import { Problem } from '../ui/Problem';
import { Progress } from '../ui/Progress';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';
import { LearningCurves } from './LearningCurves';
import { Results } from './Results';
import { type Trials, trialsSource, varyingHyperparameters } from './trials';
import { TrialsTable } from './TrialsTable';

function sweepSource(id: number): Source<SweepView> {
  return {
    load: () => fetchSweep(id),
    // Events carry no definition, which never changes.
    apply: (sweep, events) => events.reduce(
      (state, event) => (event.type === 'sweep' && event.data.id === id
        ? { ...event.data, definition: state.definition } : state), sweep),
  };
}

const NO_TRIALS: Trials = { byId: new Map(), more: false };

export function SweepPage() {
  const id = Number(useParams().id);
  const stream = useEventStream(`/api/v1/sweeps/${id}/events`);
  const sweep = useLiveSnapshot(stream, useMemo(() => sweepSource(id), [id]));
  const trials = useLiveSnapshot(stream, useMemo(() => trialsSource(id), [id]));

  const send = async (order: Order) => sweep.take({ type: 'sweep', data: await orderSweep(id, order) });

  const { byId, more } = trials.data ?? NO_TRIALS;
  const inOrder = useMemo(() => [...byId.values()], [byId]);
  const varyingKey = useMemo(() => varyingHyperparameters(inOrder).join(), [inOrder]);
  const varying = useMemo(() => varyingKey.split(',').filter(Boolean), [varyingKey]);

  const [search, setSearch] = useSearchParams();
  const metricName = search.get('metric') ?? `validation_${MEASURES[inOrder[0]?.measure ?? 'ACCURACY'].metric}`;
  const picked = search.has('trial') ? Number(search.get('trial')) : null;
  const [pointed, setPointed] = useState<number | null>(null);
  const setParameter = useCallback((name: string, value: string | null) => {
    setSearch(before => {
      const next = new URLSearchParams(before);
      if (value === null) {
        next.delete(name);
      } else {
        next.set(name, value);
      }
      return next;
    }, { replace: true });
  }, [setSearch]);
  const pick = useCallback(
    (trialId: number) => setParameter('trial', trialId === picked ? null : String(trialId)),
    [setParameter, picked]);

  if (sweep.data === null && sweep.error) {
    // The rest of the page would only repeat it.
    return <main><Problem what={`Could not load sweep ${id}`} error={sweep.error} onRetry={sweep.reload} /></main>;
  }
  return (
    <main>
      <Loaded live={sweep} what={`sweep ${id}`}>
        {view => (
          <>
            <title>{`${view.name} · Flatsweep`}</title>
            <p className="breadcrumb"><Link to="/">Sweeps</Link> / Sweep {id}</p>
            <header className="page-header">
              <h1>{view.name}</h1>
              <StateLabel state={view.state} />
              <ConnectionBadge stream={stream} />
            </header>
            <p className="muted">
              Created <Time at={view.created_at} />
              {view.cancelled_at && <>, cancelled <Time at={view.cancelled_at} /></>}
            </p>
            <Progress trials={view.trials} />
            <div className="orders">
              {orders(view).map(([label, order]) => <OrderButton key={order} label={label} send={() => send(order)} />)}
              {isOpen(view) && (
                <CancelButton
                  what="sweep"
                  consequence={`${plural(view.trials.pending + view.trials.running, 'trial')} will never finish; `
                    + 'results so far are kept.'}
                  cancel={() => send('cancel')}
                />
              )}
            </div>
          </>
        )}
      </Loaded>
      <div className="columns">
        <LearningCurves
          sweepId={id}
          stream={stream}
          trials={byId}
          varying={varying}
          metricName={metricName}
          onMetric={name => setParameter('metric', name)}
          highlighted={pointed ?? picked}
          onPick={pick}
        />
        <Results sweepId={id} stream={stream} />
      </div>
      <section aria-labelledby="trials">
        <div className="section-header">
          <h2 id="trials">Trials</h2>
        </div>
        <Loaded live={trials} what="the trials">
          {() => (
            <>
              <TrialsTable
                trials={inOrder}
                varying={varying}
                highlighted={pointed ?? picked}
                picked={picked}
                onPoint={setPointed}
                onPick={pick}
              />
              <p className="note">
                {more
                  ? `The first ${count(inOrder.length)} of ${count(sweep.data?.trials.total ?? 0)} trials; `
                    + 'curves are drawn for these only.'
                  : `All ${plural(inOrder.length, 'trial')}.`}
                {' '}A click on a row keeps its curve highlighted.
              </p>
            </>
          )}
        </Loaded>
      </section>
      {sweep.data?.definition && (
        <details>
          <summary>Definition</summary>
          <pre tabIndex={0}>{JSON.stringify(sweep.data.definition, null, 2)}</pre>
        </details>
      )}
    </main>
  );
}

function isOpen(view: SweepView): boolean {
  return view.state !== 'COMPLETED' && view.state !== 'CANCELLED';
}

function orders(view: SweepView): [string, Order][] {
  const pause: [string, Order][] = !isOpen(view) ? []
    : view.paused_at ? [['Resume sweep', 'resume']] : [['Pause sweep', 'pause']];
  const again = view.trials.failed + view.trials.cancelled;
  return again > 0 ? [...pause, [`Try ${plural(again, 'trial')} again`, 'retry']] : pause;
}

function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}
