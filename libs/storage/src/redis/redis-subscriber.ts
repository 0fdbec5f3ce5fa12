import { Cluster } from 'ioredis';
import { createQueueRedis } from './create-queue-redis';
import type { RedisClient } from './open-redis-client';
import type { RedisConnectionOptions } from './redis-connection-options';

type MessageListener = (message: string) => void;

/** Time between two signs of life that the server is asked for, milliseconds; a server silent for three of them is left. */
const PING_EVERY_MS = 5_000;

/**
 * What other processes say on channels (PUBLISH), over one connection of its own for all listeners of the process. It connects
 * at once, again whenever it must, and subscribes again then. Messages sent while it was away are lost: {@link onGap} tells.
 */
export class RedisSubscriber {
  private readonly client: RedisClient;
  private readonly listeners = new Map<string, MessageListener[]>();
  private readonly gapListeners: (() => void)[] = [];
  private readonly pings: NodeJS.Timeout;
  private wasReady = false;

  /** @throws Error when a PEM file cannot be read, or no address is given. */
  constructor(options: RedisConnectionOptions) {
    this.client = createQueueRedis({ ...options, connectionName: 'stepwise-subscriber' }, 'events');
    this.client.on('message', (channel: string, message: string) => {
      for (const listener of this.listeners.get(channel) ?? []) listener(message);
    });
    this.client.on('close', () => this.tellGap());
    this.client.on('ready', () => {
      if (this.wasReady) this.tellGap(); // what was said between the two connections
      this.wasReady = true;
    });
    this.pings = setInterval(() => this.ping(), PING_EVERY_MS);
    this.pings.unref();
  }

  /** Whether messages arrive now. */
  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Calls back with each message of the channel from now on. The listener must not throw. */
  subscribe(channel: string, listener: MessageListener): void {
    const known = this.listeners.get(channel);
    if (known !== undefined) {
      known.push(listener);
      return;
    }
    this.listeners.set(channel, [listener]);
    // Waits for the connection; after a lost one the client subscribes again by itself.
    this.client.subscribe(channel).catch(() => undefined);
  }

  /** Calls back when messages may have been lost: whatever was learnt from them may be out of date. */
  onGap(listener: () => void): void {
    this.gapListeners.push(listener);
  }

  /** Closes the connection at once. */
  close(): void {
    clearInterval(this.pings);
    this.gapListeners.length = 0;
    this.client.disconnect();
  }

  private tellGap(): void {
    for (const listener of this.gapListeners) listener();
  }

  /** A connection whose other end has vanished looks like one on which nothing is said. */
  private ping(): void {
    if (this.client instanceof Cluster || this.client.status !== 'ready') return;
    const { client } = this;
    const silent = setTimeout(() => client.disconnect(true), 2 * PING_EVERY_MS);
    silent.unref();
    client
      .ping()
      .catch(() => undefined) // a lost connection is told by its close
      .finally(() => clearTimeout(silent));
  }
}
