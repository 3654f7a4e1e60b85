import type { Page } from '@playwright/test';
import type { Api } from '../src/api';
import { expect, expectAccessible, FIRST_SWEEP, SCHEMES, test, trialRows } from '../src/fixtures';
import { takeScreenshots } from '../src/screenshots';

interface Screen {
  name: string;
  path(sweepId: number, api: Api): string | Promise<string>;
  /** Is there once the screen is. */
  loaded(page: Page): Promise<void>;
}

const SCREENS: readonly Screen[] = [
  {
    name: 'sweeps',
    path: () => '/#/',
    loaded: page => expect(page.getByRole('link', { name: FIRST_SWEEP })).toBeVisible(),
  },
  {
    name: 'sweep',
    path: id => `/#/sweeps/${id}`,
    loaded: page => expect(page.getByRole('region', { name: 'Results table' }).getByRole('row')).not.toHaveCount(0),
  },
  {
    name: 'trial',
    path: async (id, api) => `/#/trials/${(await api.trials(id)).find(({ method }) => method === 'vsam')!.id}`,
    loaded: page => expect(page.getByRole('region', { name: 'Curves' }).locator('canvas')).not.toHaveCount(0),
  },
  {
    name: 'new-sweep',
    path: id => `/#/new?from=${id}`,
    loaded: page => expect(page.getByRole('region', { name: 'Preview' }).getByRole('status')).toHaveText('Valid: 14 trials'),
  },
  {
    name: 'workers',
    path: () => '/#/workers',
    loaded: page => expect(page.getByRole('region', { name: 'Workers' }).getByRole('listitem')).not.toHaveCount(0),
  },
  {
    name: 'no-such-sweep',
    path: () => '/#/sweeps/404404',
    loaded: page => expect(page.getByRole('alert')).toContainText('404404'),
  },
];

for (const { name, path, loaded } of SCREENS) {
  for (const colorScheme of SCHEMES) {
    test(`${name} is accessible and fits every width, ${colorScheme}`, async ({ page, api }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(await path((await api.sweepNamed(FIRST_SWEEP)).id, api));
      await loaded(page);
      await takeScreenshots(page, name, colorScheme);
      await expectAccessible(page);
    });
  }
}

test('everything on a sweep’s page can be reached by keyboard', async ({ page, api }) => {
  const { id } = await api.sweepNamed(FIRST_SWEEP);
  await page.goto(`/#/sweeps/${id}?view=trials`);
  await expect(trialRows(page)).toHaveCount(14);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');

  const trial = page.getByRole('link', { name: 'Trial 1', exact: true });
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(trial).toBeFocused({ timeout: 1 });
  }).toPass({ intervals: [0] });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Trial 1:/ })).toBeVisible();
});
