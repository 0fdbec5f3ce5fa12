import { Authenticator, invalidCredential, isTokenText, type Identity } from '@app/identity';
import { AppError } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuthGate } from '../../http/auth/auth-attempts';
import { FixedKeys } from './fixed-keys';

/** Tells whose a key is that somebody logs in with. */
@Injectable()
export class KeyOwners {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly fixedKeys: FixedKeys,
    private readonly gate: AuthGate,
  ) {}

  /** Throws `unauthenticated`, in the same words whatever is wrong with the key, and what bounds the attempts throws. */
  async find(key: string, request: FastifyRequest): Promise<Identity> {
    const refusal = this.gate.refusalOfLogin(request);
    if (refusal !== undefined) throw refusal;
    const fixed = this.fixedKeys.find(key);
    if (fixed !== undefined) return { principal: fixed };
    try {
      if (isTokenText(key)) throw invalidCredential(); // a token is for programs, and ends too soon
      return await this.authenticator.identify(key, 'header');
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unauthenticated') throw error;
      throw await this.gate.failed(request, error, key);
    }
  }
}
