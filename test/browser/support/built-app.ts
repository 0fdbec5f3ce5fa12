import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const ENTRY = join(ROOT, 'dist/src/main.js');
const READY = /is ready after [\d.]+ s: (http:\S+)/;

/** The product as it was built, in a process of its own, on its embedded stores with a new data directory. */
export class BuiltApp {
  private constructor(
    private readonly child: ChildProcess,
    private readonly dataDir: string,
    /** `http://127.0.0.1:port` */
    readonly url: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<BuiltApp> {
    if (!existsSync(ENTRY)) throw new Error('Build first: npm run build');
    const dataDir = mkdtempSync(join(tmpdir(), 'stepwise-browser-'));
    const child = spawn(process.execPath, [ENTRY], {
      cwd: dataDir, // no .env there
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        PORT: '0',
        DATA_DIR: dataDir,
        LOG_LEVEL: 'error',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new BuiltApp(child, dataDir, await readUrl(child));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

async function readUrl(child: ChildProcess): Promise<string> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  for (;;) {
    const url = READY.exec(output)?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) throw new Error(`The server ended early:\n${output}`);
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
  }
}
