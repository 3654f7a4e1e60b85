import type { Page } from '@playwright/test';
import { expect, expectAccessible, FIRST_SWEEP, SCHEMES, test, trialRows } from '../src/fixtures';
import { ApiNode } from '../src/flatsweep';
import { longSweep } from '../src/longSweep';
import { takeScreenshots } from '../src/screenshots';

const WRONG = 'the token is unknown, expired or revoked';

/** Asks for tokens, which the installation's own API, on the same database, makes for whoever is on this machine. */
let node: ApiNode | null = null;

test.beforeEach(async () => {
  node ??= await ApiNode.start(process.env.FLATSWEEP_DATA_DIR!, 'required');
  await expect.poll(() => node!.isReady()).toBe(true);
});

test.afterAll(() => node?.kill());

async function tryToken(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
}

async function logIn(page: Page, token: string): Promise<void> {
  await tryToken(page, token);
  await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible();
}

async function expectLogIn(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Log in to Flatsweep' })).toBeVisible();
  await expect(page.getByRole('main')).toHaveCount(1);
}

for (const colorScheme of SCHEMES) {
  test(`the log-in screen is accessible and fits every width, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(node!.url);
    await expectLogIn(page);
    await tryToken(page, 'flatsweep_guessed');
    await expect(page.getByRole('alert')).toContainText(WRONG);
    await expectAccessible(page);
    await takeScreenshots(page, 'log-in', colorScheme);
  });
}

test('whoever logs in gets the page that was asked for, live, until logging out', async ({ page, api }) => {
  const { id } = await api.sweepNamed(FIRST_SWEEP);
  const token = await api.createToken('alice', 'submit');
  await page.goto(`${node!.url}/#/sweeps/${id}?view=trials`);
  await expectLogIn(page);
  await expect(page.getByRole('navigation')).toHaveCount(0);

  await logIn(page, token);
  await expect(page).toHaveURL(`${node!.url}/#/sweeps/${id}?view=trials`);
  await expect(trialRows(page)).toHaveCount(14);
  await expect(page.locator('.connection')).toHaveText('Live');
  await expect(page.getByRole('banner').filter({ hasText: 'Flatsweep' })).toContainText('alicesubmit');

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sweeps' }).click();
  await expect(page.locator('.connection')).toHaveText('Live');
  const sweep = await api.submit(longSweep('while someone looks'));
  await page.getByRole('link', { name: 'while someone looks' }).first().click();
  await page.getByRole('button', { name: 'Pause sweep' }).click();
  await expect(page.getByRole('button', { name: 'Resume sweep' })).toBeVisible();
  expect((await api.sweep(sweep.id)).paused_at).not.toBeNull();
  await api.cancel(sweep.id);

  await page.getByRole('button', { name: 'Log out' }).click();
  await expectLogIn(page);
  await page.reload();
  await expectLogIn(page);
});

test('a token that may only read can order nothing, and says why', async ({ page, api }) => {
  const { id } = await api.submit(longSweep('to be looked at'));
  const [trial] = await api.trials(id);
  await page.goto(`${node!.url}/#/sweeps/${id}`);
  await logIn(page, await api.createToken('guest', 'read'));
  const refusal = page.getByText('The token “guest” may only look');

  for (const [path, orders] of [
    [`/#/sweeps/${id}`, ['Pause sweep', 'Cancel sweep…']], [`/#/trials/${trial!.id}`, ['Pause trial', 'Cancel trial…']],
  ] as const) {
    await page.goto(node!.url + path);
    for (const name of orders) {
      await expect(page.getByRole('button', { name })).toBeDisabled();
    }
    await expect(refusal).toBeVisible();
    await takeScreenshots(page, path.includes('trials') ? 'trial-to-read' : 'sweep-to-read', 'light');
    await expectAccessible(page);
  }
  await page.goto(`${node!.url}/#/new?from=${id}`);
  await expect(refusal).toBeVisible();
  await expect(page.getByRole('button', { name: 'Submit sweep' })).toHaveCount(0);
  await api.cancel(id);
});

test('an order that may be another site’s is refused where it was given', async ({ page, api }) => {
  const { id } = await api.submit(longSweep('to be paused'));
  await page.goto(`${node!.url}/#/sweeps/${id}`);
  await logIn(page, await api.createToken('bob', 'submit'));
  await expect(page.locator('.connection')).toHaveText('Live');
  await page.route('**/pause', route => {
    const headers = route.request().headers();
    delete headers['x-xsrf-token'];
    return route.continue({ headers });
  }, { times: 1 });

  await page.getByRole('button', { name: 'Pause sweep' }).click();
  await expect(page.getByRole('alert')).toContainText('X-XSRF-TOKEN');
  expect((await api.sweep(id)).paused_at).toBeNull();

  await page.getByRole('button', { name: 'Pause sweep' }).click();
  await expect(page.getByRole('button', { name: 'Resume sweep' })).toBeVisible();
  await api.cancel(id);
});

test('who looks at a sweep whose token is revoked has to log in, and sees that sweep again', async ({ page, api }) => {
  const { id } = await api.sweepNamed(FIRST_SWEEP);
  await page.goto(`${node!.url}/#/sweeps/${id}?view=trials`);
  await logIn(page, await api.createToken('carol', 'submit'));
  await expect(page.locator('.connection')).toHaveText('Live');

  await api.revokeToken('carol');
  await page.getByRole('link', { name: 'Clone and edit' }).click();
  await expect(page.getByRole('alert')).toContainText(`You are no longer logged in. ${WRONG}`);
  await expect(page).toHaveURL(`${node!.url}/#/new?from=${id}`);

  await logIn(page, await api.createToken('carol', 'submit'));
  await expect(page.getByRole('heading', { name: 'New sweep' })).toBeVisible();
});

test('a stream that comes back to find its token revoked asks for another', async ({ page, api }) => {
  const { id } = await api.sweepNamed(FIRST_SWEEP);
  await page.goto(`${node!.url}/#/sweeps/${id}`);
  await logIn(page, await api.createToken('dave', 'read'));
  await expect(page.locator('.connection')).toHaveText('Live');
  await api.revokeToken('dave');

  await node!.kill();
  await expect(page.locator('.connection')).toHaveText(/^Reconnecting/);
  await node!.startAgain();

  await expect(page.getByRole('alert')).toContainText(`You are no longer logged in. ${WRONG}`);
  await expect(page).toHaveURL(`${node!.url}/#/sweeps/${id}`);
});
