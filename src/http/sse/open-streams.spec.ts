import { AppError, type Principal } from '@app/kernel';
import type { CutReason } from './event-stream';
import { OpenStreams, type OpenStream } from './open-streams';
import { peerKey } from './unacknowledged-peers';

class FakeStream implements OpenStream {
  ticks = 0;
  isStalled = false;
  readonly drops: CutReason[] = [];
  readonly failures: AppError[] = [];

  readonly peer: OpenStream['peer'];
  principal: Principal | null = null;

  constructor(
    private readonly streams: OpenStreams,
    peer?: OpenStream['peer'],
  ) {
    this.peer = peer;
  }

  tick(): boolean {
    this.ticks += 1;
    return this.isStalled;
  }

  drop(reason: CutReason): void {
    this.drops.push(reason);
    this.streams.delete(this);
  }

  fail(error: AppError): void {
    this.failures.push(error);
    this.streams.delete(this);
  }
}

describe('OpenStreams', () => {
  function open(streams: OpenStreams, peer?: OpenStream['peer']): FakeStream {
    const stream = new FakeStream(streams, peer);
    streams.add(stream);
    return stream;
  }

  it('counts the open ones', () => {
    const streams = new OpenStreams();
    const [one, two] = [open(streams), open(streams)];
    expect(streams.count).toBe(2);
    streams.delete(one);
    streams.delete(one);
    streams.delete(two);
    expect(streams.count).toBe(0);
  });

  it('ends the streams of one who may not go on, and no others', () => {
    const streams = new OpenStreams();
    const all = [open(streams), open(streams), open(streams), open(streams)];
    const principal = { kind: 'key', organisationId: 'o', userId: 'u', roles: ['user'], limits: {} } as const;
    const other = { ...principal };
    [principal, other, principal].forEach((owner, index) => (all[index]!.principal = owner));
    expect(streams.principals()).toEqual(new Set([principal, other]));
    const reason = new AppError('unauthenticated', 'over');
    expect(streams.endOf(principal, reason)).toBe(2);
    expect(all.map(({ failures }) => failures)).toEqual([[reason], [], [reason], []]);
    all.forEach((stream) => streams.delete(stream));
  });

  it('ticks all with one timer and drops the stalled', () => {
    const streams = new OpenStreams();
    const [one, two] = [open(streams), open(streams)];
    two.isStalled = true;
    streams.tick();
    expect([one.ticks, two.ticks]).toEqual([1, 1]);
    expect([one.drops, two.drops]).toEqual([[], ['stalled_reader']]);
    expect(streams.dropped).toEqual({ stalled_reader: 1, dead_peer: 0 });
    streams.delete(one);
  });

  it('drops those whose client the kernel gets no answer from', async () => {
    const gone = { address: '10.0.0.2', port: 5000 };
    const slow = { address: '10.0.0.3', port: 5000 };
    const peers = new Map([
      [peerKey(gone.address, gone.port), 7],
      [peerKey(slow.address, slow.port), 6],
    ]);
    const streams = new OpenStreams(() => Promise.resolve(peers));
    const [one, two, three] = [open(streams, gone), open(streams, slow), open(streams)];
    await streams.dropGonePeers();
    expect([one.drops, two.drops, three.drops]).toEqual([['dead_peer'], [], []]);
    expect(streams.dropped.dead_peer).toBe(1);
    streams.delete(two);
    streams.delete(three);
  });

  it('drains at once when none is open', async () => {
    expect(await new OpenStreams().drain(60_000)).toEqual({ finished: 0, cut: 0 });
  });

  it('waits for those that end by themselves', async () => {
    const streams = new OpenStreams();
    const [one, two] = [open(streams), open(streams)];
    const drained = streams.drain(60_000);
    streams.delete(one);
    streams.delete(two);
    expect(await drained).toEqual({ finished: 2, cut: 0 });
    expect(one.failures).toEqual([]);
  });

  it('fails the rest at the deadline', async () => {
    const streams = new OpenStreams();
    const one = open(streams);
    expect(await streams.drain(0)).toEqual({ finished: 0, cut: 1 });
    expect(one.failures).toMatchObject([{ code: 'shutting_down' }]);
  });

  it('takes none while it drains', async () => {
    const streams = new OpenStreams();
    await streams.drain(0);
    expect(() => streams.add(new FakeStream(streams))).toThrow(AppError);
    expect(streams.count).toBe(0);
  });
});
