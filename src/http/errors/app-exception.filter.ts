import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorResponder } from './error-responder';

/** Hands everything that Nest or Fastify caught to the {@link ErrorResponder}. */
@Catch()
export class AppExceptionFilter implements ExceptionFilter {
  constructor(private readonly errors: ErrorResponder) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.errors.answer(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
