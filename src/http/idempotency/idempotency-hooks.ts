import type { IdempotencyStore } from '@app/idempotency';
import { AppError } from '@app/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../auth/principal-of';
import { ERROR_MESSAGE } from '../errors/error-message';
import { onClientGone } from '../client-abort';
import { fingerprintOf, hashesOf, IdempotentAttempt, outcomeOf } from './idempotent-request';

const RENEW_EVERY_MS = 15_000;
const EXPIRE_EVERY_MS = 600_000;
const RETRY_AFTER_MS = 1_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** The right of a request with an Idempotency-Key to happen; null without a key. */
    idempotentAttempt: IdempotentAttempt | null;
  }
}

/**
 * `Idempotency-Key` on the routes that declare it (`@Idempotent()`): the first request with a key happens, the same one again gets
 * the outcome of the first. Only outcomes that ended well are kept; after any other the key is free. The hooks hang on those routes
 * alone, so no other pays for them.
 */
export function addIdempotency(instance: FastifyInstance, store: IdempotencyStore): void {
  const running = new Set<IdempotentAttempt>();
  instance.addHook('onRoute', (route) => {
    if (route.config?.idempotent === undefined) return;
    route.preHandler = [
      ...[route.preHandler ?? []].flat(),
      (request: FastifyRequest, reply: FastifyReply) => claim(store, running, request, reply),
    ];
    route.onSend = [...[route.onSend ?? []].flat(), settle];
  });
  const timers = [
    setInterval(() => void renew(store, running), RENEW_EVERY_MS).unref(),
    setInterval(() => void store.expire().catch(() => 0), EXPIRE_EVERY_MS).unref(),
  ];
  instance.addHook('onClose', (_instance, done) => {
    for (const timer of timers) clearInterval(timer);
    done();
  });
}

async function claim(
  store: IdempotencyStore,
  running: Set<IdempotentAttempt>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return undefined;
  const owner = principalOf(request);
  const result = await store.claim({ owner, ...hashesOf(request, key), fingerprint: fingerprintOf(request) });
  switch (result.type) {
    case 'claimed': {
      const attempt = new IdempotentAttempt(store, result.claim, (over) => running.delete(over));
      running.add(attempt);
      request.idempotentAttempt = attempt;
      // An answer that nobody waits for any more is not always handed to the hook below.
      onClientGone(reply.raw, () => {
        if (!attempt.isHandedOver) setImmediate(() => void attempt.release());
      });
      return undefined;
    }
    case 'done': {
      const { status, headers, body } = result.outcome;
      return reply.code(status).headers(headers).header('Idempotent-Replayed', 'true').send(body);
    }
    case 'in_flight':
      throw new AppError('idempotency_in_flight', ERROR_MESSAGE.idempotency_in_flight, {
        retryable: true,
        retryAfterMs: RETRY_AFTER_MS,
      });
    case 'other_request':
      throw new AppError('idempotency_key_reused', ERROR_MESSAGE.idempotency_key_reused, { param: 'Idempotency-Key' });
  }
}

/** Keeps the outcome before the client has it: a client that is told something is told the same again. */
async function settle(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const { idempotentAttempt: attempt } = request;
  if (attempt !== null && !attempt.isHandedOver) await attempt.complete(outcomeOf(reply, payload));
  return payload;
}

async function renew(store: IdempotencyStore, running: ReadonlySet<IdempotentAttempt>): Promise<void> {
  try {
    await store.renew([...running].map((attempt) => attempt.claim));
  } catch {
    // The database is away; leases outlast two such rounds.
  }
}
