import type { RouteAccess } from '../decorators/route-config';

/**
 * What kind of request a route takes, as far as limits go; each kind is counted by itself. `unlimited`: probes, metrics and pages,
 * which must answer whoever asks how often.
 */
export const LIMIT_CLASSES = ['chat', 'read', 'write', 'admin', 'login'] as const;

/** One of {@link LIMIT_CLASSES}. */
export type LimitClass = (typeof LIMIT_CLASSES)[number];

/** The class of a route that does not name one: administration by its policy, else reading or writing by its method. */
export function limitClassOf(access: RouteAccess, method: string): LimitClass {
  if (access !== 'public') {
    const isForAll = access.roles?.includes('user') ?? true;
    if (!isForAll || access.scope === 'operations' || access.scope === 'admin') return 'admin';
  }
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
