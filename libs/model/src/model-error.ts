import { AppError, type AppErrorOptions } from '@app/kernel';
import type { ErrorCode } from '@app/contracts';

/** The codes a model call can fail with. */
export type ModelErrorCode = Extract<
  ErrorCode,
  | 'unsupported_parameter'
  | 'reasoning_unsupported'
  | 'context_length_exceeded'
  | 'content_filtered'
  | 'provider_auth_failed'
  | 'provider_rate_limited'
  | 'provider_rejected'
  | 'provider_overloaded'
  | 'provider_unavailable'
  | 'provider_timeout'
  | 'provider_invalid_response'
  | 'request_cancelled'
>;

/** What a {@link ModelError} may carry beside its code and message. */
export interface ModelErrorOptions extends AppErrorOptions {
  /** Name of the provider that failed. */
  provider: string;
  /** The provider's HTTP status, where there was one. */
  upstreamStatus?: number;
}

/** A model call failed. `retryable` says whether the same call may succeed on another try or another provider. */
export class ModelError extends AppError {
  declare readonly code: ModelErrorCode;
  readonly provider: string;
  readonly upstreamStatus: number | undefined;

  constructor(code: ModelErrorCode, message: string, options: ModelErrorOptions) {
    super(code, message, options);
    this.provider = options.provider;
    this.upstreamStatus = options.upstreamStatus;
  }
}
