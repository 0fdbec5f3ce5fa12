import type { RouteAccess } from '../decorators/route-config';
import type { LimitClass } from './limit-class';

/** The class of a route that does not name one: administration by its policy, else reading or writing by its method. */
export function limitClassOf(access: RouteAccess, method: string): LimitClass {
  if (access !== 'public') {
    const isForAll = access.roles?.includes('user') ?? true;
    if (!isForAll || access.scope === 'operations' || access.scope === 'admin') return 'admin';
  }
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
