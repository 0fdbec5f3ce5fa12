import { AppError } from '@app/kernel';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Fields that decide who is asking and what; a second one could be read differently by a proxy in front. */
const SINGLE_FIELDS = new Set([
  'host',
  'authorization',
  'x-api-key',
  'content-type',
  'content-encoding',
  'idempotency-key',
  'x-session-id',
]);

/**
 * Checks the header fields as they came, in one pass over Node's flat name-value list: their number, and that the
 * deciding ones come once. Node's parser has refused line breaks, bad names and conflicting lengths before.
 */
export function checkHeaderFields(rawHeaders: readonly string[], maxCount: number): AppError | undefined {
  if (rawHeaders.length > maxCount * 2) {
    return new AppError('headers_too_large', 'The request has too many header fields.');
  }
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (!SINGLE_FIELDS.has(name)) continue;
    if (seen.includes(name)) {
      return new AppError('invalid_request', 'A header field that may come once comes twice.');
    }
    seen.push(name);
    if (name === 'idempotency-key' && !IDEMPOTENCY_KEY.test(rawHeaders[index + 1] ?? '')) {
      return new AppError('invalid_parameter', 'Idempotency-Key must be 1 to 255 visible ASCII characters.', {
        param: 'Idempotency-Key',
      });
    }
  }
  return undefined;
}
