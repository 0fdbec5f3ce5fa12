import { ManualClock } from '@app/testing';
import type { ReasoningEvent } from '../../reasoning-strategy';
import { collect } from '../../testing/collect-run';
import { HandModel } from '../../testing/hand-model';
import { OVERLOADED, QUESTION, SampledTurn } from '../../testing/sampled-turn';
import { SelfConsistencyStrategy } from './self-consistency-strategy';

describe('the usage of samples', () => {
  it('knows what cancelled samples used of a model that tells it as it goes', async () => {
    const run = new SampledTurn({ samples: 20, parallelSamples: 6 }, { liveUsage: true });
    await run.settle();
    run.model.calls[4]!.tell({ type: 'usage', usage: { inputTokens: 10, outputTokens: 2 } }).say('Thought: slow');
    await run.settle();
    for (const branch of [0, 1, 2, 3]) run.answer(branch, '7');

    const { outcome } = await run.end();

    expect(outcome).toMatchObject({ warnings: [], usage: { inputTokens: 50, outputTokens: 22 } });
    expect(outcome.samples?.slice(4, 6)).toMatchObject([
      { status: 'cancelled', usage: { inputTokens: 10, outputTokens: 2 } },
      // It waited for its turn until it was cancelled.
      { status: 'cancelled', usage: { inputTokens: 0, outputTokens: 0 } },
    ]);
  });

  it('knows what samples have told by their cancelling, also when nobody has read it yet', async () => {
    const model = new HandModel({ liveUsage: true });
    const run = new SelfConsistencyStrategy(new ManualClock()).run(
      { model, request: QUESTION, maxSteps: 10, samples: 5, parallelSamples: 5 },
      new AbortController().signal,
    );
    const first = run.next();
    await new Promise((resolve) => setImmediate(resolve));
    for (const call of model.calls.slice(0, 4)) call.say('Thought: t\nFinal Answer: 7').finish(10, 5);
    const events = [(await first).value as ReasoningEvent];
    await new Promise((resolve) => setImmediate(resolve));
    model.calls[4]!.tell({ type: 'usage', usage: { inputTokens: 10, outputTokens: 2 } });
    await new Promise((resolve) => setImmediate(resolve));
    for await (const event of run) events.push(event);

    expect(collect(events).outcome.samples?.[4]).toMatchObject({
      status: 'cancelled',
      usage: { inputTokens: 10, outputTokens: 2 },
    });
  });

  it('knows what failed samples used of a model that tells it as it goes', async () => {
    const run = new SampledTurn({ samples: 2 }, { liveUsage: true });
    await run.settle();
    run.model.calls[0]!.tell(OVERLOADED);
    run.answer(1, '4');

    const { outcome } = await run.end();

    expect(outcome).toMatchObject({ warnings: ['samples_failed'], usage: { inputTokens: 10, outputTokens: 5 } });
  });
});
