import type { ErrorCode } from '@app/contracts';

/**
 * The HTTP status of every error code. What the client can mend is below 500, and its message is shown; a provider that
 * refuses a request (`provider_rejected`, `content_filtered`) will refuse it again, so it is the client's to change.
 */
export const ERROR_STATUS = {
  invalid_json: 400,
  invalid_request: 400,
  invalid_parameter: 400,
  missing_parameter: 400,
  unknown_parameter: 400,
  unsupported_parameter: 400,
  unsupported_media_type: 415,
  payload_too_large: 413,
  headers_too_large: 431,
  uri_too_long: 414,
  misdirected_request: 421,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  expectation_failed: 417,
  request_timeout: 408,
  unauthenticated: 401,
  forbidden: 403,
  conflict: 409,
  rate_limited: 429,
  model_not_found: 404,
  model_not_configured: 400,
  reasoning_unsupported: 400,
  context_length_exceeded: 400,
  content_filtered: 400,
  provider_auth_failed: 502,
  provider_rate_limited: 429,
  provider_rejected: 400,
  provider_overloaded: 503,
  provider_unavailable: 502,
  provider_timeout: 504,
  provider_invalid_response: 502,
  request_cancelled: 499,
  overloaded: 503,
  shutting_down: 503,
  internal_error: 500,
} as const satisfies Record<ErrorCode, number>;
