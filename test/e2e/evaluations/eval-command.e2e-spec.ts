import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluationReport } from '@app/evaluation';
import { UpstreamServer, type UpstreamScript } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { RunningProcess } from '../support/running-process';
import { answerSum, questionOf, sumsFile } from './sums-upstream';

jest.setTimeout(60_000);

describe('npm run eval', () => {
  let folder: string;
  let upstream: UpstreamServer;
  let script: UpstreamScript;
  const at = (name: string) => join(folder, name);
  const report = () => JSON.parse(readFileSync(at('out/report.json'), 'utf8')) as EvaluationReport;
  const resultLines = () => readFileSync(at('out/results.jsonl'), 'utf8').trim().split('\n').slice(1);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-'));
    writeFileSync(at('sums.jsonl'), sumsFile(12));
    script = answerSum;
    upstream = await UpstreamServer.start((exchange) => script(exchange));
  });

  afterEach(async () => {
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (...args: string[]): RunningProcess => {
    const flags = ['--questions', at('sums.jsonl'), '--models', 'up/plain', '--out', at('out'), ...args];
    const env = { ...endpointEnv(upstream.url), DATA_DIR: at('data') };
    return RunningProcess.start(env, 'test/e2e/evaluations/run-evaluate.ts', flags);
  };

  it('compares strategies, prints the tables and writes the reports, without any store', async () => {
    const run = start();

    expect(await run.exitCode()).toBe(0);
    expect(run.output).toMatch(/up\/plain\s+direct\s+50\.0 %.*6\/12/);
    expect(run.output).toMatch(/up\/plain\s+cot\s+100\.0 %.*12\/12/);
    expect(run.output).toMatch(/direct\s+cot\s+\+50\.0 \[/);
    expect(report().runs[1]).toMatchObject({
      strategy: 'cot',
      tokens: { input: 144, output: 108 },
      cost: { totalMicroUsd: 12 * (12 * 2 + 9 * 10) },
      steps: { equations: 12, equationsHeld: 12, entailed: { count: 12 } },
    });
    expect(readFileSync(at('out/report.md'), 'utf8')).toContain('## Results');
    expect(readFileSync(at('out/report.html'), 'utf8')).toContain('<svg');
    expect(upstream.exchanges).toHaveLength(24);
  });

  it('measures of several samples the steps of the one that won', async () => {
    await start('--strategies', 'self-consistency', '--samples', '3', '--limit', '2').exitCode();

    expect(report().runs[0]).toMatchObject({
      calibration: { agreement: { count: 2 } },
      steps: { equations: 2, repeating: { count: 0 } },
    });
  });

  it('draws the same questions for the same seed', async () => {
    await start('--limit', '4', '--seed', '9').exitCode();
    const asked = new Set(upstream.exchanges.map(questionOf));
    await start('--limit', '4', '--seed', '9', '--out', at('again')).exitCode();

    expect(asked.size).toBe(4);
    expect(new Set(upstream.exchanges.map(questionOf))).toEqual(asked);
  });

  it('keeps what is done on Ctrl-C and goes on with --resume, asking nothing twice', async () => {
    let answered = 0;
    script = async (exchange) => {
      if (answered === 5) return exchange.closed;
      answered++;
      await answerSum(exchange);
    };
    const first = start('--concurrency', '1');
    await eventually(() => upstream.exchanges.length === 6);
    first.signal('SIGINT');
    expect(await first.exitCode()).toBe(130);
    expect(first.output).toContain('--resume goes on');
    expect(resultLines()).toHaveLength(5);
    expect(report().complete).toBe(false);

    script = answerSum;
    expect(await start('--resume').exitCode()).toBe(0);

    expect(upstream.exchanges).toHaveLength(6 + 19);
    expect(report()).toMatchObject({ complete: true, runs: [{ questions: 12 }, { questions: 12 }] });
  });

  it('loses nothing but the question under way when it is killed', async () => {
    let answered = 0;
    script = async (exchange) => {
      if (answered === 3) return exchange.closed;
      answered++;
      await answerSum(exchange);
    };
    const first = start('--concurrency', '1');
    await eventually(() => upstream.exchanges.length === 4);
    first.signal('SIGKILL');
    await first.exitCode();
    expect(resultLines()).toHaveLength(3);

    script = answerSum;
    expect(await start('--resume').exitCode()).toBe(0);

    expect(upstream.exchanges).toHaveLength(4 + 21);
    expect(report().complete).toBe(true);
  });

  it('tries again what may pass and reports what does not', async () => {
    let busy = true;
    script = async (exchange) => {
      if (busy) {
        busy = false;
        exchange.json({ error: { message: 'busy' } }, 503, { 'retry-after': '0' });
      } else if (questionOf(exchange).includes(' 3 + ')) exchange.json({ error: { message: 'no' } }, 400);
      else await answerSum(exchange);
    };

    const run = start('--concurrency', '1');

    expect(await run.exitCode()).toBe(0);
    expect(report().runs.map(({ errors, errorCodes }) => [errors.count, errorCodes])).toEqual([
      [1, { provider_rejected: 1 }],
      [1, { provider_rejected: 1 }],
    ]);
  });

  it('stops at a refused key and says so', async () => {
    script = (exchange) => exchange.json({ error: { message: 'bad key' } }, 401);

    const run = start();

    expect(await run.exitCode()).toBe(1);
    expect(run.output).toMatch(/key/);
    expect(upstream.exchanges.length).toBeLessThanOrEqual(4);
  });

  it('does not write over results', async () => {
    await start('--limit', '1').exitCode();
    const again = start('--limit', '1');

    expect(await again.exitCode()).toBe(1);
    expect(again.output).toContain('go on with it by --resume');
  });

  it('names a model that is not there, and bad lines of the file', async () => {
    const env = { ...endpointEnv(upstream.url), DATA_DIR: at('data') };
    const evaluate = (...args: string[]) => RunningProcess.start(env, 'test/e2e/evaluations/run-evaluate.ts', args);
    const unknown = evaluate('--questions', at('sums.jsonl'), '--models', 'nope/none');
    expect(await unknown.exitCode()).toBe(1);
    expect(unknown.output).toMatch(/--models nope\/none: No model has this name/);

    writeFileSync(at('bad.jsonl'), `${sumsFile(1)}\n{"question":"no answer"}\nnonsense`);
    const bad = evaluate('--questions', at('bad.jsonl'), '--out', at('out'));
    expect(await bad.exitCode()).toBe(1);
    expect(bad.output).toMatch(/Line 3 is no JSON\.[^]*Line 2 has no answer/);
    const skipping = evaluate('--questions', at('bad.jsonl'), '--out', at('out'), '--skip-bad-lines');
    expect(await skipping.exitCode()).toBe(0);
  });
});

async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
