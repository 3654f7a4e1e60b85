import { expect, test, trialRows } from '../src/fixtures';
import { longSweep } from '../src/longSweep';

test('a sweep is cancelled after one question, and tried again', async ({ page, api }) => {
  const { id } = await api.submit(longSweep('to be cancelled'));
  await page.goto(`/#/sweeps/${id}`);
  const main = page.getByRole('main');
  const counts = main.getByRole('list').filter({ hasText: 'of 3 done' });
  await expect(counts).toContainText('1 running');

  await main.getByRole('button', { name: 'Cancel sweep…' }).click();
  const question = main.getByRole('group', { name: 'Cancel this sweep?' });
  await expect(question).toContainText('3 trials will never finish');
  await question.getByRole('button', { name: 'Keep running' }).click();
  await expect(question).toBeHidden();
  expect((await api.sweep(id)).cancelled_at).toBeNull();

  await main.getByRole('button', { name: 'Cancel sweep…' }).click();
  await question.getByRole('button', { name: 'Cancel sweep', exact: true }).click();
  await expect(counts).toContainText('3 cancelled');
  await page.getByRole('button', { name: 'Trials', exact: true }).click();
  await expect(trialRows(page).filter({ hasText: 'cancelled' })).toHaveCount(3);
  await expect.poll(async () => (await api.sweep(id)).trials.cancelled).toBe(3);

  await main.getByRole('button', { name: 'Try 3 trials again' }).click();
  await expect(counts).toContainText('1 running');
  // Out of sight, beneath the button, it may have stayed as it was.
  await page.getByRole('button', { name: 'Trials', exact: true }).click();
  await expect(trialRows(page).filter({ hasText: 'running' })).toHaveCount(1);
  await api.cancel(id);
});

test('a trial is cancelled and tried again on a page of its own', async ({ page, api }) => {
  const sweep = await api.submit(longSweep('with one trial cancelled'));
  const last = (await api.trials(sweep.id)).at(-1)!;
  await page.goto(`/#/trials/${last.id}`);
  const state = page.getByRole('main').getByRole('banner').or(page.locator('.page-header')).locator('.state').first();
  await expect(state).toHaveText('pending');

  await page.getByRole('button', { name: 'Cancel trial…' }).click();
  await page.getByRole('group', { name: 'Cancel this trial?' })
    .getByRole('button', { name: 'Cancel trial', exact: true }).click();
  await expect(state).toHaveText('cancelled');
  expect((await api.trial(last.id)).state).toBe('CANCELLED');
  expect((await api.sweep(sweep.id)).cancelled_at).toBeNull();

  await page.getByRole('button', { name: 'Try again', exact: true }).click();
  await expect(state).toHaveText('pending');
  expect((await api.trial(last.id)).state).toBe('PENDING');
  await api.cancel(sweep.id);
  await expect(state).toHaveText('cancelled');
});
