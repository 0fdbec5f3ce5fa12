import type { ErrorCode } from '@app/contracts';

/**
 * What a client is told when the error has no words of its own that may be shown: every error from 500 up, and what the
 * framework or the HTTP parser refuses.
 */
export const ERROR_MESSAGE = {
  invalid_json: 'The body is not valid JSON. Send one JSON document in UTF-8.',
  invalid_request: 'The request is malformed. Check its address, headers and body.',
  invalid_parameter: 'A parameter has a wrong value.',
  missing_parameter: 'A required parameter is missing.',
  unknown_parameter: 'The request holds a parameter that this route does not know. Remove it.',
  unsupported_parameter: 'A parameter is not supported by the chosen model.',
  unsupported_media_type: 'Send the body as `Content-Type: application/json` in UTF-8, plain or gzip-encoded.',
  payload_too_large: 'The body is larger than this server accepts. Send less.',
  headers_too_large: 'The headers are too large or too many. Send fewer or shorter ones.',
  uri_too_long: 'The address is too long. Send long values in the body.',
  misdirected_request: 'This server does not serve the host that the request names.',
  not_found: 'Nothing is served at this address. See /docs for the routes.',
  method_not_allowed: 'This address does not support the request method. The `Allow` header lists those it does.',
  not_acceptable: 'The `Accept` header allows none of the formats of this route. Send `Accept: application/json`.',
  expectation_failed: 'The `Expect` header asks for something this server does not do. Remove it.',
  request_timeout: 'The request did not arrive in time. Send it again.',
  unauthenticated: 'An API key is required. Send it as `Authorization: Bearer <key>`.',
  forbidden: 'The API key does not allow this.',
  conflict: 'The request conflicts with the current state.',
  rate_limited: 'Too many requests. Wait for as long as `Retry-After` says.',
  model_not_found: 'No model of this name is known. `GET /v1/models` lists those that are.',
  model_not_configured: 'The model has no provider key here. Choose another, or configure its provider.',
  reasoning_unsupported: 'The model cannot reason in the way that was asked for.',
  context_length_exceeded: "The messages are longer than the model's context window. Send fewer or shorter ones.",
  content_filtered: "The provider's content filter refused the request.",
  provider_auth_failed: "The provider refused this server's key. The operator must set a valid one.",
  provider_rate_limited: 'The provider limits how often it may be asked. Wait for as long as `Retry-After` says.',
  provider_rejected: 'The provider refused the request.',
  provider_overloaded: 'The provider is overloaded. Try again later, or choose another model.',
  provider_unavailable: 'The provider cannot be reached. Try again later, or choose another model.',
  provider_timeout: 'The provider did not answer in time. Try again, or choose another model.',
  provider_invalid_response: 'The provider sent an answer that cannot be read. Try again, or choose another model.',
  request_cancelled: 'The request was cancelled.',
  overloaded: 'The server is at its limit. Try again after `Retry-After`.',
  shutting_down: 'The server is shutting down. Try again in a moment.',
  internal_error: 'Something went wrong on the server. Quote the request id when you report it.',
} as const satisfies Record<ErrorCode, string>;
