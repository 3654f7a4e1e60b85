import { memo, useRef } from 'react';
import { Link } from 'react-router';
import type { SweepOverview, SweepView } from '../api/client';
import { useNow } from '../live/hooks';
import { ahead, count, exactTime, plural, significant } from '../ui/format';
import { useInSight } from '../ui/inSight';
import { MEASURES } from '../ui/measures';
import { methodLabel } from '../ui/methods';
import { Progress } from '../ui/Progress';
import { StateLabel } from '../ui/StateLabel';
import { Time } from '../ui/Time';
import { type Cell, cellsOf } from './best';
import { useOverview } from './useOverview';

const TICK_MS = 10_000;
/** The page of the sweep has the others. */
const MOST_CELLS = 3;
const MOST_METHODS = 6;

export const SweepRow = memo(function SweepRow({ sweep }: { sweep: SweepView }) {
  const row = useRef<HTMLLIElement>(null);
  const { overview, error } = useOverview(sweep, useInSight(row));
  return (
    <li ref={row}>
      <div className="sweep-name">
        <Link to={`/sweeps/${sweep.id}`}>{sweep.name}</Link>
        <span className="note">#{sweep.id}, created <Time at={sweep.created_at} /></span>
      </div>
      <StateLabel state={sweep.state} />
      <Progress trials={sweep.trials} />
      <div className="sweep-pace">{overview && <Pace overview={overview} />}</div>
      <div className="sweep-best">
        {overview && <Best sweep={sweep} overview={overview} />}
        {error && <p className="note" role="alert">Could not load how it stands: {error.message}</p>}
      </div>
    </li>
  );
});

function Pace({ overview: { trials_per_hour: perHour, estimated_end: end } }: { overview: SweepOverview }) {
  const now = useNow(TICK_MS);
  if (perHour === null) {
    return null;
  }
  return (
    <>
      <span>{perHour >= 100 ? count(Math.round(perHour)) : significant(perHour)} trials/h</span>
      {end !== null && (
        <span className="note">
          ends <time dateTime={end} title={exactTime(new Date(end))}>{ahead(new Date(end), now)}</time>
        </span>
      )}
    </>
  );
}

function Best({ sweep, overview: { best } }: { sweep: SweepView; overview: SweepOverview }) {
  const cells = cellsOf(best);
  if (cells.length === 0) {
    return <span className="note">{sweep.trials.succeeded === 0 ? 'No result yet' : null}</span>;
  }
  return (
    <>
      {cells.slice(0, MOST_CELLS).map(cell => (
        <BestOfCell key={`${cell.dataset} ${cell.model}`} cell={cell} named={cells.length > 1} />
      ))}
      {cells.length > MOST_CELLS && (
        <Link className="note" to={`/sweeps/${sweep.id}`}>and {count(cells.length - MOST_CELLS)} more</Link>
      )}
    </>
  );
}

function BestOfCell({ cell: { dataset, model, measure, methods, top }, named }: { cell: Cell; named: boolean }) {
  const { short, unit, format } = MEASURES[measure];
  // The leaders, in the order of the sweep.
  const leaders = new Set([...methods].sort((a, b) => b.validation - a.validation).slice(0, MOST_METHODS));
  const left = methods.length - leaders.size;
  return (
    <div>
      <p className="note">{named && `${dataset}, ${model}: `}best validation {short} ({unit})</p>
      <ul>
        {methods.filter(method => leaders.has(method)).map(({ method, validation, seeds }) => (
          <li key={method} title={`mean over ${plural(seeds, 'seed')}`}>
            {methodLabel(method)}{' '}
            {validation === top ? <strong>{format(validation)}</strong> : format(validation)}
          </li>
        ))}
        {left > 0 && <li className="muted">and {count(left)} more</li>}
      </ul>
    </div>
  );
}
