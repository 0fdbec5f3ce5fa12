import type { ReasoningTextEvent } from '@app/contracts';
import { StepLane, TurnSteps } from './turn-steps';

const start = (index: number): ReasoningTextEvent => ({ type: 'step-start', index, source: 'prompted', timestamp: 1 });
const text = (index: number, value: string): ReasoningTextEvent => ({
  type: 'step-delta',
  index,
  field: 'thought',
  text: value,
});

describe('StepLane', () => {
  it('numbers the steps of several replies in the order in which they begin', () => {
    const turn = new TurnSteps();
    const [one, other] = [new StepLane(turn, 0), new StepLane(turn, 1)];
    one.relay(start(0));
    other.relay(start(0));
    expect(other.relay(text(0, 'b'))).toMatchObject({ index: 1, branch: 1 });
    expect(one.relay(start(1))).toMatchObject({ index: 2, branch: 0 });
    expect(one.relay({ type: 'step-end', index: 1, confidence: 80, confidenceSource: 'stated' })).toEqual({
      type: 'step-end',
      index: 2,
      branch: 0,
      confidence: 80,
      confidenceSource: 'stated',
    });
    expect(turn.all).toEqual([
      { index: 0, branch: 0, thought: '', timestamp: 1, source: 'prompted' },
      { index: 1, branch: 1, thought: 'b', timestamp: 1, source: 'prompted' },
      {
        index: 2,
        branch: 0,
        thought: '',
        timestamp: 1,
        source: 'prompted',
        confidence: 80,
        confidenceSource: 'stated',
      },
    ]);
  });

  it('has no branch where there is one line of thought, and no gap after taking back', () => {
    const turn = new TurnSteps();
    const lane = new StepLane(turn);
    [start(0), start(1), start(2)].forEach((event) => lane.relay(event));
    expect(lane.relay({ type: 'retract', fromStep: 1, answer: true })).toEqual({ type: 'retract', fromStep: 1 });
    expect(lane.relay(start(1))).toEqual({ type: 'step-start', index: 1, source: 'prompted', timestamp: 1 });
    expect(turn.all.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('does not give an index again that stands before a step of another branch', () => {
    const turn = new TurnSteps();
    const [one, other] = [new StepLane(turn, 0), new StepLane(turn, 1)];
    one.relay(start(0));
    other.relay(start(0));
    expect(one.relay({ type: 'retract', fromStep: 0 })).toEqual({ type: 'retract', branch: 0, fromStep: 0 });
    expect(one.relay(start(0))).toMatchObject({ index: 2 });
    expect(turn.all.map(({ index, branch }) => [index, branch])).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  it('keeps the answer to itself', () => {
    const lane = new StepLane(new TurnSteps(), 0);
    expect(lane.relay({ type: 'answer-delta', text: 'a' })).toBeUndefined();
    expect(lane.relay({ type: 'retract', answer: true })).toBeUndefined();
    expect(lane.relay({ type: 'answer-delta', text: 'b' })).toBeUndefined();
    expect(lane.answer).toBe('b');
  });
});
