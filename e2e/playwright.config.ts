import { defineConfig } from '@playwright/test';
import { findChromium } from './src/chromium';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'target/results',
  reporter: [['list'], ['html', { outputFolder: 'target/report', open: 'never' }]],
  globalSetup: './src/globalSetup.ts',
  // All tests share one worker, so that what one of them waits for is not behind the trials of another.
  workers: 1,
  forbidOnly: true,
  // No test is about time: these end those that wait for what will never be, on a machine that is busy.
  timeout: 300_000,
  expect: { timeout: 120_000 },
  use: {
    launchOptions: { executablePath: findChromium() ?? undefined },
    actionTimeout: 60_000,
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
  },
  projects: [
    // What is to be seen before there is anything, and the sweep that the others look at.
    { name: 'first', testMatch: 'firstSweep.spec.ts' },
    { name: 'then', testIgnore: 'firstSweep.spec.ts', dependencies: ['first'] },
  ],
});
