import type { Estimate } from '../statistics/interval';
import type { Share } from './share';

/** What stands where a figure is not known. */
export const UNKNOWN = '–';

/** `87.4 %`, of a share from 0 to 1. */
function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** `87.4 % [84.2, 90.1]`. */
export function shareWithInterval({ estimate }: Share): string {
  return estimate === undefined ? UNKNOWN : `${percent(estimate.value)} ${interval(estimate, 100)}`;
}

/** `3.2 %`; `0` for none. */
export function shortShare({ count, estimate }: Share): string {
  if (estimate === undefined) return UNKNOWN;
  return count === 0 ? '0' : percent(estimate.value);
}

/** `+15.2 [+11.0, +19.4]`, in points. */
export function pointsWithInterval(estimate: Estimate | undefined): string {
  if (estimate === undefined) return UNKNOWN;
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;
  return `${signed(estimate.value)} [${signed(estimate.lower)}, ${signed(estimate.upper)}]`;
}

/** `4.21 [4.05, 4.36]`. */
export function scoreWithInterval(estimate: Estimate | undefined): string {
  if (estimate === undefined) return UNKNOWN;
  return `${estimate.value.toFixed(2)} [${estimate.lower.toFixed(2)}, ${estimate.upper.toFixed(2)}]`;
}

/** `[84.2, 90.1]`. */
function interval({ lower, upper }: Estimate, scale: number): string {
  return `[${(lower * scale).toFixed(1)}, ${(upper * scale).toFixed(1)}]`;
}

/** A count with three significant digits at least and no more decimals than it needs: `12,345`, `44.7`, `3.21`. */
export function amount(value: number | undefined): string {
  if (value === undefined) return UNKNOWN;
  const decimals = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** `$0.0123`: US dollars out of millionths. */
export function dollars(microUsd: number | undefined): string {
  if (microUsd === undefined) return UNKNOWN;
  const usd = microUsd / 1e6;
  return `$${usd.toFixed(usd === 0 || usd >= 100 ? 2 : usd >= 0.001 ? 4 : 6)}`;
}

/** `340 ms` or `12.5 s`. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return UNKNOWN;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 100_000 ? 1 : 0)} s`;
}

/** `0.032` or `< 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
