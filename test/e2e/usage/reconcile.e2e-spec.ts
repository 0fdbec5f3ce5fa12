import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replyJson } from '@app/testing';
import { loadConfig } from '../../../src/config/load-config';
import { reconcileCommand } from '../../../src/usage/command/reconcile-command';
import { eventually } from '../../integration/storage/store-fixture';
import { chatBody } from '../support/wire-replies';
import { startUsageApp, type UsageApp } from './usage-app';

jest.setTimeout(120_000);

describe('npm run usage:reconcile', () => {
  let app: UsageApp;
  let folder: string;

  beforeAll(async () => {
    app = await startUsageApp();
    app.upstream.answer(replyJson(chatBody(undefined, 'an answer')));
    folder = mkdtempSync(join(tmpdir(), 'stepwise-reconcile-'));
    expect((await app.ask({ message: 'hello' })).status).toBe(200);
    await eventually(async () => {
      expect((await app.pool.query("SELECT FROM stepwise.usage_calls WHERE state = 'settled'")).rowCount).toBe(1);
    });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await app.close();
  });

  const run = async (args: string[], env: Record<string, string> = { DATABASE_URL: app.stores.databaseUrl! }) => {
    const output: string[] = [];
    const code = await reconcileCommand(args, loadConfig(env), { write: (text) => output.push(text) });
    return { code, output: output.join('') };
  };
  const exportOf = (input: number, output: number): string => {
    const file = join(folder, 'export.json');
    const result = { model: 'plain', input_tokens: input, output_tokens: output };
    const start = Math.floor(Date.now() / 86_400_000) * 86_400;
    writeFileSync(file, JSON.stringify({ data: [{ start_time: start, results: [result] }] }));
    return file;
  };

  it('leaves with 0 when both agree and with 1 when they differ', async () => {
    expect(await run([exportOf(12, 9)])).toMatchObject({ code: 0, output: expect.stringContaining('Both agree.') });
    expect(await run([exportOf(12, 9), '--provider', 'up', '--organisation', 'org_local'])).toMatchObject({
      code: 0,
    });
    expect(await run([exportOf(18, 9)])).toMatchObject({ code: 1, output: expect.stringContaining('They differ') });
    expect(await run([exportOf(18, 9), '--tolerance', '0.5'])).toMatchObject({ code: 0 });
    expect(await run([exportOf(12, 9), '--provider', 'other'])).toMatchObject({ code: 1 });
  });

  it('makes no database where there is none, and says what is missing', async () => {
    const dataDir = join(folder, 'nothing');
    const { code, output } = await run([exportOf(12, 9)], { DATA_DIR: dataDir });
    expect(code).toBe(2);
    expect(output).toMatch(/There is no ledger: .*nothing holds no database. Set DATA_DIR .*, or DATABASE_URL/);
    expect(readdirSync(folder)).not.toContain('nothing');
  });

  it('leaves with 2 and the reason when it cannot read the export or the ledger', async () => {
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, '{"data"');
    expect(await run([bad])).toMatchObject({ code: 2, output: expect.stringContaining('bad.json cannot be read') });
    expect(await run([join(folder, 'none')])).toMatchObject({
      code: 2,
      output: expect.stringContaining('no such file'),
    });
    expect(await run([])).toMatchObject({ code: 2, output: expect.stringContaining('--organisation ID') });
    expect(await run([exportOf(1, 1), '--tolerance', 'x'])).toMatchObject({ code: 2 });
    const nowhere = await run([exportOf(1, 1)], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(nowhere).toMatchObject({ code: 2, output: expect.stringContaining('The database does not answer.') });
    const empty = new URL(app.stores.databaseUrl!);
    empty.pathname = '/postgres';
    const unmigrated = await run([exportOf(1, 1)], { DATABASE_URL: empty.href });
    expect(unmigrated).toMatchObject({ code: 2, output: expect.stringContaining('was not migrated yet') });
  });
});
