import { Cluster } from 'ioredis';
import type { StorageLog } from '../storage-log';
import { AvailabilityLog } from '../availability-log';
import { runBulk, type BulkResult, type RedisCommand } from './bulk';
import { CircuitBreaker, type BreakerState } from './circuit-breaker';
import { combineCalls, resultOfPart } from './combined-script';
import { closeRedis } from './create-redis';
import type { RedisClient } from './open-redis-client';
import { hashTagOf } from './redis-key';
import type { ScriptCall } from './redis-script';
import { isUnavailable, wasNotRun } from './reply-error';
import { scanKeys, type ScannedKeys } from './scan-keys';

/** What ioredis says of a connection that is not made again, and of what was on its way when one was lost. */
const LOST_NODE = 'Connection is closed.';
/** What it says of a command whose reply did not come in time. */
const TIMED_OUT = 'Command timed out';

/** Calls that are sent without waiting for further ones: the server begins while the rest of a burst is still being read. */
const MOST_WAITING = 32;

/** A call that waits for the end of its turn of the event loop. */
interface WaitingCall {
  call: ScriptCall;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Redis as the request path sees it: commands, scripts and bulks through one circuit breaker. What it gets is an answer, an
 * error of Redis, or, within the client's time limit, the news that there is none; `isUnavailable` tells the two errors apart.
 */
export class RedisStore {
  private readonly breaker: CircuitBreaker;
  private readonly listeners: ((state: BreakerState) => void)[] = [];
  private readonly lossListeners: (() => void)[] = [];
  /** By hash tag. */
  private waiting = new Map<string, WaitingCall[]>();
  private waitingCount = 0;
  private readonly flushWaiting = (): void => this.flush();
  private lastError: Error = new Error('The connection to Redis is closed.');

  constructor(
    readonly client: RedisClient,
    log?: StorageLog,
  ) {
    const availability = new AvailabilityLog('Redis', log);
    this.breaker = new CircuitBreaker({
      isFailure: isUnavailable,
      // A request may ask several times, one after the other: it waits the whole time limit once at most. Of a Cluster only one node
      // may be slow, and the others are of use.
      isCertain: (error) => !(client instanceof Cluster) && isTimeout(error),
      probe: () => this.probe(),
      onChange: (state, cause) => {
        if (state === 'closed') availability.up();
        else if (state === 'open' && cause !== undefined) availability.down(asError(cause));
        for (const listener of this.listeners) listener(state);
        if (state === 'closed') this.tellLoss();
      },
    });
    if (client instanceof Cluster) this.watchMasters(client);
    client.on('error', (error: Error) => (this.lastError = error));
    client.on('close', () => this.breaker.open(this.lastError));
    client.on('ready', () => this.breaker.probeNow());
  }

  /** The breaker's state: `closed` means that Redis is used. */
  get state(): BreakerState {
    return this.breaker.state;
  }

  /** Whether Redis is connected and used. */
  get isReady(): boolean {
    return this.client.status === 'ready' && this.breaker.state === 'closed';
  }

  /** Tells of every later change of {@link state}. */
  onStateChange(listener: (state: BreakerState) => void): void {
    this.listeners.push(listener);
  }

  /**
   * Tells when Redis may have lost the last that it had acknowledged, because a replica that missed it took over: when Redis is back
   * after it was away; of a Cluster when a node is gone, and when other nodes are masters than before, which is noticed within
   * the second between two looks.
   */
  onPossibleLoss(listener: () => void): void {
    this.lossListeners.push(listener);
  }

  /** One command. Replies are as ioredis gives them, texts as strings. */
  command(name: string, ...args: readonly (string | number | Buffer)[]): Promise<unknown> {
    this.flush(); // nothing overtakes what was asked before
    return this.breaker.run(() => this.client.call(name, ...args));
  }

  /**
   * Runs a script. Calls for one hash tag that are made in the same turn of the event loop travel as one script and cost one round
   * trip; the failure of one does not touch the others. Everything of one turn is written at once.
   */
  run(call: ScriptCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const tag = hashTagOf(call.keys[0] ?? '');
      const group = this.waiting.get(tag);
      if (group === undefined) this.waiting.set(tag, [{ call, resolve, reject }]);
      else group.push({ call, resolve, reject });
      if (++this.waitingCount === 1) setImmediate(this.flushWaiting);
      else if (this.waitingCount >= MOST_WAITING) this.flush();
    });
  }

  /** Commands in one pipeline (in a Cluster one for each hash tag), each with its own result. Rejects when none was sent. */
  bulk(commands: readonly RedisCommand[]): Promise<BulkResult[]> {
    this.flush();
    return commands.length === 0 ? Promise.resolve([]) : this.breaker.run(() => runBulk(this.client, commands));
  }

  /**
   * The keys that match a glob pattern, on every master, a batch of about `count` at a time (SCAN): all that are there from
   * beginning to end, perhaps one twice. Costs O(all keys), and blocks the server no longer than a batch.
   *
   * @param cursor {@link ScannedKeys.cursor} of the batch to go on after. Default: from the beginning.
   */
  scan(pattern: string, count: number, cursor?: string): AsyncGenerator<ScannedKeys> {
    return scanKeys(this.client, { pattern, count, ...(cursor === undefined ? {} : { cursor }) }, (call) =>
      this.breaker.run(call),
    );
  }

  /** Whether a command that failed so was certainly not run. After a timeout or a lost connection nobody knows. */
  wasNotRun(error: unknown): boolean {
    // A Cluster does not connect to a node again that is gone: what is asked of it then is never sent.
    const isOfLostNode = this.client instanceof Cluster && error instanceof Error && error.message === LOST_NODE;
    return isOfLostNode || wasNotRun(error);
  }

  /** Closes the connection after what is on its way. Never rejects. */
  async close(): Promise<void> {
    this.flush();
    this.breaker.stop();
    await closeRedis(this.client);
  }

  private watchMasters(cluster: Cluster): void {
    let before = '';
    cluster.on('-node', () => this.tellLoss());
    cluster.on('refresh', () => {
      const masters = cluster.nodes('master').map(({ options: { host, port } }) => `${host ?? ''}:${port ?? 0}`);
      const now = masters.sort().join();
      if (before !== '' && now !== before) this.tellLoss();
      before = now;
    });
  }

  private tellLoss(): void {
    for (const listener of this.lossListeners) listener();
  }

  /** A connection whose replies were lost on the way would give each later command the reply of another: it is made anew. */
  private async probe(): Promise<void> {
    try {
      await this.client.call('PING');
    } catch (error) {
      if (isTimeout(error) && !(this.client instanceof Cluster)) this.client.disconnect(true);
      throw error;
    }
  }

  /** One write for all: each costs a system call here and one in the server. */
  private flush(): void {
    if (this.waitingCount === 0) return;
    const groups = this.waiting;
    this.waiting = new Map();
    this.waitingCount = 0;
    const stream = this.client instanceof Cluster ? undefined : this.client.stream;
    stream?.cork();
    try {
      for (const group of groups.values()) {
        for (const distinct of splitByScript(group)) this.send(distinct);
      }
    } finally {
      stream?.uncork();
    }
  }

  private send(group: readonly WaitingCall[]): void {
    const [first] = group;
    if (first === undefined) return;
    if (group.length === 1) {
      this.evaluate(first.call).then(first.resolve, first.reject);
      return;
    }
    this.evaluate(combineCalls(group.map(({ call }) => call))).then(
      (results) => settleParts(group, results),
      (error: unknown) => {
        for (const { reject } of group) reject(error);
      },
    );
  }

  private evaluate({ script, keys, args, reply }: ScriptCall): Promise<unknown> {
    const { client } = this;
    const call = (name: string, text: string): Promise<unknown> =>
      reply === 'bytes'
        ? client.callBuffer(name, text, keys.length, ...keys, ...args)
        : client.call(name, text, keys.length, ...keys, ...args);
    return this.breaker.run(() =>
      call('EVALSHA', script.sha).catch((error: unknown) => {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        // It has not run. EVAL runs and keeps it in one step, so a flush in between cannot come between the two.
        return call('EVAL', script.source);
      }),
    );
  }
}

function settleParts(group: readonly WaitingCall[], results: unknown): void {
  group.forEach(({ call, resolve, reject }, index) => {
    try {
      resolve(resultOfPart(results, index, call.reply));
    } catch (error) {
      reject(error);
    }
  });
}

/** Groups in which no script comes twice, so that there are few combinations. */
function splitByScript(group: readonly WaitingCall[]): WaitingCall[][] {
  const split: WaitingCall[][] = [];
  const seen = new Map<ScriptCall['script'], number>();
  for (const waiting of group) {
    const { script } = waiting.call;
    const times = seen.get(script) ?? 0;
    seen.set(script, times + 1);
    const calls = split[times];
    if (calls === undefined) split.push([waiting]);
    else calls.push(waiting);
  }
  return split;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === TIMED_OUT;
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('unknown');
}
