import { TurnQueue } from './turn-queue';

const NEVER = new AbortController().signal;

describe('TurnQueue', () => {
  it('lets one at a time through, in order', async () => {
    const queue = new TurnQueue(5);
    const order: string[] = [];
    const leave = await queue.enter(NEVER);
    const later = ['a', 'b'].map(async (name) => {
      const done = await queue.enter(NEVER);
      order.push(name);
      done();
    });
    expect([queue.length, queue.idle, order]).toEqual([2, false, []]);
    leave();
    await Promise.all(later);

    expect([queue.length, queue.idle, order]).toEqual([0, true, ['a', 'b']]);
  });

  it('forgets whoever gives up', async () => {
    const queue = new TurnQueue(1);
    const leave = await queue.enter(NEVER);
    const abort = new AbortController();
    const waiting = queue.enter(abort.signal);
    expect(queue.full).toBe(true);
    abort.abort(new Error('gone'));

    await expect(waiting).rejects.toThrow('gone');
    expect([queue.full, queue.length]).toEqual([false, 0]);
    leave();
    expect(queue.idle).toBe(true);
  });

  it('rejects everybody once it is closed', async () => {
    const queue = new TurnQueue(1);
    await queue.enter(NEVER);
    const waiting = queue.enter(NEVER);
    queue.close(new Error('closed'));

    await expect(waiting).rejects.toThrow('closed');
    await expect(queue.enter(NEVER)).rejects.toThrow('closed');
  });
});
