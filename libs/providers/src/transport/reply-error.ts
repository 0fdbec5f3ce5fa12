import { isJsonObject, SystemClock, type Clock } from '@app/kernel';
import { ModelError, type ModelErrorCode, type ModelErrorOptions } from '@app/model';
import type { ReplyHeaders } from './http-call';
import { describeErrorBody, type ErrorDescription } from './error-description';
import { retryAfterMs } from './retry-after';

/** A reply that is no answer. */
export interface FailedReply {
  /** 0 when the failure was reported inside a stream. */
  status: number;
  headers: ReplyHeaders;
  /** Parsed, or undefined when it was not JSON. */
  body: unknown;
}

interface Verdict {
  code: ModelErrorCode;
  /** Completes the sentence "The provider … ". */
  what: string;
  retryable?: true;
}

const CONTEXT: Verdict = {
  code: 'context_length_exceeded',
  what: "refused the request because it does not fit the model's context window; shorten the messages or lower the reply's token limit",
};
const FILTERED: Verdict = {
  code: 'content_filtered',
  what: 'refused the request because of its content rules; rephrase the request',
};
const AUTH: Verdict = {
  code: 'provider_auth_failed',
  what: 'refused our key; set a valid key with access to the model',
};
const QUOTA: Verdict = {
  code: 'provider_rate_limited',
  what: 'has no quota left for our account; add credit or use another provider',
};
const RATE: Verdict = {
  code: 'provider_rate_limited',
  what: 'limits how often it may be called; try again later',
  retryable: true,
};
const OVERLOADED: Verdict = { code: 'provider_overloaded', what: 'is overloaded; try again later', retryable: true };
const UNAVAILABLE: Verdict = {
  code: 'provider_unavailable',
  what: 'failed on its side; try again, or use another provider',
  retryable: true,
};
const NO_MODEL: Verdict = {
  code: 'provider_rejected',
  what: 'does not know the model or the address; check the model name and the base URL',
};
const REJECTED: Verdict = {
  code: 'provider_rejected',
  what: 'refused the request; check that the model supports every parameter of it',
};
const REDIRECT: Verdict = {
  code: 'provider_invalid_response',
  what: 'answered with a redirect, which is not followed; set its base URL to the final address',
};
const NO_ANSWER: Verdict = {
  code: 'provider_invalid_response',
  what: 'answered with something that is no reply of its API; check its base URL',
};

/**
 * The typed error of a reply that is no answer: by the provider's own error code first, then by status. Message and cause
 * are ours; of the provider's text only well-known words survive.
 */
export function modelErrorOfReply(provider: string, reply: FailedReply, clock: Clock = new SystemClock()): ModelError {
  const description = describeErrorBody(reply.body);
  const verdict = verdictOf(reply.status, description);
  const options: ModelErrorOptions = {
    provider,
    retryable: verdict.retryable ?? false,
    cause: new Error(`status ${reply.status}, read as ${description.kind}`),
  };
  if (verdict === REJECTED && description.param !== undefined) options.param = description.param;
  if (reply.status !== 0) options.upstreamStatus = reply.status;
  const waitMs = verdict.retryable === true ? retryAfterMs(reply.headers, clock) : undefined;
  if (waitMs !== undefined) options.retryAfterMs = waitMs;
  const said = saidBy(reply.status, description);
  return new ModelError(verdict.code, `The provider ${provider} ${verdict.what}${said}.`, options);
}

/** What tells the operator more than our own words: the status, and the provider's word for the error. */
function saidBy(status: number, { word }: ErrorDescription): string {
  const facts = [...(status === 0 ? [] : [`HTTP ${status}`]), ...(word === undefined ? [] : [word])];
  return facts.length === 0 ? '' : ` (${facts.join(', ')})`;
}

/** The typed error of a failure that was reported inside a stream: the whole event, or the error object of it. */
export function modelErrorOfEvent(provider: string, event: unknown): ModelError {
  const body = isJsonObject(event) && event['error'] !== undefined ? event : { error: event };
  return modelErrorOfReply(provider, { status: 0, headers: {}, body });
}

function verdictOf(replyStatus: number, error: ErrorDescription): Verdict {
  const refused = replyStatus === 401 || replyStatus === 403 || replyStatus === 429;
  if (error.kind === 'context' && !refused) return CONTEXT;
  if (error.kind === 'filter') return FILTERED;
  // An error inside a stream, or inside a reply of status 200, brings its status along if it has one.
  const status = replyStatus >= 300 ? replyStatus : (error.status ?? 0);
  if (status === 0) return byKind(replyStatus, error);
  if (status < 400) return status >= 300 ? REDIRECT : NO_ANSWER;
  if (status === 401 || status === 403) return AUTH;
  if (status === 402) return QUOTA;
  if (status === 404) return NO_MODEL;
  if (status === 408) return UNAVAILABLE;
  if (status === 429) return error.kind === 'quota' ? QUOTA : RATE;
  if (status === 503 || status === 529) return OVERLOADED;
  if (status >= 500) return error.kind === 'overloaded' ? OVERLOADED : UNAVAILABLE;
  return error.kind === 'model' ? NO_MODEL : REJECTED;
}

function byKind(replyStatus: number, error: ErrorDescription): Verdict {
  switch (error.kind) {
    case 'auth':
      return AUTH;
    case 'quota':
      return QUOTA;
    case 'rate':
      return RATE;
    case 'overloaded':
      return OVERLOADED;
    case 'model':
      return NO_MODEL;
    case 'rejected':
      return REJECTED;
    case 'context':
      return CONTEXT;
    case 'filter':
      return FILTERED;
    case 'failed':
      return UNAVAILABLE;
    case 'none':
      return replyStatus === 0 ? UNAVAILABLE : NO_ANSWER;
  }
}
