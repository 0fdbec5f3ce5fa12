import type { HttpOptions } from '../http-options';

/** What decides whether the server is open. */
export type OpenOptions = Pick<HttpOptions, 'apiKeys' | 'requireAuthentication'>;

/** True when no key is demanded: whoever reaches the server acts as its owner. */
export function isOpen({ apiKeys, requireAuthentication }: OpenOptions): boolean {
  return apiKeys.length === 0 && !requireAuthentication;
}
