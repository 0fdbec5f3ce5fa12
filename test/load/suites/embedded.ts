import { monitorEventLoopDelay } from 'node:perf_hooks';
import { findShippedModel, InferenceEngine, type GenerationRequest } from '@app/embedded-model';
import { SystemClock } from '@app/kernel';
import type { Bench } from '../bench';
import { summarise } from '../measure/statistics';
import type { ReportRow } from '../report/report';

const QUESTION = 'Tom has 3 bags of 4 apples and eats 2. How many are left?';
const ANSWERS_PER_ROUND = 20;
const AT_ONCE = 8;
const NEVER = new AbortController().signal;
const NANOSECONDS = 1e6;
const KIB = 1024;

/** What one answer took. */
interface TimedAnswer {
  firstTokenMs: number;
  tokens: number;
  /** From the first batch of tokens to the last. */
  generatingMs: number;
  text: string;
}

/**
 * The embedded model, in this very process: what it adds to its memory, how soon and how fast tokens come, and how far the event
 * loop lags while it generates. Questions differ, so that no prompt is remembered.
 */
export async function runEmbedded({ options, report, say }: Bench): Promise<void> {
  const modelPath = findShippedModel();
  if (modelPath === undefined) throw new Error('The shipped model is not there: libs/embedded-model/model.');
  const before = process.memoryUsage().rss;
  const engine = new InferenceEngine({ modelPath, clock: new SystemClock(), maxQueued: ANSWERS_PER_ROUND });
  try {
    const { loadMs } = await engine.warmUp();
    say(
      `\nEmbedded model: loaded in ${loadMs.toFixed(0)} ms; ${options.rounds} rounds of ${ANSWERS_PER_ROUND} answers`,
    );
    const rounds: Awaited<ReturnType<typeof measureRound>>[] = [];
    for (let round = 0; round < options.rounds; round++) rounds.push(await measureRound(engine, round, before));
    const row = (what: string, unit: ReportRow['unit'], of: keyof (typeof rounds)[number], atMost?: number): void => {
      const summary = summarise(rounds.map((figures) => figures[of]));
      report.rows.push({ what, unit, summary, ...(atMost === undefined ? {} : { target: { atMost } }) });
    };
    say(
      `Tokens per second, one answer at a time: ${rounds.map((round) => round.tokensPerSecond.toFixed(0)).join(', ')}`,
    );
    row('first token of a warm engine', 'ms', 'firstTokenMs', 2000);
    row('a whole answer', 'ms', 'answerMs');
    row(`the last of ${AT_ONCE} answers asked for at once`, 'ms', 'lastOfManyMs');
    row('event loop lag while generating, p99', 'ms', 'lagP99Ms', 50);
    row('memory added', 'KiB', 'addedKib', 150 * KIB);
    report.errors += rounds.reduce((sum, round) => sum + round.wrong, 0);
  } finally {
    await engine.close();
  }
}

async function measureRound(engine: InferenceEngine, round: number, memoryBefore: number) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const answers: TimedAnswer[] = [];
  for (let i = 0; i < ANSWERS_PER_ROUND; i++) answers.push(await ask(engine, round * ANSWERS_PER_ROUND + i));
  delay.disable();
  const began = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => ask(engine, 1000 + i)));
  const sum = (of: (answer: TimedAnswer) => number): number => answers.reduce((total, answer) => total + of(answer), 0);
  return {
    tokensPerSecond: (1000 * sum(({ tokens }) => tokens)) / sum(({ generatingMs }) => generatingMs),
    firstTokenMs: sum(({ firstTokenMs }) => firstTokenMs) / answers.length,
    answerMs: sum(({ firstTokenMs, generatingMs }) => firstTokenMs + generatingMs) / answers.length,
    lastOfManyMs: performance.now() - began,
    lagP99Ms: delay.percentile(99) / NANOSECONDS,
    addedKib: (process.memoryUsage().rss - memoryBefore) / KIB,
    wrong: answers.filter(({ text }) => !text.includes('Final Answer: ')).length,
  };
}

async function ask(engine: InferenceEngine, number: number): Promise<TimedAnswer> {
  const question = QUESTION.replace('3 bags', `${2 + (number % 9)} bags`).replace('Tom', `Tom ${number}`);
  const request: GenerationRequest = { question, form: 'steps', sampling: {}, maxTokens: 160 };
  const began = performance.now();
  let firstAt: number | undefined;
  const answer = { tokens: 0, text: '' };
  for await (const part of engine.generate(request, NEVER)) {
    if (part.type !== 'tokens') continue;
    if (firstAt === undefined) firstAt = performance.now();
    else answer.tokens += part.tokens.length;
    answer.text += part.text;
  }
  const ended = performance.now();
  const first = firstAt ?? ended;
  return { ...answer, firstTokenMs: first - began, generatingMs: ended - first };
}
