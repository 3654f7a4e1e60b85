import { expect, expectAccessible, FIRST_SWEEP, markDocument, SCHEMES, test, trialRows } from '../src/fixtures';
import { takeScreenshots } from '../src/screenshots';

/** Far more than it takes on a machine that has anything else to do. */
const TRAINING_MS = 900_000;

test('an empty installation says how to submit a first sweep', async ({ page }) => {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'No sweeps yet' })).toBeVisible();
    await expectAccessible(page);
    await takeScreenshots(page, 'sweeps-empty', colorScheme);
  }
});

test('what is submitted in the form runs before one’s eyes', async ({ page, api }) => {
  test.setTimeout(TRAINING_MS);
  await page.goto('/');
  await page.getByRole('main').getByRole('link', { name: 'New sweep' }).first().click();
  const form = page.getByRole('form', { name: 'Sweep definition' });
  const yaml = page.getByRole('textbox', { name: 'Sweep definition, YAML' });
  const preview = page.getByRole('region', { name: 'Preview' });
  const submit = page.getByRole('button', { name: 'Submit sweep' });
  const field = (name: string) => form.getByLabel(name, { exact: true });

  await field('Name').fill(FIRST_SWEEP);
  await field('Epochs').fill('2');
  await field('Held out for validation').fill('0.5');
  await field('Batch size').fill('64');
  await field('Weight decay 2α').fill('');
  await field('SAM: Radius ρ, values').fill('0.05, 0.1');
  await form.getByRole('button', { name: 'Add a method' }).click();
  await field('Method').nth(2).selectOption('vsam');
  for (const [name, label, values] of [
    ['rho', 'Radius ρ', '0.05, 0.1'], ['sigma0', 'Prior’s standard deviation σ₀', '0.1, 0.2'],
  ] as const) {
    await field('VariationalSAM: add a hyperparameter').selectOption(name);
    await field(`VariationalSAM: ${label}, values`).fill(values);
  }
  await form.getByText('Probes of flatness').click();
  await field('Images').fill('64');
  await field('Samples').fill('2');

  await field('Depth (6n + 4)').fill('12');
  await expect(preview.getByRole('status')).toHaveText('Not valid');
  await expect(preview.getByText('must be a depth 6n + 4')).toBeVisible();
  await expect(submit).toBeDisabled();

  await field('Depth (6n + 4)').fill('10');
  await expect(preview.getByRole('status')).toHaveText('Valid: 14 trials');
  await expect(preview.getByRole('row', { name: /^VariationalSAM 4 8 0/ })).toBeVisible();
  await expect(yaml).toContainText(`name: ${FIRST_SWEEP}`);
  await expect(yaml).toContainText('sigma0: [0.1, 0.2]');
  await submit.click();

  await expect(page.getByRole('heading', { name: FIRST_SWEEP })).toBeVisible();
  const { id, trials } = await api.sweepNamed(FIRST_SWEEP);
  expect(trials.total).toBe(14);
  expect(page.url()).toMatch(new RegExp(`#/sweeps/${id}$`));

  const wasNotReloaded = await markDocument(page);
  await expect(page.getByText('All 14 trials')).toBeVisible();
  await page.getByRole('button', { name: 'Trials', exact: true }).click();
  await expect(trialRows(page)).toHaveCount(14);
  await expect(trialRows(page).filter({ hasText: 'running' }).filter({ hasText: '1 / 2' })).not.toHaveCount(0);
  const progress = page.getByRole('main').getByRole('list').filter({ hasText: 'of 14 done' });
  await expect(progress).toContainText('14 succeeded', { timeout: TRAINING_MS });
  await expect(trialRows(page).filter({ hasText: 'succeeded' }).filter({ hasText: '2 / 2' })).toHaveCount(14);
  await expect(page.getByRole('region', { name: 'Results table' }).getByRole('row', { name: /^VariationalSAM.*2 \/ 2/ }))
    .toBeVisible();
  await wasNotReloaded();
});
