import { ManualClock } from '@app/testing';
import { EvalProgress, type ProgressOutput } from './eval-progress';

describe('EvalProgress', () => {
  const shownOn = (output: Omit<ProgressOutput, 'write'>) => {
    const written: string[] = [];
    const clock = new ManualClock();
    const progress = new EvalProgress({ ...output, write: (text) => written.push(text) }, clock);
    return { written, clock, progress };
  };
  const state = (done: number, right = 0, errors = 0) => ({ done, total: 100, right, errors });

  it('draws one bar anew on a terminal, within its width, with the time that is left', () => {
    const { written, clock, progress } = shownOn({ isTTY: true, columns: 60 });

    progress.update(state(0));
    clock.advance(10_000);
    progress.update(state(50, 25, 1));
    progress.end();

    expect(written[1]).toBe('\r\u001b[K████████████░░░░░░░░░░░░ 50 of 100 answered, 50 % right, 1 ');
    expect(written.at(-1)).toBe('\n');
  });

  it('counts the time from what an earlier run had done', () => {
    const { written, clock, progress } = shownOn({ isTTY: true, columns: 200 });

    progress.update(state(40));
    clock.advance(10_000);
    progress.update(state(50));

    expect(written[1]).toContain('50 of 100 answered, 0 % right, 50 s left');
  });

  it('writes a plain line now and then elsewhere, and the last one always', () => {
    const { written, clock, progress } = shownOn({});

    progress.update(state(0));
    progress.update(state(1));
    clock.advance(10_000);
    progress.update(state(2, 2));
    progress.update(state(100, 50));
    progress.end();

    expect(written).toEqual([
      '0 of 100 answered\n',
      '2 of 100 answered, 100 % right, 8 min 10 s left\n',
      '100 of 100 answered, 50 % right\n',
    ]);
  });
});
