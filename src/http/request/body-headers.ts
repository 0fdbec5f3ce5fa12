import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@app/kernel';
import { ERROR_MESSAGE } from '../errors/error-message';

const JSON_TYPE = /^application\/json(?:\s*;\s*charset\s*=\s*"?utf-?8"?)?\s*;?\s*$/i;
const ENCODINGS = new Set(['', 'identity', 'gzip', 'x-gzip']);

/**
 * Checks how a body is sent before a byte of it is read: JSON in UTF-8 (RFC 8259, section 8.1), plain or gzip-encoded
 * once. Without a body the type means nothing: there are clients that name one all the same.
 */
export function checkBodyHeaders(headers: IncomingHttpHeaders): AppError | undefined {
  const type = headers['content-type'];
  if (!(type !== undefined && isJson(type)) && hasBody(headers)) return unsupported();
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !ENCODINGS.has(encoding.trim().toLowerCase())) return unsupported();
  return undefined;
}

/** True when the body must be inflated before it is parsed. */
export function isGzip(headers: IncomingHttpHeaders): boolean {
  const encoding = headers['content-encoding'];
  return encoding !== undefined && encoding.toLowerCase().includes('gzip');
}

function isJson(type: string): boolean {
  return type === 'application/json' || JSON_TYPE.test(type);
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0);
}

function unsupported(): AppError {
  return new AppError('unsupported_media_type', ERROR_MESSAGE.unsupported_media_type);
}
