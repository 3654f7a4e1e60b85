import { type ChartPlan, chartsFor } from '../ui/metrics';

export interface CurveGroup {
  /** By which the address names it. */
  key: string;
  title: string;
  charts: readonly ChartPlan[];
}

/** A metric belongs to the first that takes its name. */
const GROUPS: readonly { key: string; title: string; takes: RegExp }[] = [
  { key: 'learning', title: 'Learning', takes: /^(train|validation|test)_/ },
  { key: 'optimiser', title: 'Optimiser and posterior', takes: /^(gradient_norm|lr|sigma_.*)$/ },
  { key: 'flatness', title: 'Flatness, KL and calibration', takes: /^probe_/ },
  { key: 'speed', title: 'Speed', takes: /^(images_per_second|epoch_seconds)$/ },
  { key: 'other', title: 'Other', takes: /^/ },
];

/** The charts of a trial by what they tell; without groups that would be empty. */
export function curveGroups(names: Iterable<string>): CurveGroup[] {
  const charts = chartsFor(names);
  const keyOf = ({ lines }: ChartPlan) => GROUPS.find(({ takes }) => takes.test(lines[0]!.metric.name))!.key;
  return GROUPS
    .map(({ key, title }) => ({ key, title, charts: charts.filter(chart => keyOf(chart) === key) }))
    .filter(group => group.charts.length > 0);
}
