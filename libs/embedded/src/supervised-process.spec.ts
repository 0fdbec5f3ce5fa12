import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { SupervisedProcess } from './supervised-process';

/** A child that ends when it is told to; SIGTERM is what it may ignore. */
class FakeChild extends EventEmitter {
  readonly signals: string[] = [];

  constructor(
    readonly pid: number | undefined,
    private readonly ignored: readonly string[] = [],
  ) {
    super();
  }

  kill(signal: string): boolean {
    this.signals.push(signal);
    if (!this.ignored.includes(signal)) this.emit('exit', null, signal);
    return true;
  }
}

describe('SupervisedProcess', () => {
  let children: FakeChild[];
  let lines: string[];
  let ready: boolean;
  let makeChild: () => FakeChild;
  const line = (message: string) => void lines.push(message);

  const supervised = () =>
    new SupervisedProcess({
      name: 'Store',
      spawn: () => {
        const child = makeChild();
        children.push(child);
        return child as unknown as ChildProcess;
      },
      isReady: () => Promise.resolve(ready),
      lastWords: () => 'disk full',
      startTimeoutMs: 1_000,
      stopTimeoutMs: 4_000,
      stopSignals: ['SIGTERM', 'SIGKILL'],
      log: { info: line, warn: line, error: line },
    });

  beforeEach(() => {
    jest.useFakeTimers();
    children = [];
    lines = [];
    ready = true;
    makeChild = () => new FakeChild(children.length + 1);
  });
  afterEach(() => jest.useRealTimers());

  it('is running once it answers', async () => {
    const store = supervised();
    await store.start();
    expect([store.state, store.pid, lines]).toEqual(['running', 1, []]);
  });

  it('starts a child that died again, later each time, and says so in one line each', async () => {
    const store = supervised();
    await store.start();
    for (const [death, delay] of [100, 200, 400].entries()) {
      children[death]!.emit('exit', 1, null);
      expect(store.state).toBe('starting');
      await jest.advanceTimersByTimeAsync(delay - 1);
      expect(children).toHaveLength(death + 1);
      await jest.advanceTimersByTimeAsync(1);
      expect([store.state, children.length]).toEqual(['running', death + 2]);
    }
    expect(lines.slice(0, 2)).toEqual([
      'Store ended unasked (exit status 1). Starting it again.',
      'Store is back (restart 1).',
    ]);
  });

  it('waits as little as the first time after it ran well for a while', async () => {
    const store = supervised();
    await store.start();
    children[0]!.emit('exit', 1, null);
    await jest.advanceTimersByTimeAsync(100);
    await jest.advanceTimersByTimeAsync(31_000);
    children[1]!.emit('exit', 1, null);
    await jest.advanceTimersByTimeAsync(100);
    expect(store.pid).toBe(3);
  });

  it('keeps trying when the restart fails, and complains once', async () => {
    const store = supervised();
    await store.start();
    ready = false;
    children[0]!.emit('exit', null, 'SIGKILL');
    makeChild = () => {
      const child = new FakeChild(children.length + 1);
      setTimeout(() => child.emit('exit', 3, null), 1);
      return child;
    };
    await jest.advanceTimersByTimeAsync(5_000);
    expect(children.length).toBeGreaterThan(4);
    expect(lines.filter((text) => text.includes('disk full'))).toHaveLength(1);

    makeChild = () => new FakeChild(99);
    ready = true;
    await jest.advanceTimersByTimeAsync(10_000);
    expect([store.state, store.pid]).toEqual(['running', 99]);
  });

  it('fails the start with the last words of a child that ends', async () => {
    const store = supervised();
    ready = false;
    const started = expect(store.start()).rejects.toThrow(
      'Store ended while it started (exit status 3). Its last words: disk full',
    );
    children[0]!.emit('exit', 3, null);
    await jest.advanceTimersByTimeAsync(10);
    await started;
    expect([store.state, children.length]).toEqual(['stopped', 1]);
  });

  it('fails the start of a child that stays silent, and ends it', async () => {
    const store = supervised();
    ready = false;
    const started = expect(store.start()).rejects.toThrow('Store did not answer within 1 s.');
    await jest.advanceTimersByTimeAsync(1_100);
    await started;
    expect(children[0]!.signals).toEqual(['SIGTERM']);
  });

  it('fails the start of a program that is not there', async () => {
    const store = supervised();
    ready = false;
    makeChild = () => new FakeChild(undefined);
    const started = expect(store.start()).rejects.toThrow('Store ended while it started (spawn ENOENT)');
    children[0]!.emit('error', new Error('spawn ENOENT'));
    await jest.advanceTimersByTimeAsync(10);
    await started;
  });

  it('gives up the start when it is aborted', async () => {
    const store = supervised();
    ready = false;
    const abort = new AbortController();
    const started = expect(store.start(abort.signal)).rejects.toThrow('Ctrl-C');
    abort.abort(new Error('Ctrl-C'));
    await jest.advanceTimersByTimeAsync(10);
    await started;
    expect(store.state).toBe('stopped');
  });

  it('takes the next signal when the child does not heed the first', async () => {
    const store = supervised();
    makeChild = () => new FakeChild(1, ['SIGTERM']);
    await store.start();
    const stopped = store.stop();
    await jest.advanceTimersByTimeAsync(1_999);
    expect(children[0]!.signals).toEqual(['SIGTERM']);
    await jest.advanceTimersByTimeAsync(1);
    await stopped;
    expect(children[0]!.signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(store.state).toBe('stopped');
  });

  it('starts nothing again once it is stopped, between two restarts too', async () => {
    const store = supervised();
    await store.start();
    children[0]!.emit('exit', 1, null);
    await store.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect([store.state, children.length]).toEqual(['stopped', 1]);
  });

  it('is signalled when this process ends, also while it starts, and no more once it is stopped', async () => {
    const atExit = process.listeners('exit');
    const endProcess = () => {
      for (const listener of process.listeners('exit')) if (!atExit.includes(listener)) listener.call(process, 0);
    };
    makeChild = () => new FakeChild(1, ['SIGTERM']);
    ready = false;
    const store = supervised();
    const started = store.start();
    endProcess();
    expect(children[0]!.signals).toEqual(['SIGTERM']);
    ready = true;
    await jest.advanceTimersByTimeAsync(10);
    await started;
    const stopped = store.stop();
    await jest.advanceTimersByTimeAsync(2_000);
    await stopped;
    endProcess();
    expect(children[0]!.signals).toEqual(['SIGTERM', 'SIGTERM', 'SIGKILL']);
  });

  it('ends the child and rejects with the reason when its start is given up', async () => {
    const giveUp = new AbortController();
    const store = supervised();
    ready = false;
    const started = expect(store.start(giveUp.signal)).rejects.toThrow('no more');
    giveUp.abort(new Error('no more'));
    await jest.advanceTimersByTimeAsync(10);
    await started;
    expect([store.state, children[0]!.signals]).toEqual(['stopped', ['SIGTERM']]);
  });
});
