import type { Principal } from '@app/kernel';
import type { FastifyRequest } from 'fastify';

/** Who a request acts for. Throws an Error on a public route, where that is not known: a mistake of the program. */
export function principalOf({ principal }: FastifyRequest): Principal {
  if (principal === null) throw new Error('A public route has no principal.');
  return principal;
}
