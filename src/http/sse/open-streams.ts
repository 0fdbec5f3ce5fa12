import { AppError, type Principal } from '@app/kernel';
import { ERROR_MESSAGE } from '../errors/error-message';
import type { CutReason } from './event-stream';
import { peerKey, unacknowledgedPeers } from './unacknowledged-peers';

const TICK_MS = 1_000;
/** How often the kernel is asked for peers that are gone, in ticks. */
const TICKS_PER_PEER_SCAN = 10;
/** Retransmissions after which a peer counts as gone: about 25 s without an acknowledgement. */
const MAX_RETRANSMISSIONS = 7;

/** A stream as {@link OpenStreams} sees it. */
export interface OpenStream {
  /** Sends a due heartbeat. Returns true when the reader has stalled. */
  tick(): boolean;
  /** Closes the connection at once and stops the source. */
  drop(reason: CutReason): void;
  /** Ends the stream with an error event, or with an error answer when it has not begun. */
  fail(error: AppError): void;
  /** The client's end of the connection. */
  readonly peer: { address: string; port: number } | undefined;
  /** Whom it is for; null when anybody may read it. */
  readonly principal: Principal | null;
}

/** What became of the streams that were open when draining began. */
export interface DrainResult {
  finished: number;
  /** Ended with an error event at the deadline. */
  cut: number;
}

/** Every event stream of this process: one timer for the heartbeats of all, and an orderly end for all. */
export class OpenStreams {
  private readonly streams = new Set<OpenStream>();
  private readonly waitingForNone: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isDraining = false;
  private ticks = 0;

  /** Streams dropped so far, by reason. */
  readonly dropped: Record<CutReason, number> = { stalled_reader: 0, dead_peer: 0 };

  constructor(private readonly findGonePeers = unacknowledgedPeers) {}

  /** Streams that are open or about to be. */
  get count(): number {
    return this.streams.size;
  }

  /** Takes a stream in. Throws `shutting_down` once draining has begun. */
  add(stream: OpenStream): void {
    if (this.isDraining) throw new AppError('shutting_down', ERROR_MESSAGE.shutting_down, { retryAfterMs: 1_000 });
    this.streams.add(stream);
    this.timer ??= setInterval(() => this.tick(), TICK_MS).unref();
  }

  /** Lets a stream go that has ended. */
  delete(stream: OpenStream): void {
    this.streams.delete(stream);
    if (this.streams.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    for (const resolve of this.waitingForNone.splice(0)) resolve();
  }

  /** Whom the open streams are for, each once. */
  principals(): Set<Principal> {
    const all = new Set<Principal>();
    for (const { principal } of this.streams) if (principal !== null) all.add(principal);
    return all;
  }

  /** Ends the streams of somebody who may not go on, with an error event. Returns how many they were. */
  endOf(principal: Principal, reason: AppError): number {
    const theirs = [...this.streams].filter((stream) => stream.principal === principal);
    for (const stream of theirs) stream.fail(reason);
    return theirs.length;
  }

  /** Sends due heartbeats and drops stalled readers. Called every second while streams are open. */
  tick(): void {
    this.ticks += 1;
    if (this.ticks % TICKS_PER_PEER_SCAN === 0) void this.dropGonePeers();
    for (const stream of this.streams) {
      if (stream.tick()) this.drop(stream, 'stalled_reader');
    }
  }

  /**
   * Drops the streams of clients that vanished without a word (a dead network, a machine without power). Heartbeats are
   * what such a client fails to acknowledge.
   */
  async dropGonePeers(): Promise<void> {
    const peers = await this.findGonePeers();
    if (peers.size === 0) return;
    for (const stream of this.streams) {
      const { peer } = stream;
      if (peer === undefined) continue;
      if ((peers.get(peerKey(peer.address, peer.port)) ?? 0) >= MAX_RETRANSMISSIONS) this.drop(stream, 'dead_peer');
    }
  }

  /**
   * Takes no new streams, gives the open ones until the deadline to end by themselves, and ends the rest with an error
   * event of code `shutting_down`. Resolves when none is left, at most a second after the deadline.
   */
  async drain(deadlineMs: number): Promise<DrainResult> {
    this.isDraining = true;
    const open = this.streams.size;
    await this.untilNone(deadlineMs);
    const cut = this.streams.size;
    for (const stream of this.streams) stream.fail(new AppError('shutting_down', ERROR_MESSAGE.shutting_down));
    await this.untilNone(TICK_MS);
    return { finished: open - cut, cut };
  }

  private drop(stream: OpenStream, reason: CutReason): void {
    this.dropped[reason] += 1;
    stream.drop(reason);
  }

  private async untilNone(timeoutMs: number): Promise<void> {
    if (this.streams.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.waitingForNone.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
