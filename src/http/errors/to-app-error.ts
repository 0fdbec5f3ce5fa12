import { isError } from './is-error';
import type { ErrorCode } from '@app/contracts';
import { AppError } from '@app/kernel';
import { HttpException } from '@nestjs/common';
import { ERROR_MESSAGE } from './error-message';

/** What Fastify, Node and zlib refuse, by the `code` of their errors. */
const CODE_OF_FRAMEWORK_CODE = new Map<string, ErrorCode>([
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported_media_type'],
  ['FST_ERR_CTP_BODY_TOO_LARGE', 'payload_too_large'],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'invalid_request'],
  ['FST_ERR_BAD_URL', 'invalid_request'],
  ['FST_ERR_MAX_PARAM_LENGTH', 'uri_too_long'],
  ['ECONNRESET', 'request_cancelled'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'request_cancelled'],
]);

const CODE_OF_STATUS = new Map<number, ErrorCode>([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [405, 'method_not_allowed'],
  [406, 'not_acceptable'],
  [408, 'request_timeout'],
  [409, 'conflict'],
  [413, 'payload_too_large'],
  [414, 'uri_too_long'],
  [415, 'unsupported_media_type'],
  [417, 'expectation_failed'],
  [421, 'misdirected_request'],
  [429, 'rate_limited'],
  [431, 'headers_too_large'],
  [503, 'overloaded'],
]);

/**
 * Turns whatever was thrown into an {@link AppError}: our own errors stay, the refusals of Nest and Fastify get our code
 * and words (theirs repeat input), and anything else is an `internal_error` with the original as its cause.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  return new AppError(code, ERROR_MESSAGE[code], { cause: error });
}

function codeOf(error: unknown): ErrorCode {
  if (!isError(error)) return 'internal_error';
  const refusal = error instanceof HttpException && isError(error.cause) ? error.cause : error;
  return codeOfRefusal(refusal) ?? codeOfStatus(error instanceof HttpException ? error.getStatus() : 500);
}

/**
 * The code for an error with which Fastify refuses a request. Fastify gives each a status below 500, also those of the
 * streams that it reads a body from. The same error of another connection (a database, a provider) has none.
 */
function codeOfRefusal(error: Error): ErrorCode | undefined {
  if (!('statusCode' in error) || typeof error.statusCode !== 'number' || error.statusCode >= 500) return undefined;
  const frameworkCode = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return CODE_OF_FRAMEWORK_CODE.get(frameworkCode) ?? codeOfStatus(error.statusCode);
}

function codeOfStatus(status: number): ErrorCode {
  return CODE_OF_STATUS.get(status) ?? (status >= 400 && status < 500 ? 'invalid_request' : 'internal_error');
}
