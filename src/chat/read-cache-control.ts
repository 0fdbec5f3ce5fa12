import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@app/kernel';
import type { TurnCacheControl } from '@app/turn';

const MODES = ['default', 'bypass', 'refresh', 'only'] as const;
const MS_PER_SECOND = 1_000;

/**
 * What the headers of a request say about the cache: `X-Cache-Mode`, and of `Cache-Control` (RFC 9111, section 5.2.1) `no-store`,
 * `no-cache`, `max-age` and `only-if-cached`. Undefined when they say nothing. Throws `AppError` for a mode that does not exist.
 */
export function readCacheControl(headers: IncomingHttpHeaders): TurnCacheControl | undefined {
  const mode = headers['x-cache-mode'];
  const directives = headers['cache-control'];
  if (mode === undefined && directives === undefined) return undefined;
  const control = directives === undefined ? {} : readDirectives(directives);
  return mode === undefined ? control : { ...control, mode: readMode(mode) };
}

function readMode(text: string | string[]): (typeof MODES)[number] {
  const mode = MODES.find((known) => known === text);
  if (mode !== undefined) return mode;
  throw new AppError('invalid_parameter', `X-Cache-Mode must be one of ${MODES.join(', ')}.`, {
    param: 'X-Cache-Mode',
  });
}

/** Directives that are not known, and numbers that are none, are left out, as RFC 9111 wants it. */
function readDirectives(text: string): TurnCacheControl {
  const directives = new Map(
    text
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [name = '', value = ''] = part.split('=', 2);
        return [name.trim(), value.trim()];
      }),
  );
  if (directives.has('no-store')) return { mode: 'bypass' };
  const maxAge = /^"?(\d{1,10})"?$/.exec(directives.get('max-age') ?? '')?.[1];
  if (directives.has('no-cache') || Number(maxAge) === 0) return { mode: 'refresh' };
  return {
    ...(directives.has('only-if-cached') ? { mode: 'only' as const } : {}),
    ...(maxAge === undefined ? {} : { maxAgeMs: Number(maxAge) * MS_PER_SECOND }),
  };
}
