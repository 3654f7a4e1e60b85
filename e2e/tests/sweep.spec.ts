import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, FIRST_SWEEP, test, trialRows } from '../src/fixtures';

let sweepId: number;

test.beforeEach(async ({ api }) => {
  sweepId = (await api.sweepNamed(FIRST_SWEEP)).id;
});

/** Trial numbers in the order of the table. */
async function shownNumbers(page: Page): Promise<number[]> {
  const names = await trialRows(page).getByRole('link').evaluateAll(links =>
    links.map(link => link.getAttribute('aria-label') ?? ''));
  return names.map(name => Number(name.replace('Trial ', '')));
}

function filterOf(page: Page, column: string): string | null {
  return new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get(`f.${column}`);
}

test('a brush on an axis filters everything, and is in the address', async ({ page, api }) => {
  await page.goto(`/#/sweeps/${sweepId}?axes=method,rho`);
  const count = page.getByRole('search', { name: 'Filter the trials' }).getByRole('status');
  await expect(count).toHaveText('All 14 trials');
  const chart = page.getByRole('region', { name: 'Parallel coordinates' }).locator('canvas').first();
  await page.getByRole('button', { name: 'Parallel coordinates', exact: true }).click();

  // The top quarter of the first axis, which is 36 px from the left: the last of three methods, and not the middle one.
  // A chart that is still coming into place may miss the first stroke.
  await expect(async () => {
    const { x, y, height } = (await chart.boundingBox())!;
    await page.mouse.move(x + 36, y + 44);
    await page.mouse.down();
    await page.mouse.move(x + 36, y + 60, { steps: 4 });
    await page.mouse.move(x + 36, y + 40 + (height - 56) / 4, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => filterOf(page, 'method'), { timeout: 5_000 }).toMatch(/^=\w+$/);
  }).toPass();
  const method = filterOf(page, 'method')!.slice(1);
  const wanted = (await api.trials(sweepId)).filter(trial => trial.method === method).map(({ number }) => number);
  expect(wanted.length).toBeGreaterThan(0);
  await expect(count).toHaveText(`${wanted.length} of 14 trials`);
  await page.getByRole('button', { name: 'Trials', exact: true }).click();
  await expect.poll(() => shownNumbers(page)).toEqual(wanted);

  await page.reload();
  await expect(count).toHaveText(`${wanted.length} of 14 trials`);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(count).toHaveText('All 14 trials');
});

test('a heading sorts the trials, the other way the second time', async ({ page, api }) => {
  await page.goto(`/#/sweeps/${sweepId}?view=trials`);
  const heading = page.getByRole('columnheader', { name: 'Val. acc. (%)' });
  const accuracy = new Map((await api.trials(sweepId)).map(({ number, result }) => [number, result!.validation_accuracy!]));
  const shownAccuracies = async () => (await shownNumbers(page)).map(number => accuracy.get(number)!);
  const ascending = [...accuracy.values()].sort((a, b) => a - b);
  expect(ascending[0]).toBeLessThan(ascending.at(-1)!);

  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(shownAccuracies).toEqual(ascending.toReversed());

  await heading.getByRole('button').click();
  await expect(heading).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(shownAccuracies).toEqual(ascending);
});

test('a trial that is selected is in the address, and its curve is drawn', async ({ page, api }) => {
  const trial = (await api.trials(sweepId)).find(({ method }) => method === 'vsam')!;
  await page.goto(`/#/sweeps/${sweepId}?view=trials`);
  const checkbox = page.getByRole('checkbox', { name: `Draw the curves of trial ${trial.number}`, exact: true });
  await checkbox.click();
  await expect(checkbox).toBeChecked();
  await expect(page).toHaveURL(new RegExp(`[?&]trial=${trial.id}$`));
  await page.getByRole('button', { name: 'Curves', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Learning curves' }).getByRole('img'))
    .toHaveAccessibleName(/, 1 trials?$/);
});

test('trials and figures are downloaded', async ({ page, api }) => {
  await page.goto(`/#/sweeps/${sweepId}`);
  await page.getByText('Download', { exact: true }).click();
  const download = async (group: string, click: (group: ReturnType<typeof page.getByRole>) => Promise<void>) => {
    const arrives = page.waitForEvent('download');
    await click(page.getByRole('group', { name: group, exact: true }));
    const file = await arrives;
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  };

  const csv = await download('Trials', group => group.getByRole('link', { name: 'CSV' }).click());
  expect(csv.name).toBe(`sweep-${sweepId}-trials.csv`);
  const [header, ...lines] = csv.text.trim().split(/\r?\n/).map(line => line.split(','));
  const states = lines.map(line => line[header!.indexOf('state')]);
  expect(states).toEqual((await api.trials(sweepId)).map(({ state }) => state));

  const latex = await download('Table', group => group.getByRole('link', { name: 'LaTeX' }).click());
  expect(latex.text).toMatch(/\\begin\{tabular\}[^]*VariationalSAM[^]*\\end\{tabular\}/);

  const figure = await download('Figures', group => group.getByRole('button', { name: 'Learning curves as SVG' }).click());
  expect(figure.name).toBe(`sweep-${sweepId}-learning-curves.svg`);
  expect(figure.text).toMatch(/<svg[^]*VariationalSAM[^]*<\/svg>/);
});
