/** `free`, `$0.000012`, `$0.0031`, `$1.25`. */
export function formatCost(costMicroUsd: number): string {
  if (costMicroUsd === 0) return 'free';
  const usd = costMicroUsd / 1_000_000;
  if (usd >= 1) return `$${usd.toFixed(2)}`;
  return `$${usd.toPrecision(2).includes('e') ? usd.toFixed(8) : usd.toPrecision(2)}`;
}

/** As {@link formatCost}, for sums: `$0` in place of `free`. */
export function formatMoney(microUsd: number): string {
  return microUsd === 0 ? '$0' : formatCost(microUsd);
}
