import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../e2e/package.json', import.meta.url))('@playwright/test');
const server = process.env.FLATSWEEP_SERVER ?? 'http://127.0.0.1:8080';
const [sweep, runs = '5'] = process.argv.slice(2);
const QUIET_MS = 1_000;
/** Where the page says how many trials it lists. */
const LISTED = '.filters-count';

if (!/^\d+$/.test(sweep ?? '')) {
  console.error('usage: bench/page-load SWEEP [RUNS]; see the head of bench/page-load');
  process.exit(2);
}
const answer = await fetch(`${server}/api/v1/sweeps/${sweep}`);
if (!answer.ok) throw new Error(`sweep ${sweep}: ${answer.status} ${await answer.text()}`);
const { name, trials } = await answer.json();

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
const measured = [];
for (let run = 0; run < Number(runs); run++) {
  measured.push(await load(browser));
}
await browser.close();
print(measured);

/** One visit with an empty cache. */
async function load(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(observe, { listed: LISTED, quietMs: QUIET_MS });
  await page.goto(`${server}/#/sweeps/${sweep}`);
  await page.waitForFunction(() => window.pageLoad.isQuiet(), null, { timeout: 300_000 });
  const loaded = await page.evaluate(() => window.pageLoad.figures());

  await page.getByRole('button', { name: 'Trials', exact: true }).click();
  const heading = page.getByRole('columnheader', { name: /^Val\. / }).getByRole('button');
  await heading.waitFor();
  const sort = await delayUntil(page, '[aria-sort="descending"]', () => heading.click());
  const filter = await delayUntil(page, '.filters-count[data-changed]', () =>
    page.getByRole('searchbox', { name: 'Search the trials' }).press('7'));
  await context.close();
  return { ...loaded, sort, filter };
}

/** From the browser's time stamp of what an action makes it do to the frame after which something is there. */
async function delayUntil(page, selector, action) {
  await page.waitForFunction(() => window.pageLoad.isQuiet());
  await page.evaluate(selector => window.pageLoad.await(selector), selector);
  await action();
  await page.waitForFunction(() => window.pageLoad.delay !== null);
  return page.evaluate(() => window.pageLoad.delay);
}

/** Runs in the page before anything of its own. */
function observe({ listed, quietMs }) {
  const tasks = [];
  let largest = 0;
  let listedAt = null;
  const watch = (options, take) => new PerformanceObserver(list => list.getEntries().forEach(take)).observe(options);
  watch({ type: 'longtask', buffered: true }, task => tasks.push(task));
  watch({ type: 'largest-contentful-paint', buffered: true }, paint => (largest = paint.startTime));
  const list = new MutationObserver(() => {
    if (document.querySelector(listed)) {
      list.disconnect();
      requestAnimationFrame(() => (listedAt = performance.now()));
    }
  });
  list.observe(document, { childList: true, subtree: true });

  const lastTaskEnd = () => (tasks.length === 0 ? 0 : tasks.at(-1).startTime + tasks.at(-1).duration);
  const interactiveAt = () => {
    let quietSince = listedAt;
    for (const { startTime, duration } of tasks) {
      if (startTime < quietSince + quietMs) {
        quietSince = Math.max(quietSince, startTime + duration);
      }
    }
    return quietSince;
  };
  const kB = entries => entries.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1_000;
  window.pageLoad = {
    isQuiet: () => listedAt !== null && performance.now() > Math.max(listedAt, lastTaskEnd()) + 2 * quietMs,
    delay: null,
    await(selector) {
      this.delay = null;
      const from = event => (this.from ??= event.timeStamp);
      this.from = undefined;
      ['pointerdown', 'keydown'].forEach(type => addEventListener(type, from, { capture: true, once: true }));
      const before = document.querySelector(listed).textContent;
      const changes = new MutationObserver(() => {
        const count = document.querySelector(listed);
        count.toggleAttribute('data-changed', count.textContent !== before);
        if (document.querySelector(selector)) {
          changes.disconnect();
          requestAnimationFrame(() => (this.delay = performance.now() - this.from));
        }
      });
      changes.observe(document, { childList: true, subtree: true, characterData: true, attributeFilter: ['aria-sort'] });
    },
    figures() {
      const resources = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      const ofApi = ({ name }) => new URL(name).pathname.startsWith('/api/');
      return {
        page: kB(resources.filter(each => !ofApi(each))),
        data: kB(resources.filter(ofApi)),
        firstPaint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
        largestPaint: largest,
        listed: listedAt,
        interactive: interactiveAt(),
        blocked: tasks.reduce((sum, { duration }) => sum + duration - 50, 0),
      };
    },
  };
}

function print(measured) {
  console.log(`Sweep ${sweep}, “${name}”: ${trials.total.toLocaleString('en')} trials; ${measured.length} loads`);
  for (const [key, label, unit] of [
    ['page', 'page', 'kB'], ['data', 'data', 'kB'], ['firstPaint', 'first paint', 'ms'],
    ['largestPaint', 'largest paint', 'ms'], ['listed', 'trials listed', 'ms'], ['interactive', 'interactive', 'ms'],
    ['blocked', 'blocked', 'ms'], ['sort', 'sort', 'ms'], ['filter', 'filter', 'ms'],
  ]) {
    const values = measured.map(each => each[key]).sort((a, b) => a - b);
    const median = values[Math.floor(values.length / 2)];
    console.log(`${label.padEnd(14)} ${median.toFixed(0).padStart(7)} ${unit}  (${values.at(-1).toFixed(0)})`);
  }
}
