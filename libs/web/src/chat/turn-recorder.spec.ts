import type { ChatResponse } from '@app/contracts';
import { ApiFailure } from '../api/api-failure';
import { TurnRecorder } from './turn-recorder';

describe('TurnRecorder', () => {
  const newRecorder = (): TurnRecorder => new TurnRecorder(1_000);

  it('goes from waiting to reasoning to answering', () => {
    const recorder = newRecorder();
    recorder.apply({ type: 'start', id: 'chat_1', provider: 'p', model: 'p/m', strategy: 'cot' });
    expect(recorder.view()).toMatchObject({ phase: 'waiting', start: { model: 'p/m' } });

    recorder.apply({ type: 'step-start', index: 0, source: 'native', timestamp: 1_000 });
    expect(recorder.view().phase).toBe('reasoning');

    recorder.apply({ type: 'answer-delta', text: '42' });
    recorder.apply({ type: 'answer-delta', text: '!' });
    expect(recorder.view()).toMatchObject({ phase: 'answering', answer: '42!' });
  });

  it('takes the finished answer for the last word', () => {
    const recorder = newRecorder();
    recorder.apply({ type: 'answer-delta', text: '4' });
    const response = { finalAnswer: '42', usage: {} } as ChatResponse;
    recorder.apply({ type: 'finish', response });

    expect(recorder.view()).toMatchObject({ phase: 'finished', answer: '42', steps: [], facts: response });
  });

  it('keeps what had come when the turn fails or is stopped', () => {
    const failed = newRecorder();
    failed.apply({ type: 'answer-delta', text: 'Al' });
    failed.fail(new ApiFailure('interrupted', 'Lost.'));
    expect(failed.view()).toMatchObject({ phase: 'failed', answer: 'Al', failure: { code: 'interrupted' } });

    const stopped = newRecorder();
    stopped.apply({ type: 'answer-delta', text: 'Al' });
    stopped.stop();
    stopped.fail(new ApiFailure('interrupted', 'Lost.'));
    expect(stopped.view()).toMatchObject({ phase: 'stopped', answer: 'Al' });
  });

  it('knows of a stopped answer who gave it, how long it took and how long its last step', () => {
    let now = 1_000;
    const recorder = new TurnRecorder(1_000, () => now);
    recorder.apply({ type: 'start', id: 'chat_1', provider: 'p', model: 'p/m', strategy: 'cot' });
    recorder.apply({ type: 'step-start', index: 0, source: 'native', timestamp: 1_200 });
    now = 1_900;
    recorder.stop();
    now = 5_000;
    recorder.stop();

    expect(recorder.view()).toMatchObject({
      phase: 'stopped',
      steps: [{ durationMs: 700 }],
      facts: { model: 'p/m', strategy: 'cot', timings: { totalMs: 900 } },
    });
  });

  it('knows which samples were stopped', () => {
    const recorder = newRecorder();
    recorder.apply({ type: 'branch-start', branch: 0, timestamp: 1_000 });
    recorder.apply({ type: 'branch-start', branch: 1, timestamp: 1_000 });
    recorder.apply({ type: 'branch-end', branch: 1, status: 'answered', finalAnswer: '46', durationMs: 9 });
    recorder.stop();

    expect(recorder.view().samples).toMatchObject([{ status: 'stopped' }, { status: 'answered' }]);
  });

  it('is reasoning again once the answer was taken back', () => {
    const recorder = newRecorder();
    recorder.apply({ type: 'answer-delta', text: 'So' });
    recorder.apply({ type: 'retract', answer: true, fromStep: 0 });

    expect(recorder.view()).toMatchObject({ phase: 'reasoning', answer: '' });
  });
});
