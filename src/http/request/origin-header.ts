import { AppError } from '@app/kernel';
import { isOpen, type OpenOptions } from '../auth/is-open';
import type { HttpOptions } from '../http-options';

const LOOPBACK_NAME = /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Tells whether a browser page of this origin may call. */
export type OriginCheck = (origin: string | undefined) => AppError | undefined;

/**
 * While no key is demanded, whoever reaches the loopback address may use the server, so pages of other sites must
 * not: a site that lets its own name resolve to 127.0.0.1 (DNS rebinding) passes every other check. Browsers name the
 * page in `Origin` with each POST; it must be a page of this machine or an allowed origin. With keys the key decides.
 */
export function createOriginCheck(options: OpenOptions & Pick<HttpOptions, 'corsOrigins'>): OriginCheck {
  if (!isOpen(options)) return () => undefined;
  const allowed = new Set(options.corsOrigins);
  return (origin) => {
    if (origin === undefined || allowed.has(origin) || isLoopback(origin)) return undefined;
    return new AppError('forbidden', 'Web pages of other origins may not call this server. Add them to CORS_ORIGINS.');
  };
}

function isLoopback(origin: string): boolean {
  return URL.canParse(origin) && LOOPBACK_NAME.test(new URL(origin).hostname);
}
