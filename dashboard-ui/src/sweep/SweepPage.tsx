import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { fetchOverview, type Order, orderSweep, type SweepOverview, type SweepView } from '../api/client';
import { useChartsSoon } from '../charts/useChart';
import { ConnectionBadge } from '../live/ConnectionBadge';
import { useLive, useLiveSnapshot, useNow, useOpenStream } from '../live/hooks';
import { usePaced } from '../live/pace';
import type { Source } from '../live/snapshot';
import type { EventStream } from '../live/stream';
import { ForSubmitters } from '../session/ForSubmitters';
import { CancelButton } from '../ui/CancelButton';
import { exactTime, plural, significant } from '../ui/format';
import { Loaded } from '../ui/Loaded';
import { OrderButton } from '../ui/OrderButton';
import { Problem } from '../ui/Problem';
import { Progress } from '../ui/Progress';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';
import { AxisChart } from './AxisChart';
import type { TrialTable } from './columns';
import { objectiveOf } from './columnText';
import { Downloads, type FigureOf } from './Downloads';
import { FilterBar } from './FilterBar';
import { followedSweep } from './followedSweep';
import { HeatMap } from './HeatMap';
import { Importance } from './Importance';
import { LearningCurves } from './LearningCurves';
import { ParallelCoordinates } from './ParallelCoordinates';
import { Results } from './Results';
import { SECTIONS } from './sections';
import { Sharpness } from './Sharpness';
import { useShown } from './shown';
import './sweep.css';
import { endIn } from './endIn';
import { TrialsTable } from './TrialsTable';
import { useView, type View } from './viewState';
import { WhenNear } from './WhenNear';

/** The pace is the server's to measure, and moves with every trial that ends. */
function overviewSource(id: number): Source<SweepOverview> {
  return {
    load: () => fetchOverview(id),
    apply: overview => overview,
    outdates: (_, event) => event.type === 'sweep',
  };
}

export function SweepPage() {
  const id = Number(useParams().id);
  const followed = useMemo(() => followedSweep(id), [id]);
  const { stream } = followed;
  useOpenStream(stream);
  useChartsSoon();
  const trials = useLive(followed.trials);
  const sweep = useLive(followed.sweep);
  const overview = useLiveSnapshot(stream, useMemo(() => overviewSource(id), [id]));
  const view = useView();
  useSectionInView(view, trials.data !== null);

  const send = async (order: Order) => sweep.take({ type: 'sweep', data: await orderSweep(id, order) });

  if (sweep.data === null && sweep.error) {
    // The rest of the page would only repeat it.
    return <main><Problem what={`Could not load sweep ${id}`} error={sweep.error} onRetry={sweep.reload} /></main>;
  }
  return (
    <main>
      <Loaded live={sweep} what={`sweep ${id}`}>
        {sweepView => (
          <>
            <title>{`${sweepView.name} · Flatsweep`}</title>
            <p className="breadcrumb"><Link to="/">Sweeps</Link> / Sweep {id}</p>
            <header className="page-header">
              <h1>{sweepView.name}</h1>
              <StateLabel state={sweepView.state} />
              <ConnectionBadge stream={stream} />
            </header>
            <p className="muted">
              Created <Time at={sweepView.created_at} />
              {sweepView.cancelled_at && <>, cancelled <Time at={sweepView.cancelled_at} /></>}
              {sweepView.paused_at && isOpen(sweepView) && <>, paused <Time at={sweepView.paused_at} /></>}
              {overview.data && <Pace overview={overview.data} />}
            </p>
            <Progress trials={sweepView.trials} />
            <div className="orders">
              <ForSubmitters>
                {orders(sweepView).map(([label, order]) =>
                  <OrderButton key={order} label={label} send={() => send(order)} />)}
                {isOpen(sweepView) && (
                  <CancelButton
                    what="sweep"
                    consequence={`${plural(sweepView.trials.pending + sweepView.trials.running, 'trial')} will never `
                      + 'finish; results so far are kept.'}
                    cancel={() => send('cancel')}
                  />
                )}
              </ForSubmitters>
              <Link className="button" to={`/new?from=${id}`}>Clone and edit</Link>
              <Downloads sweepId={id} of={() => figureOf(trials.data, view)} />
            </div>
          </>
        )}
      </Loaded>
      <nav className="sections" aria-label="On this page">
        {SECTIONS.map(([section, label]) => (
          <button key={section} type="button" aria-current={view.get('view') === section ? 'location' : undefined}
            onClick={() => {
              view.change({ view: section });
              scrollToSection(section);
            }}>
            {label}
          </button>
        ))}
      </nav>
      <Results sweepId={id} stream={stream} />
      <Loaded live={trials} what="the trials">
        {table => <Panels table={table} stream={stream} view={view} />}
      </Loaded>
      {sweep.data?.definition && (
        <details>
          <summary>Definition</summary>
          <pre tabIndex={0}>{JSON.stringify(sweep.data.definition, null, 2)}</pre>
        </details>
      )}
    </main>
  );
}

/** So many trials move on all charts at most once in this many milliseconds; the table's own rows are always new. */
function paceOf({ count: trials }: TrialTable): number {
  return 250 + trials / 20;
}

interface PanelsProps {
  table: TrialTable;
  stream: EventStream;
  view: View;
}

function Panels({ table, stream, view }: PanelsProps) {
  const shown = useShown(usePaced(table, paceOf(table)), view);
  const [pointed, setPointed] = useState<number | null>(null);
  return (
    <>
      <FilterBar shown={shown} />
      <div className="panels">
        <WhenNear section="parallel" span="all" height={22}><ParallelCoordinates shown={shown} /></WhenNear>
        <WhenNear section="curves" span={2} height={24}>
          <LearningCurves shown={shown} stream={stream} highlighted={pointed} />
        </WhenNear>
        <WhenNear section="axis" height={24}><AxisChart shown={shown} /></WhenNear>
        <WhenNear section="map" height={24}><HeatMap shown={shown} /></WhenNear>
        <WhenNear section="importance" height={24}><Importance shown={shown} /></WhenNear>
        <WhenNear section="sharpness" height={24}><Sharpness shown={shown} /></WhenNear>
        <WhenNear section="trials" span="all" height={40}>
          <TrialsTable shown={shown} live={table} onPoint={setPointed} />
        </WhenNear>
      </div>
    </>
  );
}

function Pace({ overview: { trials_per_hour: rate, estimated_end: end } }: { overview: SweepOverview }) {
  const now = useNow(10_000);
  return (
    <>
      {rate !== null && <> · {significant(rate)} trials/h</>}
      {end !== null && <> · <time dateTime={end} title={exactTime(new Date(end))}>{endIn(new Date(end), now)}</time></>}
    </>
  );
}

/** Brings the section that the address names into sight, once, when there is something to see. */
function useSectionInView(view: View, loaded: boolean): void {
  const named = useRef<string | null>(null);
  // Also what is asked for while the trials are still being loaded.
  named.current = view.get('view');
  useEffect(() => {
    if (loaded && named.current !== null) {
      scrollToSection(named.current);
    }
  }, [loaded]);
}

function scrollToSection(section: string): void {
  // Its promise, in browsers where it gives one, is no result.
  void document.getElementById(section)?.closest('section')?.scrollIntoView();
}

function figureOf(table: TrialTable | null, view: View): FigureOf {
  const texts = (name: string) => (table?.columns.get(name)?.values ?? []) as readonly string[];
  const [datasets, models] = [texts('dataset'), texts('model')];
  const cells = new Map(
    datasets.map((dataset, row) => [`${dataset} ${models[row]}`, { dataset, model: models[row]! }]));
  return {
    cells: [...cells.values()],
    methods: [...new Set(texts('method'))],
    metric: view.get('metric') ?? objectiveOf('ACCURACY'),
  };
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
