import type { FastifyRequest } from 'fastify';
import { clientAddress } from '../http/request/client-address';
import type { ActOrigin } from './conversation-acts';

/** Where the act of a request comes from. */
export function originOf(request: FastifyRequest): ActOrigin {
  return { clientAddress: clientAddress(request), requestId: request.id };
}
