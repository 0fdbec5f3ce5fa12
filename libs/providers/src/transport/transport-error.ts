import { ModelError } from '@app/model';
import type { CallTimeouts } from '../providers-config';
import type { DeadlineName } from './call-deadlines';

/** What is known of a reply that makes no sense. */
interface InvalidResponseDetail {
  status?: number;
  /** False where another try would fail the same way. Default true. */
  retryable?: boolean;
}

/** The provider's reply makes no sense. `what` completes the sentence "The provider … ". */
export function invalidResponse(provider: string, what: string, detail: InvalidResponseDetail = {}): ModelError {
  return new ModelError('provider_invalid_response', `The provider ${provider} ${what}.`, {
    provider,
    retryable: detail.retryable ?? true,
    ...(detail.status === undefined ? {} : { upstreamStatus: detail.status }),
  });
}

/** The reply does not end within what this server keeps of one. */
export function replyTooLarge(provider: string): ModelError {
  return invalidResponse(provider, 'sent a reply that is larger than this server accepts');
}

/** The caller gave up. */
export function cancelled(provider: string): ModelError {
  return new ModelError('request_cancelled', 'The request was cancelled by the client.', { provider });
}

/** A limit of the call passed. */
export function timedOut(provider: string, name: DeadlineName, timeouts: CallTimeouts): ModelError {
  const what: Record<DeadlineName, string> = {
    connect: `gave no connection within ${timeouts.connectMs} ms (connect timeout)`,
    'first token': `did not begin its reply within ${timeouts.firstTokenMs} ms (first token timeout)`,
    idle: `sent nothing for ${timeouts.idleMs} ms in the middle of its reply (idle timeout)`,
    total: `did not end its reply within ${timeouts.totalMs} ms (total timeout)`,
  };
  return new ModelError('provider_timeout', `The provider ${provider} ${what[name]}. Try again, or raise the limit.`, {
    provider,
    retryable: true,
  });
}

/**
 * What went wrong below HTTP. Errors of the network layer name hosts and may quote headers, so only their code is kept.
 */
export function modelErrorOfFault(provider: string, fault: unknown): ModelError {
  const code = codeOf(fault);
  const cause = new Error(code);
  if (code === 'UND_ERR_INVALID_ARG' || code === 'ERR_INVALID_URL') {
    const message = `The request to the provider ${provider} could not be built. Check its base URL, key and headers for spaces and line breaks.`;
    return new ModelError('provider_rejected', message, { provider, cause });
  }
  if (code.startsWith('HPE_') || code.startsWith('UND_ERR_HEADERS') || code.startsWith('UND_ERR_RES')) {
    const message = `The provider ${provider} answered with something that is not HTTP (${code}). Check its base URL.`;
    return new ModelError('provider_invalid_response', message, { provider, cause, retryable: true });
  }
  if (/CERT|ERR_TLS|ERR_SSL|EPROTO|ALTNAME/.test(code)) {
    const message = `No secure connection to the provider ${provider} could be made (${code}). Check its base URL and certificate.`;
    return new ModelError('provider_unavailable', message, { provider, cause });
  }
  const message = `The connection to the provider ${provider} failed (${code}). Try again; if it stays, check its base URL and that it is running.`;
  return new ModelError('provider_unavailable', message, { provider, cause, retryable: true });
}

function codeOf(fault: unknown): string {
  if (typeof fault !== 'object' || fault === null) return 'UNKNOWN';
  // undici leaves the code of its HTTP parser out for some faults.
  if ('name' in fault && fault.name === 'HTTPParserError') return 'HPE_INVALID';
  const code: unknown = 'code' in fault ? fault.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'UNKNOWN';
}
