import { HealthBoard, type HealthReport } from '@app/monitoring';
import { ManualClock } from '@app/testing';
import type { HealthIndicatorService } from '@nestjs/terminus';
import { HealthSampler } from './health-sampler';

describe('HealthSampler', () => {
  let clock: ManualClock;
  let board: HealthBoard;
  let sampler: HealthSampler;

  beforeEach(() => {
    clock = new ManualClock();
    board = new HealthBoard();
    sampler = new HealthSampler(board, {} as HealthIndicatorService, clock);
  });

  it('asks once a second, however many look', async () => {
    let asked = 0;
    board.add({ name: 'part', report: () => ({ status: 'up', details: { asked: ++asked } }) });
    await Promise.all([sampler.sample(), sampler.sample(), sampler.sample()]);
    clock.advance(999);
    await sampler.sample();
    expect(asked).toBe(1);
    clock.advance(1);
    expect(await sampler.sample()).toMatchObject([{ name: 'part', details: { asked: 2 } }]);
  });

  it('remembers when a part was last not well', async () => {
    let report: HealthReport = { status: 'up' };
    board.add({ name: 'part', isCritical: true, report: () => report });
    expect(await sampler.sample()).toEqual([{ name: 'part', isCritical: true, status: 'up' }]);
    report = { status: 'degraded', message: 'half of it' };
    clock.advance(2_000);
    const lastErrorAt = clock.now();
    expect(await sampler.sample()).toMatchObject([{ status: 'degraded', lastErrorAt }]);
    report = { status: 'up' };
    clock.advance(2_000);
    expect(await sampler.sample()).toMatchObject([{ status: 'up', lastErrorAt }]);
  });

  it('takes what throws for down, without its words, and waits for nobody longer than a second', async () => {
    jest.useFakeTimers();
    board.add({
      name: 'throws',
      report: () => {
        throw new Error('redis://secret@host');
      },
    });
    board.add({ name: 'hangs', report: () => new Promise(() => undefined) });
    const sampled = sampler.sample();
    await jest.advanceTimersByTimeAsync(1_000);
    jest.useRealTimers();
    expect(await sampled).toMatchObject([
      { name: 'throws', status: 'down', message: 'it could not be asked' },
      { name: 'hangs', status: 'down', message: 'it does not answer' },
    ]);
  });
});
