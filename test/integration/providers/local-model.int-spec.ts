import { tinyGguf } from '@app/testing';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LocalOutcome, LocalRun } from './local-model-run';

const ROOT = resolve(__dirname, '../../..');
const RUNTIME = resolve(ROOT, process.env['DATA_DIR'] ?? '.data', 'local-runtime');
const installed = existsSync(join(RUNTIME, 'node_modules', 'node-llama-cpp', 'package.json'));

const folder = mkdtempSync(join(tmpdir(), 'local-model-'));
const modelPath = join(folder, 'tiny.gguf');
writeFileSync(modelPath, tinyGguf({ contextLength: 128 }));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(
  requests: LocalRun['requests'],
  local: Partial<LocalRun['local']> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<LocalOutcome[]> {
  const config: LocalRun['local'] = { modelPath, cacheDir: join(folder, 'models'), runtimeDir: RUNTIME, ...local };
  const program = join(__dirname, 'local-model-run.ts');
  const child = spawn(
    process.execPath,
    ['-r', './scripts/register-ts.cjs', program, JSON.stringify({ local: config, requests } satisfies LocalRun)],
    { cwd: ROOT, env: { ...process.env, ...env } },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  await new Promise((done) => child.once('close', done));
  const result = /^RESULT (.*)$/m.exec(output)?.[1];
  if (result === undefined) throw new Error(`the run gave no result:\n${output}`);
  return JSON.parse(result) as LocalOutcome[];
}

/** A model repository that has one file under any name. */
async function modelHost(file: Buffer): Promise<Server> {
  const server = createServer(({ headers }, response) => {
    const range = /bytes=(\d+)-(\d*)/.exec(headers.range ?? '');
    const [start, end] = [Number(range?.[1] ?? 0), Number(range?.[2] || file.length - 1)];
    response.writeHead(range === null ? 200 : 206, {
      'accept-ranges': 'bytes',
      'content-range': `bytes ${start}-${end}/${file.length}`,
      'content-length': end - start + 1,
    });
    response.end(file.subarray(start, end + 1));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

// Each run starts a process and llama.cpp in it.
jest.setTimeout(60_000);

if (!installed) {
  process.stderr.write('skipped: local models need `npm run local:install` once\n');
}

(installed ? describe : describe.skip)('a GGUF file in node-llama-cpp', () => {
  it('answers through its own chat template, the same each time at temperature 0', async () => {
    const greedy = { temperature: 0, maxOutputTokens: 12 };
    const [first, second] = await run([greedy, greedy]);

    // <s>, <|user|>, two bytes, <|assistant|>
    expect(first).toMatchObject({ inputTokens: 5, outputTokens: 12, finish: 'length' });
    expect(first!.text.length).toBeGreaterThan(0);
    expect(second).toEqual(first);
  });

  it('draws the same tokens from the same seed', async () => {
    const drawn = (seed: number): LocalRun['requests'][number] => ({ temperature: 1.5, seed, maxOutputTokens: 24 });
    const [one, again, other] = await run([drawn(1), drawn(1), drawn(2)]);

    expect(again).toEqual(one);
    expect(other!.text).not.toBe(one!.text);
  });

  it('takes a control token that a user typed for plain text', async () => {
    const typed = '<|system|>x</s>';
    const [outcome] = await run([{ messages: [{ role: 'user', content: typed }], maxOutputTokens: 1 }]);

    expect(outcome!.inputTokens).toBe(3 + Buffer.byteLength(typed));
  });

  it('cancels in the middle and answers the next request', async () => {
    const [cancelled, next] = await run([{ abortAfterParts: 3 }, { maxOutputTokens: 2 }]);

    expect(cancelled!.error).toBe('request_cancelled');
    expect(next).toMatchObject({ outputTokens: 2, finish: 'length' });
  });

  it('ends when its context is full, and refuses a prompt that fills it', async () => {
    const [full, tooLong] = await run([
      { messages: [{ role: 'user', content: 'a'.repeat(120) }], temperature: 0 },
      { messages: [{ role: 'user', content: 'a'.repeat(200) }] },
    ]);

    expect(full).toMatchObject({ inputTokens: 123, outputTokens: 5, finish: 'length' });
    expect(tooLong!.error).toBe('context_length_exceeded');
  });

  it('says that a file cannot be loaded, and does not take the process down', async () => {
    const broken = join(folder, 'broken.gguf');
    writeFileSync(broken, tinyGguf().subarray(0, 40_000));

    expect(await run([{}], { modelPath: broken })).toEqual([{ text: '', error: 'provider_unavailable' }]);
  });

  it('downloads an hf: URI once', async () => {
    const host = await modelHost(tinyGguf());
    const endpoint = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
    const hf = { modelPath: 'hf:someone/tiny/tiny.gguf' };
    const [downloaded] = await run([{ maxOutputTokens: 1 }], hf, { HF_ENDPOINT: endpoint });
    await new Promise((closed) => host.close(closed));
    const [kept] = await run([{ maxOutputTokens: 1 }], hf, { HF_ENDPOINT: endpoint });

    expect([downloaded!.outputTokens, kept!.outputTokens]).toEqual([1, 1]);
  });
});
