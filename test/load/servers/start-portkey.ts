import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildServer, freePort } from './child-server';
import type { Cores } from './cores';

const PACKAGE = '@portkey-ai/gateway';

/** The version of the Portkey gateway that is measured. */
export const PORTKEY_VERSION = '1.15.2';

/** Starts the Portkey gateway, which is installed into a temporary folder first, once per machine; never a dependency. */
export async function startPortkey(cores: Cores): Promise<ChildServer> {
  const port = await freePort();
  const program = join(installPortkey(), 'build/start-server.js');
  return ChildServer.start({
    name: 'Portkey',
    command: [process.execPath, program, `--port=${port}`, '--headless'],
    port,
    env: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
    core: cores.server,
  });
}

function installPortkey(): string {
  const folder = join(tmpdir(), `stepwise-bench-portkey-${PORTKEY_VERSION}`);
  const installed = join(folder, 'node_modules', PACKAGE);
  if (!existsSync(join(installed, 'package.json'))) {
    mkdirSync(folder, { recursive: true });
    const wanted = `${PACKAGE}@${PORTKEY_VERSION}`;
    execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', wanted], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return installed;
}
