import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const variables = (text: string) => [...text.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);

const documented = read('deploy/compose.env.example');
const secrets = [...documented.matchAll(/^([A-Z_]+)=$/gm)].map(([, name]) => name!);

const compose = (env: Record<string, string>) => {
  const envFile = join(mkdtempSync(join(tmpdir(), 'stepwise-compose-')), '.env');
  writeFileSync(
    envFile,
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const { status, stdout, stderr } = spawnSync('docker-compose', ['--env-file', envFile, 'config'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '' },
  });
  return { status, stdout, stderr };
};
const filledIn = Object.fromEntries(secrets.map((name) => [name, `value-of-${name}`]));

const isInstalled = spawnSync('docker-compose', ['version']).status === 0;
const whereInstalled = isInstalled ? it : it.skip; // Debian: apt-get install docker-compose

describe('docker-compose.yml', () => {
  whereInstalled('is accepted with the documented .env filled in', () => {
    const { status, stdout, stderr } = compose(filledIn);
    expect([status, stderr]).toEqual([0, '']);
    for (const service of ['app', 'worker', 'redis', 'postgres', 'prometheus', 'grafana']) {
      expect(stdout).toContain(`\n  ${service}:\n`);
    }
  });

  whereInstalled('is refused without a secret, which it names', () => {
    const { status, stderr } = compose({ ...filledIn, GRAFANA_PASSWORD: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('set GRAFANA_PASSWORD to');
  });

  it('asks for every secret by name and has no default for one', () => {
    expect(secrets).toEqual(['API_KEYS', 'METRICS_API_KEY', 'POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'GRAFANA_PASSWORD']);
    for (const name of secrets) {
      const uses = read('docker-compose.yml').match(new RegExp(`\\$\\{${name}[^}]*\\}`, 'g')) ?? [];
      expect(uses.length).toBeGreaterThan(0);
      for (const use of uses) expect(use).toContain(`:?set ${name} to `);
    }
  });

  it('passes every setting of .env.example on to the app', () => {
    const passedOn = [...read('docker-compose.yml').matchAll(/^ {4}([A-Z][A-Z0-9_]*):/gm)].map(([, name]) => name);
    expect(passedOn).toEqual(expect.arrayContaining(variables(read('.env.example'))));
  });
});

describe('the image', () => {
  it('does not run as root', () => {
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
  });

  it('takes in named files only, so that no .env and no data get into it', () => {
    expect(read('.dockerignore')).toMatch(/^\*$/m);
    expect(read('.dockerignore')).not.toMatch(/^!.*(env|data)/m);
  });
});
