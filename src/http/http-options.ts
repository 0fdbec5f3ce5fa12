import type { ProxyHeader } from './request/client-address';

/** How much is logged, least to most. `silent` logs nothing. */
export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Limits of one event stream. */
interface StreamOptions {
  /** A comment is sent after this much silence, so that proxies keep the connection. Milliseconds. */
  readonly heartbeatMs: number;
  /** The source is paused while more than this waits for a slow reader. UTF-16 units, each one to three bytes on the wire. */
  readonly maxBuffered: number;
  /** A reader that takes nothing for this long is dropped. Milliseconds. */
  readonly stallTimeoutMs: number;
}

/** Everything about the HTTP edge that an operator can set. Built once by `src/config`; never changed afterwards. */
export interface HttpOptions {
  /** Largest request body, after inflating. Bytes. */
  readonly bodyLimitBytes: number;
  /** Largest request line and headers together. Bytes. */
  readonly maxHeaderBytes: number;
  /** Most header fields of one request. */
  readonly maxHeaderCount: number;
  /** Most open client connections; further ones are answered 503. Lowered to what the descriptor limit allows. */
  readonly maxConnections: number;
  /** Time a client has for its headers. Milliseconds. */
  readonly headersTimeoutMs: number;
  /** Time a client has for its whole request, body included. Milliseconds, at least `headersTimeoutMs`. */
  readonly requestTimeoutMs: number;
  /** How long an idle kept-alive connection stays open. Milliseconds. */
  readonly keepAliveTimeoutMs: number;
  /** Values of `Host` (without port) that are served; any other is answered 421. Empty: every well-formed one is. */
  readonly allowedHosts: readonly string[];
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers are believed. Empty: nobody's are. */
  readonly trustedProxies: readonly string[];
  /** The one header in which they write whom they forward for. */
  readonly trustedProxyHeader: ProxyHeader;
  /** Origins (`https://app.example`) that browsers may call from. Empty: none. Credentials are never allowed. */
  readonly corsOrigins: readonly string[];
  /** Keys that open the authenticated routes, beside those in the database. */
  readonly apiKeys: readonly string[];
  /** Whether a key or token is demanded even without `apiKeys`. When neither, whoever reaches the server is its owner. */
  readonly requireAuthentication: boolean;
  readonly logLevel: LogLevel;
  readonly streams: StreamOptions;
}

/** The values used where an operator sets none. */
export const DEFAULT_HTTP_OPTIONS: HttpOptions = {
  bodyLimitBytes: 4 * 1024 * 1024,
  maxHeaderBytes: 16 * 1024,
  maxHeaderCount: 100,
  maxConnections: 10_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  keepAliveTimeoutMs: 65_000,
  allowedHosts: [],
  trustedProxies: [],
  trustedProxyHeader: 'x-forwarded-for',
  corsOrigins: [],
  apiKeys: [],
  requireAuthentication: false,
  logLevel: 'info',
  streams: { heartbeatMs: 15_000, maxBuffered: 16 * 1024, stallTimeoutMs: 30_000 },
};
