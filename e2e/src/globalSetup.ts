import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './chromium';
import { LOGS, startFlatsweep } from './flatsweep';

/**
 * One installation for all tests: starting it takes longer than most of them. One that runs already, at FLATSWEEP_URL and
 * on the files in FLATSWEEP_DATA_DIR, is left as it is, so that one test can be run again and again.
 */
export default async function globalSetup(): Promise<(() => Promise<void>) | undefined> {
  if (findChromium() === null) {
    console.warn([
      '', '*** SKIPPED: every test of the dashboard in a browser, as there is none. ***',
      "Install Chromium, on Debian with `apt-get install chromium`, or name one in CHROMIUM.", '',
    ].join('\n'));
    return undefined;
  }
  if (process.env.FLATSWEEP_URL && process.env.FLATSWEEP_DATA_DIR) {
    return undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'flatsweep-e2e-'));
  await rm(LOGS, { recursive: true, force: true });
  const flatsweep = await startFlatsweep(directory);
  process.env.FLATSWEEP_URL = flatsweep.url;
  process.env.FLATSWEEP_DATA_DIR = directory;
  return async () => {
    await flatsweep.stop();
    await cp(join(directory, 'logs'), LOGS, { recursive: true });
    await rm(directory, { recursive: true, force: true });
  };
}
