import { Cluster } from 'ioredis';
import type { StorageLog } from '../storage-log';
import {
  judgeRedisConnection,
  judgeRedisServer,
  type RedisConnectionFacts,
  type RedisFinding,
} from './judge-redis-server';
import type { RedisClient } from './open-redis-client';
import type { RedisConnectionOptions } from './redis-connection-options';
import { usesTls } from './redis-tls';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

/** Whether Redis is set up as it must be; looked at anew each time that a server is connected, and when it is asked for. */
export class RedisServerCheck {
  private found: readonly RedisFinding[];
  private readonly facts: RedisConnectionFacts;
  private readonly log: StorageLog | undefined;

  /** @param isPrivate a server of our own, not one that the operator runs. */
  constructor(
    private readonly client: RedisClient,
    options: RedisConnectionOptions,
    isPrivate: boolean,
  ) {
    this.facts = factsOf(options, isPrivate);
    this.log = options.log;
    this.found = judgeRedisConnection(this.facts);
    for (const { message } of this.found) this.log?.warn(message);
    client.on('ready', () => void this.look());
    if (client.status === 'ready') void this.look();
  }

  /** What was found last, also before a server has answered. */
  get findings(): readonly RedisFinding[] {
    return this.found;
  }

  /** Why the server must not be used, or undefined. */
  get refusal(): string | undefined {
    return this.found.find(({ severity }) => severity === 'refuse')?.message;
  }

  /** Asks every master. Never rejects: a server that does not answer, or may not be asked, keeps what was known. */
  async look(): Promise<void> {
    try {
      const nodes = this.client instanceof Cluster ? this.client.nodes('master') : [this.client];
      const infos = await Promise.all(nodes.map((node) => node.info()));
      const found = [
        ...judgeRedisConnection(this.facts),
        ...infos.flatMap((info) => judgeRedisServer(info, this.facts)),
      ];
      const known = new Set(this.found.map(({ message }) => message));
      this.found = [...new Map(found.map((finding) => [finding.message, finding])).values()];
      for (const { message } of this.found) if (!known.has(message)) this.log?.warn(message);
    } catch {
      // The next connection or question brings the next look.
    }
  }
}

function factsOf(options: RedisConnectionOptions, isPrivate: boolean): RedisConnectionFacts {
  const { url, sentinel, clusterNodes } = options;
  const target = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  const hosts = (clusterNodes ?? sentinel?.nodes)?.map(({ host }) => host) ?? [target?.hostname ?? 'localhost'];
  const inUrl = target?.password === undefined || target.password === '' ? undefined : target.password;
  return {
    isRemote: hosts.some((host) => !LOOPBACK.test(host)),
    usesTls: usesTls(options),
    password: inUrl === undefined ? options.password : decodeURIComponent(inUrl),
    isPrivate,
  };
}
