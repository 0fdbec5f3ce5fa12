import type { PlannedTurn } from '@app/turn';
import { AnswerSoFar } from './answer-so-far';

describe('AnswerSoFar', () => {
  it('ends the step that was cut off, and tells how long all took', () => {
    const model = { descriptor: { provider: 'p', id: 'p/m' } };
    const answer = new AnswerSoFar({ id: 'chat_1', model, strategy: 'cot' } as unknown as PlannedTurn);
    answer.add({ type: 'step-start', index: 0, source: 'native', timestamp: 1_000 });
    answer.add({ type: 'step-end', index: 0, durationMs: 400 });
    answer.add({ type: 'step-start', index: 1, source: 'native', timestamp: 1_400 });

    expect(answer.content().answer.reasoningSteps?.[1]?.durationMs).toBeUndefined();
    expect(answer.cutOff(2_000, 1_100).answer).toMatchObject({
      model: 'p/m',
      strategy: 'cot',
      timings: { totalMs: 1_100 },
      reasoningSteps: [{ durationMs: 400 }, { durationMs: 600 }],
    });
    expect(answer.cutOff(2_000, 1_100).answer).not.toHaveProperty('samples');
  });

  it('keeps the samples that came to their end before it was cut off', () => {
    const model = { descriptor: { provider: 'p', id: 'p/m' } };
    const answer = new AnswerSoFar({ id: 'chat_1', model, strategy: 'self-consistency' } as unknown as PlannedTurn);
    answer.add({ type: 'branch-start', branch: 0, timestamp: 1_000 });
    answer.add({ type: 'branch-start', branch: 1, timestamp: 1_000 });
    answer.add({ type: 'branch-end', branch: 1, status: 'answered', finalAnswer: '46', durationMs: 9 });

    expect(answer.hasNews).toBe(true);
    expect(answer.cutOff(2_000, 1_100).answer.samples).toEqual([
      { branch: 1, status: 'answered', finalAnswer: '46', durationMs: 9 },
    ]);
  });
});
