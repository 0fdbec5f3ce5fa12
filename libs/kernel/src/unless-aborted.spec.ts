import { unlessAborted } from './unless-aborted';

const aborted = (): AbortSignal => AbortSignal.abort(new Error('gone'));
const never = new AbortController().signal;

describe('unlessAborted', () => {
  it('gives what the promise gives', async () => {
    await expect(unlessAborted(Promise.resolve(7), never)).resolves.toBe(7);
    await expect(unlessAborted(Promise.reject(new Error('no')), never)).rejects.toThrow('no');
  });

  it('gives the reason of an abort, before or while it waits', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(new Promise(() => undefined), controller.signal);
    controller.abort(new Error('gone'));

    await expect(waiting).rejects.toThrow('gone');
    await expect(unlessAborted(Promise.resolve(7), aborted())).rejects.toThrow('gone');
  });

  it('leaves no failure unhandled when both fail', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', note);
    await expect(unlessAborted(Promise.reject(new Error('late')), aborted())).rejects.toThrow('gone');
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);

    expect(unhandled).toEqual([]);
  });

  it('stops listening to the signal', async () => {
    const controller = new AbortController();
    const remove = jest.spyOn(controller.signal, 'removeEventListener');
    await unlessAborted(Promise.resolve(1), controller.signal);

    expect(remove).toHaveBeenCalledWith('abort', expect.any(Function));
  });
});
