import type { AppError, Principal } from '@app/kernel';
import type { FastifyRequest } from 'fastify';

/** Keeps those out who try one credential after another. */
export abstract class AuthAttempts {
  /** Why a request with a credential is refused before that is looked at; undefined when it is not. */
  abstract refusalFor(request: FastifyRequest): AppError | undefined;

  /** Takes note that a credential was refused with this error, and gives the error to answer. Never rejects. */
  abstract failed(request: FastifyRequest, error: AppError, credential: string): Promise<AppError>;
}

/** Where the pipeline asks, and whoever limits attempts enters. */
export class AuthGate {
  private attempts: AuthAttempts | undefined;
  private readonly listeners: ((request: FastifyRequest) => void)[] = [];
  private readonly forbiddenListeners: ((request: FastifyRequest, principal: Principal) => void)[] = [];

  limitBy(attempts: AuthAttempts): void {
    this.attempts = attempts;
  }

  /** As {@link AuthAttempts.refusalFor}; a request without a credential, or of a public route, guesses nothing. */
  refusalFor(request: FastifyRequest): AppError | undefined {
    if (this.attempts === undefined || request.route?.access === 'public' || !hasCredential(request)) return undefined;
    return this.attempts.refusalFor(request);
  }

  /** Tells of every request whose credential was none. The listener must not throw. */
  onFailure(listener: (request: FastifyRequest) => void): void {
    this.listeners.push(listener);
  }

  /** Tells of every request of a known caller who may not make it. The listener must not throw. */
  onForbidden(listener: (request: FastifyRequest, principal: Principal) => void): void {
    this.forbiddenListeners.push(listener);
  }

  /** To be called when a known caller is refused. */
  tellForbidden(request: FastifyRequest, principal: Principal): void {
    for (const listener of this.forbiddenListeners) listener(request, principal);
  }

  /** The error to answer, at once or when the attempt was noted. */
  note(request: FastifyRequest, refused: Refusal | Promise<Refusal>): Refusal | Promise<Refusal> {
    if (refused instanceof Promise) return refused.then((error) => this.note(request, error));
    const credential = refused?.code === 'unauthenticated' ? shownCredential(request) : undefined;
    return credential === undefined || refused === undefined ? refused : this.failed(request, refused, credential);
  }

  /** Why nobody at the address of a request may try a credential that is in its body; undefined when that may be tried. */
  refusalOfLogin(request: FastifyRequest): Refusal {
    return this.attempts?.refusalFor(request);
  }

  /** The error to answer when that credential was refused with an error. */
  failed(request: FastifyRequest, error: AppError, credential: string): AppError | Promise<AppError> {
    for (const listener of this.listeners) listener(request);
    return this.attempts?.failed(request, error, credential) ?? error;
  }
}

type Refusal = AppError | undefined;

/** What a request shows to be let in, as it stands in its headers; undefined when nothing. */
function shownCredential({ headers }: FastifyRequest): string | undefined {
  const { authorization, 'x-api-key': key } = headers;
  return authorization ?? (Array.isArray(key) ? key.join() : key);
}

function hasCredential(request: FastifyRequest): boolean {
  return shownCredential(request) !== undefined;
}
