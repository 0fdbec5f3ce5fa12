import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger';

/** Lets Nest write through the program's logger. Its start-up chatter (every route, every module) goes to `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...more: unknown[]): void {
    this.logger.debug({ context: contextOf(more) }, asText(message));
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.logger.debug({ context: contextOf(more) }, asText(message));
  }

  verbose(message: unknown, ...more: unknown[]): void {
    this.logger.trace({ context: contextOf(more) }, asText(message));
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.logger.warn({ context: contextOf(more) }, asText(message));
  }

  error(message: unknown, ...more: unknown[]): void {
    this.logger.error({ context: contextOf(more), ...errorOf(message, more) }, asText(message));
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.logger.fatal({ context: contextOf(more), ...errorOf(message, more) }, asText(message));
  }
}

/** Nest passes the name of the class that logs as the last argument. */
function contextOf(more: unknown[]): string | undefined {
  const last = more.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? last : undefined;
}

function errorOf(message: unknown, more: unknown[]): { err?: Error } {
  const error = [message, ...more].find((value) => value instanceof Error);
  return error === undefined ? {} : { err: error };
}

/** Objects are not spelled out: Nest hands over whatever a caller logged, and that may be a request. */
function asText(message: unknown): string {
  if (message instanceof Error) return message.name;
  return typeof message === 'string' ? message : typeof message;
}
