import type { StorageLog } from '../storage-log';

/** One server by host and port. */
export interface RedisNode {
  host: string;
  /** 1 to 65535. */
  port: number;
}

/** A master that Sentinels watch, and how to ask them who it is. */
export interface SentinelOptions {
  /** At least one; the others are found through it. */
  nodes: readonly RedisNode[];
  /** The name that the Sentinels know the master by. */
  masterName: string;
  /** User of the Sentinels, which have users of their own. Default: none. */
  username?: string | undefined;
  /** Password of the Sentinels. Default: none. */
  password?: string | undefined;
}

/** How to reach Redis: one of `clusterNodes`, `sentinel` and `url`; the first of these that is given counts. */
export interface RedisConnectionOptions {
  /** `redis://` or `rediss://` (TLS), or the path of a unix socket. May hold user, password and database. */
  url?: string | undefined;
  /** A master behind Sentinels. */
  sentinel?: SentinelOptions | undefined;
  /** Some nodes of a Redis Cluster; the others are found through them. */
  clusterNodes?: readonly RedisNode[] | undefined;
  /** ACL user, used when the URL holds none. */
  username?: string | undefined;
  /** Used when the URL holds none. */
  password?: string | undefined;
  /** TLS also for a `redis://` URL. Default: as the URL says. */
  useTls?: boolean | undefined;
  /** A PEM file with the authorities to trust in place of the system's. */
  caCertPath?: string | undefined;
  /** A PEM file with the certificate that this client shows; needs `clientKeyPath`. */
  clientCertPath?: string | undefined;
  /** A PEM file with the key of `clientCertPath`. */
  clientKeyPath?: string | undefined;
  /** Most time to open a connection, and from a command to its reply, milliseconds. Default 5000. */
  timeoutMs?: number | undefined;
  /** Most time from a command to its reply when that is to be less, milliseconds. Default: `timeoutMs`. */
  commandTimeoutMs?: number | undefined;
  /** Shown by CLIENT LIST. Default `stepwise`. */
  connectionName?: string | undefined;
  /** Told when the server goes away and comes back. Default: nobody. */
  log?: StorageLog | undefined;
}

/** {@link RedisConnectionOptions.timeoutMs} when none is given. */
export const DEFAULT_TIMEOUT_MS = 5_000;
