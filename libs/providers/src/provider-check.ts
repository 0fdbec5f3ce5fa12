import type { ProviderState } from '@app/contracts';
import { SystemClock } from '@app/kernel';
import { ModelError } from '@app/model';
import { anthropicHeaders } from './anthropic/anthropic-headers';
import type { CallTimeouts } from './providers-config';
import { bearerHeaders } from './transport/bearer-headers';
import type { ProviderConnection } from './transport/provider-connection';

/** Longest time of one check, milliseconds. */
const CHECK_LIMIT_MS = 10_000;

const LIMITS: CallTimeouts = {
  connectMs: CHECK_LIMIT_MS,
  firstTokenMs: CHECK_LIMIT_MS,
  idleMs: CHECK_LIMIT_MS,
  totalMs: CHECK_LIMIT_MS,
};

/** What asking one provider brought. Holds no key, no address and nothing the provider wrote. */
export interface ProviderCheck {
  provider: string;
  /** `unknown`: it was reached, and its answer says neither (no list of models, too many requests, no JSON). */
  result: ProviderState | 'unknown';
  /** From the request to the end of the reply, whole milliseconds. */
  latencyMs: number;
  /** When the check ended, epoch milliseconds. */
  checkedAt: number;
}

/**
 * Asks a provider for its list of models, which costs no tokens, and waits at most 10 s. Every failure is a
 * result, except the caller's abort: then it throws the `ModelError` `request_cancelled`.
 */
export async function checkProvider(connection: ProviderConnection, signal: AbortSignal): Promise<ProviderCheck> {
  const clock = connection.clock ?? new SystemClock();
  const began = clock.monotonicMs();
  const result = await resultOf(connection, signal);
  const latencyMs = Math.round(clock.monotonicMs() - began);
  return { provider: connection.provider, result, latencyMs, checkedAt: clock.now() };
}

async function resultOf(connection: ProviderConnection, signal: AbortSignal): Promise<ProviderCheck['result']> {
  const { provider, baseUrl, transport } = connection;
  const headers = provider === 'anthropic' ? anthropicHeaders(connection) : bearerHeaders(connection);
  try {
    await transport.getJson({
      provider,
      url: `${baseUrl}/models`,
      headers: { ...headers, ...connection.headers },
      timeouts: LIMITS,
      signal,
    });
    return 'ok';
  } catch (error) {
    if (!(error instanceof ModelError) || error.code === 'request_cancelled') throw error;
    return resultOfError(error);
  }
}

function resultOfError({ code }: ModelError): ProviderCheck['result'] {
  switch (code) {
    case 'provider_auth_failed':
      return 'key_refused';
    case 'provider_unavailable':
    case 'provider_overloaded':
    case 'provider_timeout':
      return 'unreachable';
    default:
      return 'unknown';
  }
}
