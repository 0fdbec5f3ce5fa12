import { formatMoney } from '../chat/format-cost';
import { countOf } from '../reasoning-view/format';
import { isUnpriced, type PricedCalls } from './priced-calls';

/** What calls cost; `–` where none has a price, and how many have none where some do. */
export function CostCell({ costMicroUsd, priced }: { costMicroUsd: number; priced: PricedCalls | undefined }) {
  if (priced === undefined || priced.unpricedCalls === 0) return formatMoney(costMicroUsd);
  if (isUnpriced(costMicroUsd, priced)) return '–';
  return (
    <>
      {formatMoney(costMicroUsd)}
      <small>{withoutPrice(priced)}</small>
    </>
  );
}

/** `3 calls without a price`. */
export function withoutPrice({ unpricedCalls }: PricedCalls): string {
  return `${countOf(unpricedCalls, 'call')} without a price`;
}
