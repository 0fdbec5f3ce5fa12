import type { FastifyRequest } from 'fastify';

const LOOPBACK = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/;

/**
 * True when the browser came over HTTPS, to this server or to a proxy in front of it. A proxy that is not trusted cannot say so;
 * the origin that the browser names does, and who forges it only gets a cookie that plain HTTP will not carry.
 */
export function isOverHttps({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || headers.origin?.startsWith('https://') === true;
}

/** True when the other end of the connection is on this machine. */
export function isOverLoopback({ socket }: FastifyRequest): boolean {
  return LOOPBACK.test(socket.remoteAddress ?? '');
}
