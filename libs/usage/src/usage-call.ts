import type { ModelUsage } from '@app/model';

/** A call of a model at a provider, before it is made. */
export interface UsageCall {
  /** `call_…`, ordered by time. */
  readonly id: string;
  readonly organisationId: string;
  readonly userId: string;
  readonly keyId?: string | undefined;
  /** The answer that it is for; one answer may take several calls. */
  readonly turnId: string;
  readonly requestId: string;
  /** The API that asked. */
  readonly dialect: string;
  readonly strategy: string;
  readonly provider: string;
  /** Catalogue id. */
  readonly model: string;
  /** Epoch milliseconds. The day and month that it counts for. */
  readonly createdAt: number;
  /** The most that it can cost; 0 when the price is not known. */
  readonly reservedMicroUsd: number;
  /** What is charged when the process dies: the prompt. */
  readonly lost: { readonly costMicroUsd: number; readonly inputTokens: number };
}

/** How a call ended: with an answer, left by the reader, with an error, or with the death of the process. */
export type CallOutcome = 'success' | 'cancelled' | 'error' | 'lost';

/** What a call has cost. */
export interface Settlement {
  readonly outcome: CallOutcome;
  /** Tokens by kind, as the provider told them, or estimated. */
  readonly usage: ModelUsage;
  /** Undefined: the price is not known. */
  readonly costMicroUsd: number | undefined;
  /** Which price list it was reckoned with. */
  readonly priceVersion: string | undefined;
  /** True when the provider did not tell all that has a price. */
  readonly estimated: boolean;
  readonly errorCode?: string | undefined;
  /** Epoch milliseconds. */
  readonly settledAt: number;
}
