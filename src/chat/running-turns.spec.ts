import { AppError } from '@app/kernel';
import { RunningTurns } from './running-turns';

const OWNER = { organisationId: 'o', userId: 'u' };

describe('RunningTurns', () => {
  it('gives the result of the work and forgets the turn', async () => {
    const turns = new RunningTurns();

    await expect(turns.run(OWNER, new AbortController(), Promise.resolve('answer'))).resolves.toBe('answer');

    expect(turns.count).toBe(0);
  });

  it('throws what the work throws and forgets the turn', async () => {
    const turns = new RunningTurns();
    const error = new AppError('provider_unavailable', 'No.');

    await expect(turns.run(OWNER, new AbortController(), Promise.reject(error))).rejects.toBe(error);

    expect(turns.count).toBe(0);
  });

  it('lets a drain end as soon as the last turn has ended', async () => {
    const turns = new RunningTurns();
    let finish: (text: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => (finish = resolve));
    const running = turns.run(OWNER, new AbortController(), work);
    const drained = turns.drain(60_000);

    finish('answer');

    await expect(running).resolves.toBe('answer');
    await expect(drained).resolves.toBeUndefined();
  });

  it('ends the turns that are not over at the deadline, and aborts their work', async () => {
    const turns = new RunningTurns();
    const abort = new AbortController();
    const running = turns.run(OWNER, abort, new Promise<string>(() => undefined));
    const outcome = expect(running).rejects.toMatchObject({ code: 'shutting_down' });

    await turns.drain(0);

    await outcome;
    expect(abort.signal.aborted).toBe(true);
    expect(turns.count).toBe(0);
  });

  it('aborts the turns of one user and waits until their work has ended', async () => {
    const turns = new RunningTurns();
    const [own, other] = [new AbortController(), new AbortController()];
    const ended: string[] = [];
    const running = turns.run(
      OWNER,
      own,
      new Promise<void>((resolve) => {
        own.signal.addEventListener('abort', () => setImmediate(() => resolve(void ended.push('own'))));
      }),
    );
    void turns.run({ ...OWNER, userId: 'other' }, other, new Promise<void>(() => undefined));

    expect(await turns.endOf(OWNER, new AppError('request_cancelled', 'Over.'), 60_000)).toBe(1);

    expect(ended).toEqual(['own']);
    expect(other.signal.aborted).toBe(false);
    await running;
  });
});
