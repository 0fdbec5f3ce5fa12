import type { Clock } from '@app/kernel';
import type { CallTimeouts } from '../providers-config';
import type { HttpTransport } from './http-transport';

/** How an adapter reaches its provider. One per configured provider, shared by all of its models. */
export interface ProviderConnection {
  /** The configured name, used in errors. */
  provider: string;
  /** Absent for endpoints that need none. Never part of an error or a log line. */
  apiKey?: string;
  /** Without a trailing slash, version included, such as `https://api.openai.com/v1`. */
  baseUrl: string;
  /** Sent with every request, after the adapter's own headers and over them. */
  headers?: Readonly<Record<string, string>>;
  timeouts: CallTimeouts;
  transport: HttpTransport;
  /** Reads the provider's dates, such as a `Retry-After`. Default: the machine's clock. */
  clock?: Clock;
}
