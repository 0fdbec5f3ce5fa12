import { AppError } from '@app/kernel';
import type { FastifyRequest } from 'fastify';

const SESSION_ID = /^[\x21-\x7e]{1,100}$/;

/** The session that a request of the OpenAI API is part of: its body has no place for it. Undefined: none. */
export function readSessionId({ headers }: FastifyRequest): string | undefined {
  const id = headers['x-session-id'];
  if (id === undefined) return undefined;
  if (typeof id === 'string' && SESSION_ID.test(id)) return id;
  throw new AppError('invalid_parameter', 'X-Session-Id must be 1 to 100 visible ASCII characters.', {
    param: 'X-Session-Id',
  });
}
