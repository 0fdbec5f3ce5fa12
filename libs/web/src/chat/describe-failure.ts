import type { ApiFailure } from '../api/api-failure';

/** A failure in words, and what helps. */
export interface FailureText {
  title: string;
  text: string;
  /** What else to do. Absent when the text says it all. */
  advice: string | undefined;
}

/** A title, and what to do where only the code is known: of a stored failure neither message nor request id is kept. */
const WORDS: Record<ApiFailure['code'], readonly [title: string, advice: string]> = {
  unreachable: ['The server is not reachable', 'Check that it runs, then retry.'],
  interrupted: ['The connection was lost', 'Retry: the question is still here.'],
  unreadable: ['The answer cannot be read', 'Retry; a proxy between this page and the server may be in the way.'],

  invalid_json: ['The request cannot be read', 'Reload the page, then retry.'],
  invalid_request: ['The request is malformed', 'Reload the page, then retry.'],
  invalid_parameter: ['A value is not allowed', 'Change what was asked for, then retry.'],
  missing_parameter: ['Something is missing', 'Fill in what is missing, then retry.'],
  unknown_parameter: ['The server does not know this request', 'Reload the page: the server may have another version.'],
  unsupported_parameter: ['The model cannot do this', 'Choose another strategy, effort or model, then retry.'],
  unsupported_media_type: ['The server does not take this kind of data', 'Reload the page, then retry.'],
  payload_too_large: ['Too long for the server', 'Ask a shorter question, or have BODY_LIMIT raised.'],
  headers_too_large: ['The browser sends too much', 'Delete the cookies of this site, then retry.'],
  uri_too_long: ['The address is too long', 'Search for fewer words.'],
  misdirected_request: ['Not the address of this server', 'Open the page by a name that ALLOWED_HOSTS lists.'],
  not_found: ['It is not there', 'It may have been deleted: reload the page.'],
  method_not_allowed: ['The server does not do this', 'Reload the page: the server may have another version.'],
  not_acceptable: ['The server has no such format', 'Reload the page: the server may have another version.'],
  expectation_failed: [
    'The server does not do this',
    'Retry; a proxy between this page and the server may be in the way.',
  ],
  request_timeout: ['The request took too long to arrive', 'Check the connection, then retry.'],
  request_cancelled: ['The answer was ended', 'It was cancelled, or its conversation was deleted. Retry to ask again.'],

  unauthenticated: ['Sign in first', 'Sign in with an API key, then retry.'],
  forbidden: ['Not allowed', 'Ask whoever runs this server for the right to do this.'],
  conflict: ['This does not fit what is there now', 'Reload the page to see how things stand.'],
  version_conflict: ['Changed elsewhere', 'Reload the page to see the conversation as it is now.'],
  stream_gone: ['The stream has ended', 'Reload the page to see what was answered.'],
  idempotency_key_reused: ['Already asked in other words', 'Retry: it is asked anew.'],
  idempotency_in_flight: ['Already being answered', 'Wait until that is done.'],
  cache_miss: ['No stored answer', 'Only a stored one was asked for. Choose another cache mode below, then retry.'],
  session_limit_reached: ['Too many open sessions', 'End one on the Limits page, then retry.'],
  session_ended: ['The session has ended', 'Sign in again, or retry without it.'],
  rate_limited: ['Too many requests', 'Wait a moment, then retry.'],
  budget_exceeded: ['The budget is used up', 'Choose a cheaper model or less effort, or wait until the budget resets.'],

  model_not_found: ['No such model', 'Choose another model below, then retry.'],
  model_not_configured: ['The model has no key', 'Choose another model, or set its key and start the server again.'],
  reasoning_unsupported: ['The model cannot reason like this', 'Choose another strategy or model, then retry.'],
  context_length_exceeded: [
    'Too long for the model',
    'Start a new conversation, or choose a model with a larger context.',
  ],
  content_filtered: ['The provider’s filter refused', 'Put the question in other words.'],

  provider_auth_failed: [
    'The provider refused the key',
    'Have the key in the server settings checked, or choose another model.',
  ],
  provider_rate_limited: ['The provider is at its limit', 'Wait a moment, then retry, or choose another model.'],
  provider_rejected: [
    'The provider refused the request',
    'Retrying will not help: choose another model, strategy or effort.',
  ],
  provider_overloaded: ['The provider is overloaded', 'Retry in a moment, or choose another model.'],
  provider_unavailable: [
    'The provider failed',
    'It is out of reach, had an error of its own or broke off. Retry in a moment, or choose another model.',
  ],
  provider_timeout: ['The provider took too long', 'Retry, or choose another model.'],
  provider_invalid_response: [
    'The provider’s answer cannot be read',
    'It was broken or not complete. Retry, or choose another model.',
  ],

  storage_unavailable: ['The database is not reachable', 'Retry in a moment; the health page says what is wrong.'],
  audit_unavailable: ['The audit trail cannot be written', 'Nothing was done. Retry in a moment, or tell an operator.'],
  overloaded: ['The server is busy', 'Wait a moment, then retry.'],
  shutting_down: ['The server is restarting', 'Wait a moment, then retry.'],
  internal_error: ['The server made a mistake', 'Retry; if it happens again, have the log of the server read.'],
};

/** What to tell a person whose request failed. The server says in its message what to do; what it does not know, we add. */
export function describeFailure({ code, message, details: { retryAfterMs } }: ApiFailure): FailureText {
  const advice =
    retryAfterMs === undefined ? undefined : `The server asks to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
  return { title: titleOf(code), text: message, advice };
}

/** What went wrong, in a few words. */
export function titleOf(code: ApiFailure['code']): string {
  return wordsOf(code)[0];
}

/** What to do about a failure of which only the code is known. */
export function adviceFor(code: ApiFailure['code']): string {
  return wordsOf(code)[1];
}

/** A newer server may have a code that this page does not know. */
function wordsOf(code: ApiFailure['code']): readonly [title: string, advice: string] {
  return Object.hasOwn(WORDS, code) ? WORDS[code] : ['The request failed', 'Retry, or reload the page.'];
}
