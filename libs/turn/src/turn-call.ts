import type { ModelUsage } from '@app/model';

/** What one call of a model for a turn has used, once it is over. */
export interface TurnCall {
  /** As the provider told it, or estimated. */
  readonly usage: ModelUsage;
  /** Millionths of a US dollar, whole. Undefined: the price is not known. */
  readonly costMicroUsd: number | undefined;
  /** True when the provider did not tell all that has a price. */
  readonly estimated: boolean;
}
