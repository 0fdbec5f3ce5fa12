import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '@app/kernel';
import type { ErrorCode } from '@app/contracts';
import { toErrorBody } from '../errors/error-body';
import { ERROR_MESSAGE } from '../errors/error-message';
import { ERROR_STATUS } from '../errors/error-status';
import { BASE_HEADERS } from '../security/base-headers';
import { lingerBeforeClose } from './linger-before-close';

/**
 * Answers on the socket itself where there is no request to answer: what came is not HTTP. The body is the error body of
 * every other answer, and the connection ends.
 */
export function answerRaw(socket: Socket, code: ErrorCode, requestId: string, more: Record<string, string> = {}): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status = ERROR_STATUS[code];
  const body = JSON.stringify(toErrorBody(new AppError(code, ERROR_MESSAGE[code]), requestId));
  const headers = Object.entries({
    ...BASE_HEADERS,
    ...more,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestId,
    date: new Date().toUTCString(),
    connection: 'close',
  });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n${head}\r\n${body}`);
  lingerBeforeClose(socket);
  socket.destroySoon();
}
