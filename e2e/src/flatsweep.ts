import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const HOME = resolve(import.meta.dirname, '../..');
const JAVA = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';

/** What the processes say, kept beside the screenshots. */
export const LOGS = resolve(import.meta.dirname, '../target/logs');

/** The product as `./flatsweep up` starts it: a database of its own, the API with the dashboard, and a worker. */
export async function startFlatsweep(directory: string): Promise<{ url: string; stop(): Promise<void> }> {
  const up = await launch('up', [
    `-Dflatsweep.home=${HOME}`, '-jar', jar('cli'), 'up', '--port', String(await freePort()), '--data-dir', directory,
  ], {
    // The browser needs the other core of a small machine.
    FLATSWEEP_THREADS: '1',
  });
  const url = await announced(up);
  return { url, stop: () => end(up, 'SIGTERM') };
}

type Tokens = 'off' | 'required';

/** Another node of the API, on the database of an installation that runs. */
export class ApiNode {
  private constructor(
    private readonly port: number,
    private readonly database: string,
    private readonly tokens: Tokens,
    private process: ChildProcess,
  ) {}

  static async start(directory: string, tokens: Tokens): Promise<ApiNode> {
    const port = await freePort();
    const database = (await readFile(join(directory, 'database-url'), 'utf8')).trim();
    return new ApiNode(port, database, tokens, await launchApi(port, database, tokens));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Without a chance to say goodbye to anyone. */
  async kill(): Promise<void> {
    await end(this.process, 'SIGKILL');
  }

  /** On the same port. */
  async startAgain(): Promise<void> {
    this.process = await launchApi(this.port, this.database, this.tokens);
  }

  async isReady(): Promise<boolean> {
    return fetch(`${this.url}/actuator/health/readiness`).then(response => response.ok, () => false);
  }
}

async function launchApi(port: number, database: string, tokens: Tokens): Promise<ChildProcess> {
  return launch('api-node', ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', jar('api')], {
    DATABASE_URL: database,
    FLATSWEEP_PORT: String(port),
    FLATSWEEP_TOKENS: tokens,
  });
}

function jar(module: string): string {
  return join(HOME, module, 'target', `flatsweep-${module}.jar`);
}

async function launch(name: string, options: string[], settings: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  await mkdir(LOGS, { recursive: true });
  // Flatsweep is to start a database of its own, also where this machine has another.
  const { DATABASE_URL: _, ...inherited } = process.env;
  // Owned processes end with this one, whatever ends it: their standard input is then at its end.
  const child = spawn(JAVA, options, { env: { ...inherited, FLATSWEEP_OWNED: 'true', ...settings } });
  const log = createWriteStream(join(LOGS, `${name}.log`), { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return child;
}

/** The address that `up` prints once everything answers. */
function announced(up: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    createInterface(up.stdout!).on('line', line => {
      const address = /^Dashboard +(\S+)/.exec(line)?.[1];
      if (address !== undefined) {
        found(address);
      }
    });
    up.once('error', failed);
    up.once('exit', code => failed(new Error(`flatsweep up ended with ${code}; see ${LOGS}`)));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error(`no port: ${address}`);
  }
  return address.port;
}
