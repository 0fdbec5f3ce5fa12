import type { SessionInfo } from './session';

/**
 * Every error code the service can answer with. The list is closed: the HTTP status, the public type and the page in
 * docs/errors.md are each proven complete against it.
 */
export const ERROR_CODES = [
  'invalid_json',
  'invalid_request',
  'invalid_parameter',
  'missing_parameter',
  'unknown_parameter',
  'unsupported_parameter',
  'unsupported_media_type',
  'payload_too_large',
  'headers_too_large',
  'uri_too_long',
  'misdirected_request',
  'not_found',
  'method_not_allowed',
  'not_acceptable',
  'expectation_failed',
  'request_timeout',
  'unauthenticated',
  'forbidden',
  'conflict',
  'version_conflict',
  'stream_gone',
  'idempotency_key_reused',
  'idempotency_in_flight',
  'rate_limited',
  'cache_miss',
  'session_limit_reached',
  'session_ended',
  'budget_exceeded',
  'model_not_found',
  'model_not_configured',
  'reasoning_unsupported',
  'context_length_exceeded',
  'content_filtered',
  'provider_auth_failed',
  'provider_rate_limited',
  'provider_rejected',
  'provider_overloaded',
  'provider_unavailable',
  'provider_timeout',
  'provider_invalid_response',
  'storage_unavailable',
  'audit_unavailable',
  'request_cancelled',
  'overloaded',
  'shutting_down',
  'internal_error',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The coarse families of errors, in the words the official OpenAI SDKs know. */
export const ERROR_TYPES = [
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'conflict_error',
  'rate_limit_error',
  'provider_error',
  'overloaded_error',
  'api_error',
] as const;

/** One of {@link ERROR_TYPES}. */
export type ErrorType = (typeof ERROR_TYPES)[number];

/** The body of every error answer, from every layer and on every route. */
export interface ErrorBody {
  error: {
    type: ErrorType;
    code: ErrorCode;
    /** What was wrong and what to do. Never repeats input, keys, hosts or provider text. */
    message: string;
    /** The request field at fault, as a path such as `messages[0].content`. */
    param?: string;
    /** The version that is there now. Only with the code `version_conflict`. */
    currentVersion?: number;
    /** Those that take up all places, oldest first. Only with the code `session_limit_reached`. */
    sessions?: SessionInfo[];
    /** The same id as the `X-Request-Id` header. */
    requestId: string;
    /** Where the code is explained: a path in the repository with an anchor, such as `docs/errors.md#not_found`. */
    docs: string;
  };
}
