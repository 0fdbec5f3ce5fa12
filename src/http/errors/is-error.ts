import { isNativeError } from 'node:util/types';

/** True for every error: also of another realm (Node's own, where modules are sandboxed) and Fastify's non-native ones. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value);
}
