import { ERROR_CODES, ERROR_TYPES, type ErrorBody, type ErrorCode } from '@app/contracts';
import type { RawAnswer } from './raw-connection';

const KNOWN_FIELDS = ['type', 'code', 'message', 'param', 'currentVersion', 'sessions', 'requestId', 'docs'];

/** Asserts that an answer is our one error answer, whatever layer gave it. Returns the error. */
export function expectErrorAnswer(answer: RawAnswer | undefined): ErrorBody['error'] {
  if (answer === undefined) throw new Error('The connection ended without an answer.');
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  const { error } = JSON.parse(answer.body) as ErrorBody;
  expect(Object.keys(error).filter((field) => !KNOWN_FIELDS.includes(field))).toEqual([]);
  expect(ERROR_TYPES).toContain(error.type);
  expect(ERROR_CODES).toContain(error.code);
  expect(error.message).toMatch(/\S/);
  expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
  expect(error.requestId).toBe(answer.headers['x-request-id']);
  expect(error.docs).toBe(`docs/errors.md#${error.code}`);
  return error;
}

/** Asserts status and code of an error answer. Returns the error. */
export function expectError(answer: RawAnswer | undefined, status: number, code?: ErrorCode): ErrorBody['error'] {
  const error = expectErrorAnswer(answer);
  expect({ status: answer?.status, code: error.code }).toEqual({ status, code: code ?? error.code });
  return error;
}
