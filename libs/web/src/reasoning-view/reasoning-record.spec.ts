import { ReasoningRecord } from './reasoning-record';

describe('ReasoningRecord', () => {
  const started = { type: 'step-start', index: 0, source: 'prompted', timestamp: 5 } as const;

  it('joins the deltas of steps and of the answer', () => {
    const record = new ReasoningRecord();
    record.apply(started);
    record.apply({ type: 'step-delta', index: 0, field: 'thought', text: '3 * 4 ' });
    record.apply({ type: 'step-delta', index: 0, field: 'thought', text: '= 12' });
    record.apply({ type: 'step-delta', index: 0, field: 'action', text: 'multiply' });
    record.apply({ type: 'step-end', index: 0, confidence: 90, confidenceSource: 'stated', durationMs: 7 });
    record.apply({ type: 'answer-delta', text: '1' });
    record.apply({ type: 'answer-delta', text: '2' });

    expect(record.snapshot()).toEqual({
      steps: [
        {
          index: 0,
          source: 'prompted',
          timestamp: 5,
          thought: '3 * 4 = 12',
          action: 'multiply',
          confidence: 90,
          confidenceSource: 'stated',
          durationMs: 7,
        },
      ],
      samples: [],
      vote: undefined,
      answer: '12',
    });
  });

  it('keeps the objects of steps that did not change, and makes new ones of those that did', () => {
    const record = new ReasoningRecord();
    record.apply(started);
    record.apply({ ...started, index: 1 });
    const before = record.snapshot();
    record.apply({ type: 'step-delta', index: 1, field: 'thought', text: 'more' });
    const after = record.snapshot();

    expect(after.steps[0]).toBe(before.steps[0]);
    expect(after.steps[1]).not.toBe(before.steps[1]);
    expect(before.steps[1]?.thought).toBe('');
  });

  it('takes back steps and answer', () => {
    const record = new ReasoningRecord();
    record.apply(started);
    record.apply({ ...started, index: 1 });
    record.apply({ type: 'answer-delta', text: 'wrong' });
    record.apply({ type: 'retract', fromStep: 1, answer: true });
    record.apply({ type: 'step-delta', index: 1, field: 'thought', text: 'too late' });

    expect(record.snapshot().steps.map(({ index }) => index)).toEqual([0]);
    expect(record.snapshot().answer).toBe('');
  });

  it('takes back only the steps of the branch that is named', () => {
    const record = new ReasoningRecord();
    record.apply({ ...started, branch: 0 });
    record.apply({ ...started, index: 1, branch: 1 });
    record.apply({ ...started, index: 2, branch: 0 });
    record.apply({ type: 'retract', branch: 0, fromStep: 1 });

    expect(record.snapshot().steps.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('follows samples from their start to their end', () => {
    const record = new ReasoningRecord();
    record.apply({ type: 'branch-start', branch: 1, timestamp: 4 });
    record.apply({ type: 'branch-start', branch: 0, timestamp: 3 });
    record.apply({ type: 'branch-end', branch: 1, status: 'answered', finalAnswer: '10', durationMs: 8 });

    expect(record.snapshot().samples).toEqual([
      { branch: 0, status: 'running', timestamp: 3 },
      { branch: 1, status: 'answered', timestamp: 4, finalAnswer: '10', durationMs: 8 },
    ]);
  });
});
