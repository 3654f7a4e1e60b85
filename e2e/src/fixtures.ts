import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { Api } from './api';
import { findChromium } from './chromium';

/** What the first test submits and trains, for the others to look at. */
export const FIRST_SWEEP = 'first in a browser';

interface Fixtures {
  api: Api;
  /** Fails the test if the page throws, or asks for what its Content-Security-Policy forbids. */
  soundPage: void;
}

export const test = base.extend<Fixtures & { skipped: void }>({
  skipped: [async ({}, use, testInfo) => {
    testInfo.skip(findChromium() === null, 'no Chromium');
    await use();
  }, { auto: true }],
  baseURL: async ({ skipped: _ }, use) => use(process.env.FLATSWEEP_URL),
  api: async ({ request }, use) => use(new Api(request)),
  soundPage: [async ({ page }, use) => {
    const wrong: string[] = [];
    page.on('pageerror', error => wrong.push(error.stack ?? error.message));
    page.on('console', message => {
      if (message.type() === 'error' && /Content.Security.Policy/i.test(message.text())) {
        wrong.push(message.text());
      }
    });
    await use();
    expect(wrong, 'errors of the page').toEqual([]);
  }, { auto: true }],
});

export { expect };

export const SCHEMES = ['light', 'dark'] as const;

/** Everything that axe finds wrong by the Web Content Accessibility Guidelines 2.2, levels A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, help, nodes }) =>
    ({ id, help, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }))).toEqual([]);
}

/** Rows of the table of trials, without the heading and the room of those out of sight. */
export function trialRows(page: Page): Locator {
  return page.getByRole('region', { name: 'Trials table' }).locator('tbody tr:not([aria-hidden])');
}

/** Leaves a mark that a reload would wipe; what is returned expects it to be there still. */
export async function markDocument(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => document.documentElement.setAttribute('data-marked', ''));
  return () => expect(page.locator('html'), 'the page was not loaded again').toHaveAttribute('data-marked', '');
}
