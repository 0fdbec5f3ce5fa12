import {
  createQueueRedis,
  type QueueRedisKind,
  type RedisClient,
  type RedisConnectionLimit,
  type RedisConnectionOptions,
} from '@app/storage';
import type { QueueOptions } from 'bull';

type CreateClient = NonNullable<QueueOptions['createClient']>;
type BullConnection = Parameters<CreateClient>[0];

const KIND: Readonly<Record<BullConnection, QueueRedisKind>> = {
  client: 'commands',
  bclient: 'blocking',
  subscriber: 'events',
};

/**
 * The connections of all queues of this process, apart from the request path's: one for commands and one for events, shared, and
 * one for each queue that is worked, because it blocks. Made when first needed, so a process without jobs has none.
 */
export class QueueConnections {
  private readonly shared = new Map<BullConnection, RedisClient>();
  private readonly all: RedisClient[] = [];
  private closed = false;

  constructor(
    private readonly options: RedisConnectionOptions,
    private readonly limit: RedisConnectionLimit,
  ) {}

  /** For Bull, whose types are of its own ioredis, a version before ours; what it calls is the same in both. */
  readonly createClient: CreateClient = (type) => this.connect(type) as unknown as ReturnType<CreateClient>;

  /** Calls the listener at once when Redis answers already, and each time that it answers again. */
  onReady(listener: () => void): void {
    const client = this.connect('client');
    client.on('ready', listener);
    if (client.status === 'ready') listener();
  }

  /** Whether Redis answers now. */
  get isReady(): boolean {
    return this.shared.get('client')?.status === 'ready';
  }

  /** Closes every connection at once. What is on its way fails. */
  close(): void {
    this.closed = true;
    for (const client of this.all.splice(0)) client.disconnect();
  }

  private connect(type: BullConnection): RedisClient {
    if (type === 'bclient') return withMove(this.open(type));
    const existing = this.shared.get(type);
    if (existing !== undefined) return existing;
    const client = this.open(type);
    this.shared.set(type, client);
    return client;
  }

  private open(type: BullConnection): RedisClient {
    this.limit.claim();
    const client = createQueueRedis({ ...this.options, connectionName: `stepwise-queue-${KIND[type]}` }, KIND[type]);
    // Bull adds a listener for each queue, and some more while it waits for a connection.
    client.setMaxListeners(0);
    // A queue that is closed while it starts may still ask for its connection.
    if (this.closed) client.disconnect();
    else this.all.push(client);
    return client;
  }
}

/** BLMOVE in place of BRPOPLPUSH, which Redis 6.2 deprecated for it and which the embedded Redis in JavaScript does not have. */
function withMove(client: RedisClient): RedisClient {
  const brpoplpush = (source: string, destination: string, timeout: number): Promise<string | null> =>
    client.blmove(source, destination, 'RIGHT', 'LEFT', timeout);
  return Object.assign(client, { brpoplpush });
}
