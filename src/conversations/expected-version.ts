import { AppError } from '@app/kernel';

const ETAG = /^"([1-9]\d{0,15})"$/;

/** The strong validator of a version (RFC 9110, section 8.8.3). */
export function etagOf({ version }: { version: number }): string {
  return `"${version}"`;
}

/**
 * The version that a change is meant for: that of `If-Match` or of the body. Undefined: any. Throws `invalid_parameter` for an
 * `If-Match` that names no version of ours, and when the two differ.
 */
export function expectedVersion(ifMatch: string | undefined, version: number | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return version;
  const [, digits] = ETAG.exec(ifMatch) ?? [];
  const named = Number(digits);
  if (digits === undefined || (version !== undefined && version !== named)) {
    throw new AppError('invalid_parameter', 'If-Match must be one ETag of this conversation, such as "3".', {
      param: 'If-Match',
    });
  }
  return named;
}
