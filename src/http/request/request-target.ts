import { AppError } from '@app/kernel';

/** Longest request target. RFC 9110, section 4.1, asks for at least 8,000 octets. */
const MAX_TARGET_LENGTH = 8_000;

const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)/i;

/** Checks the request target before it is routed: its length, and that it hides no NUL, which no store can hold. */
export function checkRequestTarget(target: string): AppError | undefined {
  if (target.length > MAX_TARGET_LENGTH) {
    return new AppError('uri_too_long', 'The address is too long. Send long values in the body.');
  }
  if (target.includes('%00')) return new AppError('invalid_request', 'The address holds a NUL character.');
  return undefined;
}

/**
 * The host that a request names: of the target in absolute form (RFC 9112, section 3.2.2: it outranks the header), else
 * of the `Host` header, which must be there in both cases.
 */
export function namedHost(target: string, hostHeader: string | undefined): string | undefined {
  if (target.startsWith('/')) return hostHeader;
  const authority = ABSOLUTE_FORM.exec(target)?.[1];
  return authority === undefined || hostHeader === undefined ? hostHeader : authority;
}
