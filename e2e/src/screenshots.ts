import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';

const FOLDER = resolve(import.meta.dirname, '../target/screenshots');

export const WIDTHS = [360, 1280, 2560];
const HEIGHT = 900;

/** The whole page as a picture, named NAME-WIDTH-SCHEME.png, at each width; none of them may scroll sideways. */
export async function takeScreenshots(page: Page, name: string, scheme: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await showAll(page);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${name} at ${width}`)
      .toBeLessThanOrEqual(width);
    await page.screenshot({ path: resolve(FOLDER, `${name}-${width}-${scheme}.png`), animations: 'disabled' });
  }
}

/** Makes the window as high as the page, which draws what comes near the window and may grow by it. */
async function showAll(page: Page): Promise<void> {
  await expect.poll(async () => {
    const { width, height } = page.viewportSize()!;
    const needed = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.max(needed, HEIGHT) });
    return needed - height;
  }).toBeLessThanOrEqual(0);
}
