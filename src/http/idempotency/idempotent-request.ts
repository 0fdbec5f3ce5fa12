import { createHash } from 'node:crypto';
import type { Claim, IdempotencyStore, Outcome } from '@app/idempotency';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../auth/principal-of';

/** Largest answer that is kept, bytes. The request of a larger one may have its effect again. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Headers that are a part of what happened. */
const KEPT_HEADERS = ['content-type', 'etag', 'location', 'x-conversation-id', 'content-disposition'] as const;

/** Headers of a request that change what it asks. */
const ASKING_HEADERS = ['x-conversation-id', 'if-match', 'cache-control'] as const;

/** A request with an Idempotency-Key that has the right to happen. Ends once, with an outcome or without. */
export class IdempotentAttempt {
  /** True when whoever works for the answer ends the attempt, and not the answer. */
  isHandedOver = false;
  private isOver = false;

  constructor(
    private readonly store: IdempotencyStore,
    readonly claim: Claim,
    private readonly onOver: (attempt: IdempotentAttempt) => void,
  ) {}

  /** Names the request over all its attempts, for what keeps its effect from happening twice. */
  get requestKey(): Buffer {
    return createHash('sha256').update(this.claim.key).update(this.claim.series).digest();
  }

  /** Keeps the outcome, or gives the key up when it is none that can be given again. Never rejects: the effect has happened. */
  async complete(outcome: Outcome): Promise<void> {
    const isKept = outcome.status >= 200 && outcome.status < 300 && outcome.body.length <= MAX_BODY_BYTES;
    await this.end(() => (isKept ? this.store.complete(this.claim, outcome) : this.store.release(this.claim)));
  }

  /** Gives the key up. Never rejects. */
  async release(): Promise<void> {
    await this.end(() => this.store.release(this.claim));
  }

  private async end(work: () => Promise<void>): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.onOver(this);
    try {
      await work();
    } catch {
      // The database is away: the claim ends by itself, and a retry is told to wait until then.
    }
  }
}

/** The hash that a request is kept under, and the one that its answer is sealed with: of the user, the route and the client's key. */
export function hashesOf(request: FastifyRequest, idempotencyKey: string): { key: Buffer; sealKey: Buffer } {
  const { organisationId, userId, keyId } = principalOf(request);
  const { url = '', config } = request.routeOptions;
  const credential = config.idempotent === 'credential' ? [keyId ?? null] : [];
  const parts = [organisationId, userId, `${request.method} ${url}`, idempotencyKey, ...credential];
  return { key: digest(parts), sealKey: digest(['seal', ...parts]) };
}

/** The hash of what a request asks: address, body, and the headers that change its meaning. */
export function fingerprintOf(request: FastifyRequest): Buffer {
  const headers = ASKING_HEADERS.map((name) => request.headers[name] ?? null);
  return digest([request.url, headers, request.body ?? null]);
}

/** An answer as it is kept. */
export function outcomeOf(reply: FastifyReply, payload: unknown): Outcome {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : '');
  return { status: reply.statusCode, headers: keptHeaders(reply), body };
}

/** The headers of an answer that are given again with it. */
export function keptHeaders(reply: FastifyReply): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return headers;
}

function digest(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest();
}
