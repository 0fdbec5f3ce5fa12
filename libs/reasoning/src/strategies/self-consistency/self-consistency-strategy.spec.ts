import { ModelError } from '@app/model';
import { ManualClock } from '@app/testing';
import { textsOf } from '../../testing/collect-run';
import { HandModel } from '../../testing/hand-model';
import { OVERLOADED, QUESTION, SampledTurn } from '../../testing/sampled-turn';
import { SelfConsistencyStrategy } from './self-consistency-strategy';

const final = new ModelError('provider_auth_failed', 'm', { provider: 'test' });

describe('SelfConsistencyStrategy', () => {
  it('has no confidence in samples that all say that the question is not for the model', async () => {
    const run = new SampledTurn({ samples: 4 });
    await run.settle();
    for (const call of run.model.calls) call.tell({ type: 'warning', code: 'out_of_scope' });
    for (const branch of [0, 1, 2, 3]) run.answer(branch, 'I only know 3 bags of 4 apples.');

    const { outcome } = await run.end();

    expect(outcome).toMatchObject({ finalAnswer: 'I only know 3 bags of 4 apples.', warnings: ['out_of_scope'] });
    expect(outcome.confidence).toBeUndefined();
    expect(outcome.confidenceSource).toBeUndefined();
  });

  it('gives the answer of most samples, its reply, and how many agree', async () => {
    const run = new SampledTurn({ samples: 4 });
    await run.settle();
    ['12', '13', '$12.00', '12 apples'].forEach((answer, branch) => run.answer(branch, answer));

    const { outcome, shown } = await run.end();

    expect(outcome).toMatchObject({
      finalAnswer: '12',
      confidence: 75,
      confidenceSource: 'agreement',
      complete: true,
      finishReason: 'stop',
      warnings: [],
      usage: { inputTokens: 40, outputTokens: 20 },
      rawResponse: 'Thought: t0\nFinal Answer: 12',
      vote: {
        winner: 0,
        counts: [
          { answer: '12', branches: [0, 2, 3] },
          { answer: '13', branches: [1] },
        ],
        agreement: 0.75,
        samples: 4,
        stoppedEarly: false,
        reason: 'all_samples',
      },
    });
    expect(outcome.samples?.map(({ status, agrees, answer }) => [status, agrees, answer])).toEqual([
      ['answered', true, '12'],
      ['answered', false, '13'],
      ['answered', true, '12'],
      ['answered', true, '12'],
    ]);
    expect(shown).toEqual({ answer: '12', steps: textsOf(outcome.steps) });
  });

  it('streams the steps of all samples as they come, each with its branch and an index of its own', async () => {
    const run = new SampledTurn({ samples: 2 });
    await run.settle();
    const [one, other] = run.model.calls;
    other!.say('Thought: b1\n');
    await run.settle();
    one!.say('Thought: a1\nThought: a2\n');
    await run.settle();
    other!.say('Thought: b2\n');
    await run.settle();

    const starts = run.events.filter((event) => event.type === 'step-start');
    expect(starts.map(({ index, branch }) => [index, branch])).toEqual([
      [0, 1],
      [1, 0],
      [2, 0],
      [3, 1],
    ]);
    expect(run.events.filter(({ type }) => type === 'branch-start')).toEqual([
      expect.objectContaining({ branch: 1 }),
      expect.objectContaining({ branch: 0 }),
    ]);

    one!.say('Final Answer: 1').finish();
    other!.say('Final Answer: 1').finish();
    const { outcome, events } = await run.end();
    expect(outcome.steps.map(({ index, branch, thought }) => [index, branch, thought])).toEqual([
      [0, 1, 'b1'],
      [1, 0, 'a1'],
      [2, 0, 'a2'],
      [3, 1, 'b2'],
    ]);
    expect(events.map(({ type }) => type).slice(-4)).toEqual(['vote', 'vote', 'answer-delta', 'outcome']);
  });

  it('takes back only the steps of the branch that was read wrongly', async () => {
    const run = new SampledTurn({ samples: 2 });
    await run.settle();
    const [one, other] = run.model.calls;
    one!.say('Thought: a1\n');
    await run.settle();
    other!.say('Thought: b1\nThought: b2\n');
    await run.settle();
    one!.say('Final Answer: 1\nThought: a2\nFinal Answer: 2').finish();
    other!.say('Final Answer: 2').finish();

    const { outcome, shown } = await run.end();

    expect(shown.steps).toEqual(textsOf(outcome.steps));
    expect(new Set(outcome.steps.map(({ index }) => index)).size).toBe(outcome.steps.length);
    expect(outcome.finalAnswer).toBe('2');
  });

  it('never runs more samples at a time than it may, and starts the next when one ends', async () => {
    const run = new SampledTurn({ samples: 5, parallelSamples: 2 });
    await run.settle();
    expect(run.model.calls).toHaveLength(2);
    run.answer(0, '1');
    await run.settle();
    expect(run.model.calls).toHaveLength(3);
    run.answer(1, '2');
    run.answer(2, '3');
    await run.settle();
    expect(run.model.calls).toHaveLength(5);
    run.answer(3, '4');
    run.answer(4, '5');

    const { outcome } = await run.end();
    // Nobody agrees: the tie goes to the lowest branch.
    expect(outcome).toMatchObject({ finalAnswer: '1', confidence: 20, vote: { winner: 0, agreement: 0.2 } });
  });

  it('stops once four samples agree, by the Beta rule, and cancels those that still run', async () => {
    const run = new SampledTurn({ samples: 20, parallelSamples: 6 });
    await run.settle();
    run.model.calls[4]!.say('Thought: slow').tell({ type: 'usage', usage: { inputTokens: 10 } });
    for (const branch of [0, 1, 2]) run.answer(branch, '7');
    await run.settle();
    expect(run.model.calls).toHaveLength(9);
    run.answer(3, '7');

    const { outcome } = await run.end();

    expect(outcome).toMatchObject({
      finalAnswer: '7',
      confidence: 100,
      vote: { stoppedEarly: true, reason: 'settled', samples: 20, agreement: 1 },
      // What the cancelled sample had reported is part of the sum; that more was used is said.
      usage: { inputTokens: 50, outputTokens: 20 },
      warnings: ['usage_incomplete'],
    });
    expect(run.model.calls.slice(4).every(({ signal }) => signal.aborted)).toBe(true);
    expect(outcome.samples?.slice(4).map(({ status }) => status)).toEqual(Array(5).fill('cancelled'));
    expect(outcome.samples?.[4]?.usage).toEqual({ inputTokens: 10 });
    expect(outcome.steps.some(({ thought, branch }) => thought === 'slow' && branch === 4)).toBe(true);
  });

  it('goes on without the samples that fail, and says so', async () => {
    const run = new SampledTurn({ samples: 3 });
    await run.settle();
    run.model.calls[0]!.tell(OVERLOADED);
    run.answer(1, '4');
    run.model.calls[2]!.say('Thought: no end').finish(1, 1);

    const { outcome, events } = await run.end();

    expect(outcome).toMatchObject({ finalAnswer: '4', complete: true, vote: { winner: 1, agreement: 1 } });
    expect(outcome.confidence).toBeUndefined();
    expect(outcome.warnings).toEqual(['samples_failed', 'usage_incomplete']);
    expect(outcome.samples?.map(({ status, errorCode }) => [status, errorCode])).toEqual([
      ['failed', 'provider_overloaded'],
      ['answered', undefined],
      ['no_answer', undefined],
    ]);
    const ends = events.filter((event) => event.type === 'branch-end').map(({ branch }) => branch);
    expect(ends.sort()).toEqual([0, 1, 2]);
  });

  it('fails before any event as the first sample did when all fail', async () => {
    const run = new SampledTurn({ samples: 3 });
    await run.settle();
    run.model.calls.forEach((call) => call.tell(OVERLOADED));

    await expect(run.done).rejects.toBe(OVERLOADED);
    expect(run.events).toEqual([]);
  });

  it('starts no more samples after a failure that each of them would have', async () => {
    const run = new SampledTurn({ samples: 20, parallelSamples: 2 });
    await run.settle();
    run.model.calls[0]!.tell(final);
    await run.settle();
    run.model.calls[1]!.tell(final);

    await expect(run.done).rejects.toBe(final);
    expect(run.model.calls).toHaveLength(2);
  });

  it('is incomplete when no sample gives an answer', async () => {
    const run = new SampledTurn({ samples: 2 });
    await run.settle();
    run.model.calls.forEach((call) => call.say('Thought: hm').finish());

    const { outcome } = await run.end();

    expect(outcome).toMatchObject({ finalAnswer: '', complete: false, finishReason: 'stop', vote: { counts: [] } });
    expect(outcome.warnings).toContain('missing_final');
  });

  it('reaches every sample when the caller leaves', async () => {
    const run = new SampledTurn({ samples: 4 });
    await run.settle();
    run.model.calls[0]!.say('Thought: a\n');
    await run.settle();
    run.abort.abort();

    await expect(run.done).rejects.toMatchObject({ code: 'request_cancelled' });
    expect(run.model.calls.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('stops every sample when the loop is left', async () => {
    const model = new HandModel();
    const events = new SelfConsistencyStrategy(new ManualClock()).run(
      { model, request: QUESTION, maxSteps: 10, samples: 3 },
      new AbortController().signal,
    );
    const first = events.next();
    await new Promise((resolve) => setImmediate(resolve));
    model.calls[0]!.say('Thought: a\n');
    await first;
    await events.return(undefined);

    expect(model.calls.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
  });

  it('stops its samples at the ceiling in tokens and counts what was answered by then', async () => {
    const run = new SampledTurn({ samples: 4, parallelSamples: 2, ceilings: { tokens: 800 } });
    await run.settle();
    run.answer(0, '3', [400, 20]);
    await run.settle();
    run.model.calls[1]!.say(`Thought: ${'long '.repeat(60)}`);

    const { outcome } = await run.end();

    expect(outcome).toMatchObject({
      finalAnswer: '3',
      complete: true,
      vote: { reason: 'token_ceiling', stoppedEarly: true },
    });
    expect(outcome.warnings).toEqual(['ceiling_reached', 'usage_incomplete']);
    expect(run.model.calls[1]!.signal.aborted).toBe(true);
  });

  it('does not start a sample that would pass the ceiling', async () => {
    const run = new SampledTurn({ samples: 3, parallelSamples: 1, ceilings: { tokens: 800 } });
    await run.settle();
    run.answer(0, '3', [400, 20]);

    const { outcome } = await run.end();

    expect(run.model.calls).toHaveLength(1);
    expect(outcome).toMatchObject({
      finalAnswer: '3',
      vote: { reason: 'token_ceiling' },
      warnings: ['ceiling_reached'],
    });
  });

  it('is cut short, not wrong, when the ceiling leaves no answer', async () => {
    const run = new SampledTurn({ samples: 2, ceilings: { tokens: 400 } });
    await run.settle();
    run.model.calls[0]!.say(`Thought: ${'long '.repeat(60)}`);

    const { outcome } = await run.end();

    expect(outcome).toMatchObject({ finalAnswer: '', complete: false, finishReason: 'length' });
    expect(outcome.warnings).toContain('ceiling_reached');
  });

  it('keeps a ceiling in money by the price of the model, and refuses it without a price', async () => {
    const costMicroUsd = ({ inputTokens = 0, outputTokens = 0 }): number => inputTokens + 10 * outputTokens;
    const run = new SampledTurn({ samples: 3, parallelSamples: 1, ceilings: { costMicroUsd: 1000 }, costMicroUsd });
    await run.settle();
    run.answer(0, '3', [400, 20]);
    expect((await run.end()).outcome.vote).toMatchObject({ reason: 'cost_ceiling' });

    await expect(new SampledTurn({ ceilings: { costMicroUsd: 300 } }).done).rejects.toMatchObject({
      code: 'unsupported_parameter',
      param: 'reasoning.costCeilingMicroUsd',
    });
  });

  it('lets a model reason by itself that can, unless the effort is none', async () => {
    const own = new SampledTurn({ samples: 1 }, { reasoning: { control: 'always' } });
    await own.settle();
    expect(own.model.calls[0]!.request.messages).toEqual(QUESTION.messages);

    const prompted = new SampledTurn(
      { samples: 1, request: { ...QUESTION, effort: 'none' } },
      { reasoning: { control: 'effort', onByDefault: true } },
    );
    await prompted.settle();
    expect(prompted.model.calls[0]!.request.messages[0]?.content).toContain('Final Answer:');
    own.abort.abort();
    prompted.abort.abort();
  });

  it('gives each sample a seed of its own', async () => {
    const run = new SampledTurn({ samples: 3, request: { ...QUESTION, seed: 7 } });
    await run.settle();
    expect(run.model.calls.map(({ request }) => request.seed)).toEqual([7, 8, 9]);
    run.abort.abort();
  });

  it('refuses the temperature 0, at which all samples would be one', async () => {
    await expect(new SampledTurn({ request: { ...QUESTION, temperature: 0 } }).done).rejects.toMatchObject({
      code: 'invalid_parameter',
      param: 'temperature',
    });
  });

  it('waits for a slow reader instead of piling up what the samples say', async () => {
    const model = new HandModel();
    const events = new SelfConsistencyStrategy(new ManualClock()).run(
      { model, request: QUESTION, maxSteps: 50, samples: 2 },
      new AbortController().signal,
    );
    const first = events.next();
    await new Promise((resolve) => setImmediate(resolve));
    const [call] = model.calls;
    call!.say('Thought: a');
    for (let i = 0; i < 5000; i++) call!.say(' more');
    await first;
    for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(call!.pending).toBeGreaterThan(4000);
    await events.return(undefined);
  });
});
