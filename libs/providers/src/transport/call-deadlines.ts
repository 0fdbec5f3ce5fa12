import type { CallTimeouts } from '../providers-config';

/** The limits of one call, in the words its error uses. */
export type DeadlineName = 'connect' | 'first token' | 'idle' | 'total';

// setTimeout turns anything longer into 1 ms.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The four time limits of a call on one timer. Bytes only move a number: the timer looks at it when it fires, because a
 * timer restarted for every chunk costs more than decoding the chunk.
 */
export class CallDeadlines {
  private readonly endsAt: Record<DeadlineName, number>;
  private timer: NodeJS.Timeout | undefined;
  private timerEndsAt = Infinity;

  /** Starts counting. `onExpire` is called once, with the limit that was passed. */
  constructor(
    private readonly timeouts: CallTimeouts,
    private readonly onExpire: (name: DeadlineName) => void,
  ) {
    const now = performance.now();
    this.endsAt = {
      connect: now + timeouts.connectMs,
      'first token': Infinity,
      idle: Infinity,
      total: now + timeouts.totalMs,
    };
    this.arm();
  }

  /** The request is on its way: the connection stands. */
  connected(): void {
    this.endsAt.connect = Infinity;
    this.endsAt['first token'] = performance.now() + this.timeouts.firstTokenMs;
    if (this.endsAt['first token'] < this.timerEndsAt) this.arm();
  }

  /** The first event of a stream was read. */
  begun(): void {
    this.endsAt['first token'] = Infinity;
  }

  /** Bytes of the reply's body arrived. They feed the idle limit alone: a comment of a stream is no token. */
  received(): void {
    this.endsAt.idle = performance.now() + this.timeouts.idleMs;
    if (this.endsAt.idle < this.timerEndsAt) this.arm();
  }

  /** We stopped reading, so silence is ours. `received` starts the idle limit again. */
  suspendIdle(): void {
    this.endsAt.idle = Infinity;
  }

  /** Ends all limits. */
  stop(): void {
    clearTimeout(this.timer);
    this.timerEndsAt = -Infinity;
  }

  private arm(): void {
    const { connect, 'first token': firstToken, idle, total } = this.endsAt;
    const next = Math.min(connect, firstToken, idle, total);
    clearTimeout(this.timer);
    this.timerEndsAt = next;
    const delayMs = Math.min(Math.max(next - performance.now(), 0), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => this.check(), Math.ceil(delayMs));
  }

  private check(): void {
    const now = performance.now();
    const passed = (Object.keys(this.endsAt) as DeadlineName[]).find((name) => this.endsAt[name] <= now);
    if (passed === undefined) {
      this.arm();
      return;
    }
    this.stop();
    this.onExpire(passed);
  }
}
