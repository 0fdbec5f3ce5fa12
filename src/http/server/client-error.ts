import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '@app/contracts';
import type { IdGenerator } from '@app/kernel';
import type { Logger } from '../logging/logger';
import { MethodNotAllowedError, type AllowedMethods } from '../request/allowed-methods';
import { answerRaw } from './raw-answer';

/** What Node's HTTP parser and its timers report. */
interface ParserError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

/** How such a request is answered. */
interface Refusal {
  code: ErrorCode;
  /** The header of this name. */
  allow?: string;
}

const CODE_OF_PARSER_CODE = new Map<string, ErrorCode>([
  ['HPE_HEADER_OVERFLOW', 'headers_too_large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'payload_too_large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request_timeout'],
]);

const REQUEST_LINE = /^[A-Z-]{1,32} ([!-~]{1,8000}) HTTP\/1\.[01]\r\n/;

/**
 * Answers what never became a request: malformed framing, oversized headers, a client that is too slow. Bad bytes that
 * follow a good request wait until that one is answered.
 */
export class ClientErrorHandler {
  private readonly latest = new WeakMap<Socket, ServerResponse>();
  private readonly refused = new WeakSet<Socket>();

  constructor(
    private readonly ids: IdGenerator,
    private readonly logger: Logger,
    private readonly methods: AllowedMethods,
  ) {}

  /** Remembers the newest answer of a connection. To be called for every request. */
  track(response: ServerResponse): void {
    this.latest.set(response.req.socket, response);
  }

  /** For the server's `clientError` event. */
  handle(error: ParserError, socket: Socket): void {
    if (this.refused.has(socket)) return;
    this.refused.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const pending = this.latest.get(socket);
    if (pending === undefined || pending.writableFinished) this.refuse(socket, this.refusalOf(error));
    else if (pending.req.complete) pending.once('close', () => this.refuse(socket, { code: 'invalid_request' }));
    else if (pending.headersSent) socket.destroy();
    else this.refuse(socket, this.refusalOf(error));
  }

  /** An unknown method is answered as a known one that the address does not take; what is no request line is no HTTP. */
  private refusalOf(error: ParserError): Refusal {
    const known = CODE_OF_PARSER_CODE.get(error.code ?? '');
    if (known !== undefined) return { code: known };
    const target = targetOf(error);
    if (target === undefined) return { code: 'invalid_request' };
    const refusal = this.methods.refusalFor(target);
    return { code: refusal.code, ...(refusal instanceof MethodNotAllowedError ? { allow: refusal.allow } : {}) };
  }

  private refuse(socket: Socket, { code, ...headers }: Refusal): void {
    const requestId = this.ids.next('req');
    this.logger.info({ requestId, code }, 'malformed request refused');
    answerRaw(socket, code, requestId, headers);
  }
}

/** The target of a request line that is good but for a method that nobody knows. Undefined for anything else, such as TLS. */
function targetOf({ code, rawPacket }: ParserError): string | undefined {
  if (code !== 'HPE_INVALID_METHOD') return undefined;
  return REQUEST_LINE.exec(rawPacket?.toString('latin1', 0, 8_200) ?? '')?.[1];
}
