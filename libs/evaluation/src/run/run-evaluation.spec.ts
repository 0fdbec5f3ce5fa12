import { AppError } from '@app/kernel';
import { Gate, ManualClock } from '@app/testing';
import type { AnswerRecord } from './answer-record';
import { Answerer, type AnswerOutcome, type AnswerRequest } from './answerer';
import type { EvaluationPlan } from './evaluation-plan';
import { runEvaluation, type RunOptions, type RunProgress } from './run-evaluation';

type Reply = string | Error | ((request: AnswerRequest, signal: AbortSignal) => Promise<string>);

/** Answers by a function of the request and remembers what it was asked. */
class FakeAnswerer extends Answerer {
  readonly asked: AnswerRequest[] = [];

  constructor(
    private readonly reply: (request: AnswerRequest, times: number) => Reply,
    private readonly warnings: string[] = [],
  ) {
    super();
  }

  async answer(request: AnswerRequest, signal: AbortSignal): Promise<AnswerOutcome> {
    const times = this.asked.filter(({ question }) => question === request.question).length;
    this.asked.push(request);
    const reply = this.reply(request, times);
    if (reply instanceof Error) throw reply;
    const finalAnswer = typeof reply === 'string' ? reply : await reply(request, signal);
    return { finalAnswer, steps: [], confidences: {}, warnings: this.warnings };
  }
}

const question = (i: number) => ({
  id: `q${i}`,
  text: `${i} + ${i}?`,
  expected: { text: String(2 * i), type: 'number' as const },
});
const plan = (more: Partial<EvaluationPlan> = {}): EvaluationPlan => ({
  dataset: 'sums',
  questions: [1, 2, 3].map(question),
  models: ['m/a'],
  strategies: ['direct', 'cot'],
  seed: 1,
  ...more,
});
const passing = (retryAfterMs?: number) =>
  new AppError('provider_overloaded', 'busy', {
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

describe('runEvaluation', () => {
  let kept: AnswerRecord[];
  let waits: number[];
  const options = (answerer: Answerer, more: Partial<RunOptions> = {}): RunOptions => ({
    answerer,
    clock: new ManualClock(),
    keep: async (record) => {
      kept.push(record);
    },
    wait: async (ms) => {
      waits.push(ms);
    },
    ...more,
  });
  const never = new AbortController().signal;

  beforeEach(() => {
    kept = [];
    waits = [];
  });

  it('asks the same questions of every run and judges the answers', async () => {
    const answerer = new FakeAnswerer(({ question: text, strategy }) =>
      strategy === 'direct' ? 'no idea' : text.startsWith('3') ? '7' : `It is ${2 * Number(text[0])}.`,
    );

    await runEvaluation(plan(), options(answerer, { limits: { concurrency: 1 } }), never);

    expect(kept.map(({ strategy, questionId, verdict }) => [questionId, strategy, verdict])).toEqual([
      ['q1', 'direct', 'unparsed'],
      ['q1', 'cot', 'right'],
      ['q2', 'direct', 'unparsed'],
      ['q2', 'cot', 'right'],
      ['q3', 'direct', 'unparsed'],
      ['q3', 'cot', 'wrong'],
    ]);
  });

  it('takes what a model says that does not try for no answer, whatever numbers are in it', async () => {
    const answerer = new FakeAnswerer(() => 'I was made for 2 + 2, which is 4, and do not try.', ['out_of_scope']);

    await runEvaluation(plan({ strategies: ['cot'] }), options(answerer), never);

    expect(kept.map(({ verdict }) => verdict)).toEqual(['unparsed', 'unparsed', 'unparsed']);
  });

  it('passes the number of samples on', async () => {
    const answerer = new FakeAnswerer(() => '1');

    await runEvaluation(plan({ samples: 7 }), options(answerer), never);

    expect(new Set(answerer.asked.map(({ samples }) => samples))).toEqual(new Set([7]));
  });

  it('never has more questions under way than it may', async () => {
    let running = 0;
    let most = 0;
    const answerer = new FakeAnswerer(() => async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return '2';
    });

    await runEvaluation(
      plan({ questions: Array.from({ length: 20 }, (_, i) => question(i)) }),
      options(answerer, { limits: { concurrency: 3 } }),
      never,
    );

    expect(most).toBe(3);
    expect(kept).toHaveLength(40);
  });

  it('asks again after an error that may pass, with growing pauses or the one that was asked for', async () => {
    const answerer = new FakeAnswerer(({ question: text }, times) => {
      if (text.startsWith('1') && times < 2) return passing();
      return text.startsWith('2') && times < 1 ? passing(4000) : String(2 * Number(text[0]));
    });

    await runEvaluation(plan({ strategies: ['cot'] }), options(answerer, { limits: { concurrency: 1 } }), never);

    expect(kept.map(({ verdict, tries }) => [verdict, tries])).toEqual([
      ['right', 3],
      ['right', 2],
      ['right', 1],
    ]);
    expect(waits).toEqual([500, 1000, 4000]);
  });

  it('keeps an error that does not pass and goes on', async () => {
    const answerer = new FakeAnswerer(({ question: text }) =>
      text.startsWith('1') ? passing() : text.startsWith('2') ? new Error('secret detail') : '6',
    );

    await runEvaluation(plan({ strategies: ['cot'] }), options(answerer, { limits: { concurrency: 1 } }), never);

    expect(kept.map(({ verdict, tries, error }) => [verdict, tries, error?.code])).toEqual([
      ['error', 3, 'provider_overloaded'],
      ['error', 1, 'internal_error'],
      ['right', 1, undefined],
    ]);
    expect(JSON.stringify(kept)).not.toContain('secret');
  });

  it('ends with an error that every further question would meet, and cancels what is under way', async () => {
    const cancelled: unknown[] = [];
    const refused = new AppError('provider_auth_failed', 'The key is refused.');
    const answerer = new FakeAnswerer(({ question: text }) =>
      text.startsWith('1')
        ? refused
        : (_request, signal) =>
            new Promise((_resolve, reject) =>
              signal.addEventListener('abort', () => {
                cancelled.push(text);
                reject(new Error('aborted'));
              }),
            ),
    );

    await expect(runEvaluation(plan({ strategies: ['cot'] }), options(answerer), never)).rejects.toBe(refused);
    expect(cancelled).toHaveLength(2);
    expect(kept).toEqual([]);
  });

  it('gives a question that takes too long up', async () => {
    const answerer = new FakeAnswerer(
      () => (_request, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );

    await runEvaluation(
      plan({ strategies: ['cot'], questions: [question(1)] }),
      options(answerer, { limits: { timeoutMs: 1 } }),
      never,
    );

    expect(kept[0]).toMatchObject({ verdict: 'error', tries: 1, error: { code: 'question_timeout' } });
  });

  it('keeps what is done when it is interrupted, and goes on without asking that again', async () => {
    const stop = new AbortController();
    const first = new FakeAnswerer(() => async (_request, signal) => {
      if (kept.length === 2) stop.abort(new Error('interrupted'));
      signal.throwIfAborted();
      return '2';
    });
    await expect(runEvaluation(plan(), options(first, { limits: { concurrency: 1 } }), stop.signal)).rejects.toThrow(
      'interrupted',
    );
    expect(kept).toHaveLength(2);

    const second = new FakeAnswerer(() => '2');
    const progress: RunProgress[] = [];
    await runEvaluation(plan(), options(second, { known: [...kept], onProgress: (now) => progress.push(now) }), never);

    expect(second.asked).toHaveLength(4);
    expect(progress[0]).toEqual({ done: 2, total: 6, right: 2, errors: 0 });
    expect(progress.at(-1)).toEqual({ done: 6, total: 6, right: 2, errors: 0 });
    expect(new Set(kept.map(({ questionId, strategy }) => `${questionId} ${strategy}`)).size).toBe(6);
  });

  it('asks the errors of an earlier run again', async () => {
    const failing = new FakeAnswerer(() => new Error('once'));
    await runEvaluation(plan({ strategies: ['cot'] }), options(failing), never);
    const well = new FakeAnswerer(() => '2');

    await runEvaluation(plan({ strategies: ['cot'] }), options(well, { known: [...kept] }), never);

    expect(well.asked).toHaveLength(3);
  });

  it('ends when a result cannot be kept', async () => {
    const full = new Error('no space left');
    const keep = () => Promise.reject(full);

    await expect(runEvaluation(plan(), options(new FakeAnswerer(() => '2'), { keep }), never)).rejects.toBe(full);
  });

  it('waits for questions under way before it says that it was interrupted', async () => {
    const gate = new Gate();
    const isAsked = new Gate();
    const stop = new AbortController();
    let left = false;
    const answerer = new FakeAnswerer(() => async () => {
      isAsked.open();
      await gate.passed;
      left = true;
      return '2';
    });
    const done = runEvaluation(plan(), options(answerer, { limits: { concurrency: 1 } }), stop.signal);
    await isAsked.passed;
    stop.abort(new Error('interrupted'));
    gate.open();

    await expect(done).rejects.toThrow('interrupted');
    expect(left).toBe(true);
    expect(kept).toEqual([]);
  });

  it('waits for room before each try, which is no part of its time, and tells what came of it', async () => {
    const clock = new ManualClock();
    const told: (string | undefined)[] = [];
    const answerer = new FakeAnswerer((_, times) => (times === 0 ? passing() : '2'));
    answerer.enter = () => {
      clock.advance(1_000);
      return Promise.resolve((outcome) => void told.push(outcome?.finalAnswer));
    };
    const one = plan({ strategies: ['cot'], questions: [question(1)] });
    await runEvaluation(one, options(answerer, { clock }), never);
    expect(told).toEqual([undefined, '2']);
    expect(kept[0]).toMatchObject({ latencyMs: 0, tries: 2, verdict: 'right' });
  });

  it('records it as an error of the question when there is no room for a reason', async () => {
    const answerer = new FakeAnswerer(() => '2');
    answerer.enter = () => Promise.reject(new AppError('invalid_request', 'Too long.'));
    await runEvaluation(plan({ strategies: ['cot'], questions: [question(1)] }), options(answerer), never);
    expect(kept[0]).toMatchObject({ verdict: 'error', error: { code: 'invalid_request' } });
    expect(answerer.asked).toEqual([]);
  });
});
