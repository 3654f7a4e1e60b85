import { expect, markDocument, test, trialRows } from '../src/fixtures';
import { ApiNode } from '../src/flatsweep';
import { longSweep } from '../src/longSweep';

let node: ApiNode;

test.beforeEach(async () => {
  node = await ApiNode.start(process.env.FLATSWEEP_DATA_DIR!, 'off');
  await expect.poll(() => node.isReady()).toBe(true);
});

test.afterEach(() => node.kill());

test('a page whose API is killed says so, and catches up by itself once it is back', async ({ page, api }) => {
  const { id } = await api.submit(longSweep('outlives an API'));
  const running = async () => (await api.trials(id)).find(({ state }) => state === 'RUNNING');
  await page.goto(`${node.url}/#/sweeps/${id}?view=trials`);
  const connection = page.locator('.connection');
  await expect(connection).toHaveText('Live');
  const row = trialRows(page).filter({ hasText: 'running' });
  await expect(row).toHaveText(/[1-9]\d* \/ 10,000/);
  const shownEpoch = async () => Number(/([\d,]+) \/ 10,000/.exec(await row.innerText())?.[1]?.replace(',', ''));
  const wasNotReloaded = await markDocument(page);

  await node.kill();
  await expect(connection).toHaveText(/^Reconnecting… data as of \d+:\d+:\d+$/);
  const before = await shownEpoch();
  // Training goes on without that API, and nothing of it reaches the page.
  await expect.poll(async () => (await running())!.epoch).toBeGreaterThan(before);
  const missed = (await running())!.epoch;
  expect(await shownEpoch()).toBe(before);

  await node.startAgain();
  await expect(connection).toHaveText('Live');
  await expect.poll(shownEpoch).toBeGreaterThanOrEqual(missed);
  await api.cancel(id);
  await expect(trialRows(page).filter({ hasText: 'cancelled' })).toHaveCount(3);
  await wasNotReloaded();
});
