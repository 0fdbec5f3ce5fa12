import type { AppError } from '@app/kernel';
import type { FastifyRequest } from 'fastify';

/** Keeps those out who try one credential after another. */
export abstract class AuthAttempts {
  /** Why a request with a credential is refused before that is looked at; undefined when it is not. */
  abstract refusalFor(request: FastifyRequest): AppError | undefined;

  /** Takes note that the credential of a request was refused with this error, and gives the error to answer. Never rejects. */
  abstract failed(request: FastifyRequest, error: AppError): Promise<AppError>;
}

/** Where the pipeline asks, and whoever limits attempts enters. */
export class AuthGate {
  private attempts: AuthAttempts | undefined;

  limitBy(attempts: AuthAttempts): void {
    this.attempts = attempts;
  }

  /** As {@link AuthAttempts.refusalFor}; a request without a credential, or of a public route, guesses nothing. */
  refusalFor(request: FastifyRequest): AppError | undefined {
    if (this.attempts === undefined || request.route?.access === 'public' || !hasCredential(request)) return undefined;
    return this.attempts.refusalFor(request);
  }

  /** The error to answer, at once or when the attempt was noted. */
  note(request: FastifyRequest, error: AppError | undefined): AppError | undefined | Promise<AppError> {
    const isFailure = error?.code === 'unauthenticated' && this.attempts !== undefined && hasCredential(request);
    return isFailure ? this.attempts?.failed(request, error) : error;
  }
}

/** What a request shows to be let in, as it stands in its headers; undefined when nothing. */
export function shownCredential({ headers }: FastifyRequest): string | undefined {
  const { authorization, 'x-api-key': key } = headers;
  return authorization ?? (Array.isArray(key) ? key.join() : key);
}

function hasCredential(request: FastifyRequest): boolean {
  return shownCredential(request) !== undefined;
}
