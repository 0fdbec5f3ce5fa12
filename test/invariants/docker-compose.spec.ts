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

  whereInstalled('is accepted as it comes, without a word', () => {
    const { status, stderr } = compose({});
    expect([status, stderr]).toEqual([0, '']);
  });

  whereInstalled('takes keys that PROVIDERS_JSON names from an override, as deploy/README.md shows', () => {
    const override = /```yaml\n( *services:[^`]*)```/.exec(read('deploy/README.md'))![1]!;
    const file = join(mkdtempSync(join(tmpdir(), 'stepwise-compose-')), 'override.yml');
    writeFileSync(file, override);
    const { status, stdout } = spawnSync('docker-compose', ['-f', 'docker-compose.yml', '-f', file, 'config'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', GROQ_API_KEY: 'a-groq-key' },
    });
    expect(status).toBe(0);
    expect(stdout.match(/GROQ_API_KEY: a-groq-key/g)).toHaveLength(2);
    expect(stdout.match(/OPENAI_API_KEY: /g)).toHaveLength(2);
  });

  it('asks for every secret by name and has no default for one', () => {
    expect(secrets).toEqual(['API_KEYS', 'METRICS_API_KEY', 'POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'GRAFANA_PASSWORD']);
    for (const name of secrets) {
      const uses = read('docker-compose.yml').match(new RegExp(`[^$]\\$\\{${name}[^}]*\\}`, 'g')) ?? [];
      expect(uses.length).toBeGreaterThan(0);
      for (const use of uses) expect(use.slice(1)).toBe(`\${${name}:-}`);
    }
  });

  // The image of Postgres refuses by itself, and the app makes a key of its own.
  it.each([
    ['redis', 'REDISCLI_AUTH', 'set REDIS_PASSWORD to'],
    ['prometheus', 'METRICS_API_KEY', 'set METRICS_API_KEY to'],
    ['grafana', 'GF_SECURITY_ADMIN_PASSWORD', 'set GRAFANA_PASSWORD to'],
  ])('has %s start only with its secret', (service, variable, reason) => {
    const [, rest = ''] = read('docker-compose.yml').split(`\n  ${service}:\n`);
    const command = new RegExp(`: "\\$(\\$\\{${variable}:\\?[^}]*\\})" && (?:exec|printf) `).exec(rest);
    const start = (value: string) =>
      spawnSync('sh', ['-c', `: "${command![1]!}" && echo starts`], { encoding: 'utf8', env: { [variable]: value } });
    const refused = start('');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain(reason);
    expect(start('a-secret').stdout).toBe('starts\n');
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
