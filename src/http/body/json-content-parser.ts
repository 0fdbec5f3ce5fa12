import { AppError } from '@app/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ERROR_MESSAGE } from '../errors/error-message';
import { parseJsonBody } from './parse-json-body';

/** Makes strict JSON the only body the app can read. Any other media type is answered 415, unless there is no body. */
export function addJsonParser(instance: FastifyInstance, limitBytes: number): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: limitBytes },
    (_request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void) => {
      let value: unknown;
      try {
        value = parseJsonBody(body);
      } catch (error) {
        done(error as Error);
        return;
      }
      done(null, value);
    },
  );
  instance.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: limitBytes },
    (_request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void) => {
      if (body.length === 0) done(null, undefined);
      else done(new AppError('unsupported_media_type', ERROR_MESSAGE.unsupported_media_type));
    },
  );
}
