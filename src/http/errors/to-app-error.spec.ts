import { AppError } from '@app/kernel';
import { BadRequestException, HttpException, NotFoundException, PayloadTooLargeException } from '@nestjs/common';
import fastify from 'fastify';
import { toErrorBody } from './error-body';
import { toAppError } from './to-app-error';

const { errorCodes } = fastify;

describe('turning any error into ours', () => {
  it('keeps our own', () => {
    const error = new AppError('conflict', 'Twice.');
    expect(toAppError(error)).toBe(error);
  });

  it.each([
    [new NotFoundException('Cannot GET /CANARY'), 'not_found'],
    [new PayloadTooLargeException('CANARY'), 'payload_too_large'],
    [new BadRequestException('CANARY'), 'invalid_request'],
    [new HttpException('CANARY', 418), 'invalid_request'],
    [new HttpException('CANARY', 503), 'overloaded'],
    [new HttpException('CANARY', 500), 'internal_error'],
    [new errorCodes.FST_ERR_BAD_URL('CANARY'), 'invalid_request'],
    [new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('CANARY'), 'unsupported_media_type'],
    [new HttpException('CANARY', 413, { cause: new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE() }), 'payload_too_large'],
    [Object.assign(new Error('CANARY'), { code: 'Z_DATA_ERROR', statusCode: 400 }), 'invalid_request'],
    [Object.assign(new Error('CANARY'), { code: 'ECONNRESET', statusCode: 400 }), 'request_cancelled'],
    [Object.assign(new Error('CANARY'), { code: 'ECONNRESET' }), 'internal_error'],
    [new Error('CANARY'), 'internal_error'],
    ['CANARY', 'internal_error'],
    [undefined, 'internal_error'],
  ])('%p is %s, in our words', (error, code) => {
    const known = toAppError(error);
    expect(known.code).toBe(code);
    expect(known.message).not.toContain('CANARY');
    expect(JSON.stringify(toErrorBody(error, 'req_1'))).not.toContain('CANARY');
  });
});

describe('the error body', () => {
  it('shows the message and parameter of what the client can mend', () => {
    const error = new AppError('invalid_parameter', 'temperature must not be greater than 2', { param: 'temperature' });
    expect(toErrorBody(error, 'req_1')).toEqual({
      error: {
        type: 'invalid_request_error',
        code: 'invalid_parameter',
        message: 'temperature must not be greater than 2',
        param: 'temperature',
        requestId: 'req_1',
        docs: 'docs/errors.md#invalid_parameter',
      },
    });
  });

  it('hides the message of what it cannot', () => {
    const { error } = toErrorBody(new AppError('provider_timeout', 'CANARY'), 'req_1');
    expect(error).toMatchObject({ type: 'provider_error', code: 'provider_timeout' });
    expect(error.message).not.toContain('CANARY');
  });
});
