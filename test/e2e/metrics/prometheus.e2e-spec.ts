import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { DatabaseSchema } from '@app/storage';
import { replyJson, UpstreamServer } from '@app/testing';
import { freePort } from '../../redis-servers/free-port';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody } from '../support/wire-replies';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../../..');
const DEPLOY = join(ROOT, 'deploy');
const KEY = 'a-key-for-prometheus-alone';
const isInstalled = spawnSync('promtool', ['--version']).status === 0;
const whereInstalled = isInstalled ? it : it.skip; // Debian: apt-get install prometheus

/** Every metric's name in queries. */
function metricsIn(text: string): string[] {
  const names = text.match(/\b(?:stepwise|http|gen_ai|redis|nodejs|process)_[a-z0-9_]+(?![a-z0-9_]*["=~])/g) ?? [];
  const labels = ['gen_ai_response_model', 'gen_ai_provider_name', 'gen_ai_token_type', 'gen_ai_operation_name'];
  return [...new Set(names)].filter((name) => !labels.includes(name));
}

interface QueryAnswer {
  status: string;
  error?: string;
  data?: { result: { value: [number, string] }[] };
}

interface Panel {
  targets?: { expr: string }[];
  panels?: Panel[];
}

/** What the panels of the dashboard ask, with its variables filled in. */
function panelQueries(): string[] {
  const { panels } = JSON.parse(readFileSync(join(DEPLOY, 'grafana/dashboards/stepwise.json'), 'utf8')) as {
    panels: Panel[];
  };
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  return all.flatMap(({ targets = [] }) =>
    targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\{?\w+\}?/g, '.*')),
  );
}

describe('Prometheus', () => {
  let dir: string;
  let stores: EmbeddedStores;
  let upstream: UpstreamServer;
  let running: RunningApp;
  let prometheus: ChildProcess | undefined;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({
      dataDir: join(dir, 'data'),
      needRedis: true,
      needPostgres: true,
      onProgress: () => undefined,
    });
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'x')));
    running = await startApp({
      ...endpointEnv(upstream.url),
      REDIS_URL: stores.redisUrl!,
      DATABASE_URL: stores.databaseUrl!,
      PROVIDER_CHECK_INTERVAL: '0',
      API_KEYS: KEY,
    });
    await running.app.get(DatabaseSchema).prepare();
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${KEY}` };
    const body = JSON.stringify({ message: 'q' });
    await (await fetch(`${running.url}/api/v1/chat`, { method: 'POST', headers, body })).text();
  });
  afterAll(async () => {
    prometheus?.kill('SIGKILL');
    await running.close();
    await upstream.close();
    await stores.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const scrape = async (): Promise<string> =>
    (await fetch(`${running.url}/metrics`, { headers: { Authorization: `Bearer ${KEY}` } })).text();

  whereInstalled('finds nothing wrong with the metrics', async () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await scrape(),
      encoding: 'utf8',
    });
    const ours = `${stdout}${stderr}`.split('\n').filter((line) => /^(stepwise|http|gen_ai|redis)_/.test(line));
    expect(ours).toEqual([]);
    expect(status).toBe(0);
  });

  whereInstalled('accepts the alert rules, which alert when they should', () => {
    const rules = join(DEPLOY, 'prometheus/rules');
    expect(spawnSync('promtool', ['check', 'rules', join(rules, 'stepwise.yml')]).status).toBe(0);
    const tested = spawnSync('promtool', ['test', 'rules', join(rules, 'stepwise.test.yml')], { encoding: 'utf8' });
    expect([tested.status, tested.stderr]).toEqual([0, '']);
  });

  it.each(['prometheus/rules/stepwise.yml', 'grafana/dashboards/stepwise.json'])(
    'has every metric that %s asks for',
    async (file) => {
      const text = await scrape();
      const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
      const asked = metricsIn(readFileSync(join(DEPLOY, file), 'utf8'));
      const missing = asked.filter((name) => !known.has(name) && !known.has(name.replace(/_(bucket|sum|count)$/, '')));
      expect(asked.length).toBeGreaterThan(10);
      expect(missing).toEqual([]);
    },
  );

  whereInstalled('scrapes the running app with the rules that are shipped', async () => {
    const port = await freePort();
    mkdirSync(join(dir, 'rules'));
    writeFileSync(join(dir, 'rules/stepwise.yml'), readFileSync(join(DEPLOY, 'prometheus/rules/stepwise.yml')));
    writeFileSync(join(dir, 'key'), KEY);
    writeFileSync(
      join(dir, 'prometheus.yml'),
      `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules/stepwise.yml]
scrape_configs:
  - job_name: stepwise
    authorization: { credentials_file: key }
    static_configs: [{ targets: ['${new URL(running.url).host}'] }]
`,
    );
    const args = [`--config.file=prometheus.yml`, `--storage.tsdb.path=tsdb`, `--web.listen-address=127.0.0.1:${port}`];
    prometheus = spawn('prometheus', args, { cwd: dir, stdio: 'ignore' });
    const answerTo = async (expression: string): Promise<QueryAnswer> => {
      const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`;
      return (await (await fetch(url)).json()) as QueryAnswer;
    };
    const query = async (expression: string): Promise<string | undefined> =>
      (await answerTo(expression)).data?.result[0]?.value[1];
    await eventually(async () => expect(await query('up{job="stepwise"}')).toBe('1'));
    await eventually(async () => {
      expect(await query('sum(stepwise_turns_total{outcome="finished"})')).toBe('1');
      expect(await query('sum(gen_ai_client_token_usage_sum{gen_ai_token_type="input"})')).toBe('12');
      expect(await query('min(stepwise_dependency_up{dependency=~"redis|postgres"})')).toBe('1');
    });
    const asked = panelQueries();
    expect(asked.length).toBeGreaterThan(20);
    const refused: QueryAnswer[] = [];
    for (const expression of asked) {
      const answer = await answerTo(expression);
      if (answer.status !== 'success') refused.push(answer);
    }
    expect(refused).toEqual([]);
  });
});
