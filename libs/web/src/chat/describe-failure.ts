import type { ApiFailure } from '../api/api-failure';

/** A failure in words, and what helps. */
export interface FailureText {
  title: string;
  text: string;
  /** What else to do. Absent when the text says it all. */
  advice: string | undefined;
}

const UNKNOWN = ['Something went wrong', 'Retry; if it happens again, tell the id below.'] as const;

const ADVICE: Partial<Record<ApiFailure['code'], readonly [title: string, advice: string]>> = {
  unreachable: ['The server is not reachable', 'Check that it runs, then retry.'],
  interrupted: ['The connection was lost', 'Retry: the question is still here.'],
  unauthenticated: ['Sign in first', 'Sign in with an API key, then retry.'],
  forbidden: ['Not allowed', 'Ask whoever runs this server for the right to do this.'],
  rate_limited: ['Too many requests', 'Wait a moment, then retry.'],
  model_not_found: ['No such model', 'Choose another model below, then retry.'],
  model_not_configured: ['The model has no key', 'Choose another model, or set its key and start the server again.'],
  reasoning_unsupported: ['The model cannot do this', 'Choose another strategy or model, then retry.'],
  context_length_exceeded: [
    'Too long for the model',
    'Start a new conversation, or choose a model with a larger context.',
  ],
  content_filtered: ['The provider refused', 'Put the question in other words.'],
  provider_auth_failed: [
    'The provider refused the key',
    'Have the key in the server settings checked, or choose another model.',
  ],
  provider_rate_limited: ['The provider is at its limit', 'Wait a moment, then retry, or choose another model.'],
  provider_overloaded: ['The provider is overloaded', 'Retry in a moment, or choose another model.'],
  provider_unavailable: ['The provider is not reachable', 'Retry in a moment, or choose another model.'],
  provider_timeout: ['The provider took too long', 'Retry, or choose another model.'],
  storage_unavailable: ['The database is not reachable', 'Retry in a moment; the health page says what is wrong.'],
  version_conflict: ['Changed elsewhere', 'Reload the page to see the conversation as it is now.'],
  overloaded: ['The server is busy', 'Wait a moment, then retry.'],
  shutting_down: ['The server is restarting', 'Wait a moment, then retry.'],
};

/** What to tell a person whose request failed. The server says in its message what to do; what it does not know, we add. */
export function describeFailure({ code, message, details: { retryAfterMs } }: ApiFailure): FailureText {
  const [title] = ADVICE[code] ?? UNKNOWN;
  const advice =
    retryAfterMs === undefined ? undefined : `The server asks to wait ${Math.ceil(retryAfterMs / 1000)} s.`;
  return { title, text: message, advice };
}

/** What to do about a failure of which only the code is known. */
export function adviceFor(code: ApiFailure['code']): string {
  const [, advice] = ADVICE[code] ?? UNKNOWN;
  return advice;
}
