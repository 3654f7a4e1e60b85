// Submits the sweeps of docs/beta-study.md, waits for them, and writes each one's numbers and figure to docs/beta-study.
// A sweep that this script submitted before is found again by its Idempotency-Key; digits=7 takes sweep 7.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const echarts = createRequire(new URL('../dashboard-ui/package.json', import.meta.url))('echarts');
const server = process.env.FLATSWEEP_SERVER ?? 'http://127.0.0.1:8080';
const studies = process.argv.length > 2 ? process.argv.slice(2) : ['digits', 'cifar10'];
// Okabe and Ito's colours.
const COLOURS = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#D55E00', '#56B4E9', '#000000', '#F0E442'];

for (const argument of studies) {
  const [study, id] = argument.split('=');
  const sweep = id ? await call(`/api/v1/sweeps/${id}`)
    : await submit(new URL(`../examples/beta-${study}.yaml`, import.meta.url));
  await end(sweep.id);
  const numbers = await collect(sweep);
  writeFileSync(new URL(`../docs/beta-study/${study}.json`, import.meta.url), JSON.stringify(numbers, null, 1) + '\n');
  writeFileSync(new URL(`../docs/beta-study/${study}.svg`, import.meta.url), figure(numbers));
  print(numbers);
}

async function call(path, options = {}) {
  const response = await fetch(server + path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function submit(file) {
  const body = readFileSync(file, 'utf8');
  return call('/api/v1/sweeps', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/yaml',
      'Idempotency-Key': 'beta-study-' + createHash('sha256').update(body).digest('hex').slice(0, 16),
    },
    body,
  });
}

async function end(id) {
  for (;;) {
    const { trials } = await call(`/api/v1/sweeps/${id}`);
    const left = trials.pending + trials.running;
    process.stderr.write(`\rsweep ${id}: ${left} of ${trials.total} trials to go   `);
    if (left === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
  process.stderr.write('\n');
}

async function pages(path, key) {
  const all = [];
  for (let after = null; ; ) {
    const page = await call(path + (after === null ? '' : `${path.includes('?') ? '&' : '?'}after=${after}`));
    all.push(...page[key]);
    after = page.next;
    if (after === null || after === undefined) return all;
  }
}

async function collect(sweep) {
  const trials = await pages(`/api/v1/sweeps/${sweep.id}/trials`, 'trials');
  const { curves } = await call(`/api/v1/sweeps/${sweep.id}/metrics?name=sigma_radius`);
  const radius = new Map(curves.map((curve) => [curve.trial_id, curve.points]));
  const groups = new Map();
  for (const trial of trials) {
    const { beta = null, rho = null } = trial.hyperparameters;
    const key = JSON.stringify([trial.method, beta, rho]);
    if (!groups.has(key)) groups.set(key, { method: trial.method, beta, rho, trials: [] });
    groups.get(key).trials.push(trial);
  }
  return {
    name: sweep.name,
    configurations: [...groups.values()].filter(began).map(({ trials: members, ...group }) => {
      const done = members.filter((trial) => trial.result);
      const own = members.map((trial) => radius.get(trial.id) ?? []).filter((points) => points.length > 0);
      return {
        ...group,
        seeds: members.length,
        failed: members.filter((trial) => trial.state === 'FAILED').length,
        test_accuracy: meanAndError(done.map((trial) => trial.result.test_accuracy)),
        validation_accuracy: meanAndError(done.map((trial) => trial.result.validation_accuracy)),
        radius: own.length === 0 ? [] : own[0].map(([epoch], i) =>
          [epoch, own.reduce((sum, points) => sum + (points[i]?.[1] ?? NaN), 0) / own.length]),
      };
    }),
  };
}

function began({ trials }) {
  return trials.some((trial) => trial.state !== 'CANCELLED');
}

function meanAndError(values) {
  if (values.length === 0) return null;
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1);
  return { mean, standard_error: values.length > 1 ? Math.sqrt(variance / values.length) : null };
}

function label({ method, beta, rho }) {
  if (beta === null) return rho === null ? method.toUpperCase() : `SAM, ρ = ${rho}`;
  return beta === 'match_rho' ? 'β matched to ρ' : `β = ${Number(beta).toPrecision(1)}`;
}

function figure({ configurations }) {
  const variational = configurations.filter((c) => c.beta !== null);
  const rest = configurations.filter((c) => c.beta === null);
  const tempered = variational.filter((c) => c.beta !== 'match_rho').sort((a, b) => a.beta - b.beta);
  const matched = variational.filter((c) => c.beta === 'match_rho');
  const epochs = Math.max(...variational.flatMap((c) => c.radius.map(([epoch]) => epoch)));
  const rho = variational[0].rho;
  const percent = (c) => 100 * c.test_accuracy.mean;
  const places = [...tempered, ...matched, ...rest];
  const reach = places.filter((c) => c.test_accuracy).flatMap((c) => [-1, 1].map(
    (side) => percent(c) + side * 100 * (c.test_accuracy.standard_error ?? 0)));
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 960, height: 400 });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    title: [
      { text: "Radius of VariationalSAM's posterior, √tr Σ", left: 20, top: 8, textStyle: { fontSize: 14 } },
      { text: 'Test accuracy, mean ± standard error', left: 540, top: 8, textStyle: { fontSize: 14 } },
    ],
    legend: { data: [...tempered, ...matched].map(label), left: 20, top: 34, width: 440, itemHeight: 8 },
    grid: [
      { left: 60, top: 96, width: 400, height: 240 },
      { left: 580, top: 96, width: 350, height: 240 },
    ],
    xAxis: [
      { gridIndex: 0, type: 'value', min: 0, max: epochs, name: 'epoch', nameLocation: 'middle', nameGap: 26 },
      { gridIndex: 1, type: 'category', data: places.map(label), axisLabel: { rotate: 40, interval: 0, fontSize: 11 } },
    ],
    yAxis: [
      { gridIndex: 0, type: 'log', axisLabel: { formatter: (v) => String(Number(v.toPrecision(3))) } },
      { gridIndex: 1, type: 'value', scale: true, name: '%',
        min: Math.floor(Math.min(...reach) - 0.5), max: Math.ceil(Math.max(...reach) + 0.5) },
    ],
    series: [
      ...[...tempered, ...matched].map((c, i) => ({
        name: label(c), type: 'line', xAxisIndex: 0, yAxisIndex: 0, symbol: 'none',
        lineStyle: { width: 2, type: c.beta === 'match_rho' ? 'dashed' : 'solid' },
        color: COLOURS[i % COLOURS.length], data: c.radius,
        markLine: i > 0 ? undefined : {
          symbol: 'none', lineStyle: { color: '#555', type: 'dotted' }, data: [{ yAxis: rho }],
          label: { formatter: `ρ = ${rho}`, position: 'insideEndTop' },
        },
      })),
      {
        type: 'scatter', xAxisIndex: 1, yAxisIndex: 1, symbolSize: 9,
        data: places.map((c, i) => ({
          value: [i, c.test_accuracy ? percent(c) : NaN],
          itemStyle: { color: c.beta === null ? '#555' : COLOURS[[...tempered, ...matched].indexOf(c) % COLOURS.length] },
        })),
      },
      {
        type: 'custom', xAxisIndex: 1, yAxisIndex: 1, silent: true,
        data: places.map((c, i) => [i, c.test_accuracy ? percent(c) : NaN, 100 * (c.test_accuracy?.standard_error ?? 0)]),
        renderItem: (_, api) => {
          const low = api.coord([api.value(0), api.value(1) - api.value(2)]);
          const high = api.coord([api.value(0), api.value(1) + api.value(2)]);
          return { type: 'line', shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: { stroke: '#333', lineWidth: 1.5 } };
        },
      },
    ],
  });
  const svg = chart.renderToSVGString() + '\n';
  // Its timers would keep the process alive.
  chart.dispose();
  return svg;
}

function print({ name, configurations }) {
  console.log(`\n${name}\n\n| method | radius at the end | validation, % | test, % |\n|---|---|---|---|`);
  const text = (score) => score === null ? 'failed'
    : `${(100 * score.mean).toFixed(2)} ± ${score.standard_error === null ? '–' : (100 * score.standard_error).toFixed(2)}`;
  for (const c of configurations) {
    const last = c.radius.at(-1)?.[1];
    console.log(`| ${c.beta === null ? '' : 'VSAM, '}${label(c)} | ${last === undefined ? '' : last.toPrecision(3)} `
      + `| ${text(c.validation_accuracy)} | ${text(c.test_accuracy)} |`);
  }
}
