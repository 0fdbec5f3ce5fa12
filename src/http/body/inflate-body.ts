import { createGunzip } from 'node:zlib';
import type { Readable } from 'node:stream';
import { AppError } from '@app/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_MESSAGE } from '../errors/error-message';
import { isGzip } from '../request/body-headers';

/** Fastify compares this with the declared length. */
interface EncodedPayload extends Readable {
  receivedEncodedLength: number;
}

/**
 * A `preParsing` hook that inflates a gzip-encoded body while it comes in. What would grow over the limit is refused at
 * that point, and nothing more is inflated.
 */
export function inflateBody(limitBytes: number) {
  return (
    request: FastifyRequest,
    _reply: FastifyReply,
    payload: Readable,
    done: (error: Error | null, payload?: Readable) => void,
  ): void => {
    if (isGzip(request.headers)) done(null, inflate(payload, limitBytes));
    else done(null, payload);
  };
}

function inflate(encoded: Readable, limitBytes: number): EncodedPayload {
  const inflated = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
  let sizeBytes = 0;
  encoded.on('data', (chunk: Buffer) => (inflated.receivedEncodedLength += chunk.length));
  encoded.once('error', (error) => inflated.destroy(error));
  inflated.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes <= limitBytes) return;
    encoded.unpipe(inflated);
    inflated.destroy(new AppError('payload_too_large', ERROR_MESSAGE.payload_too_large));
  });
  inflated.once('error', () => encoded.unpipe(inflated).resume());
  return encoded.pipe(inflated);
}
