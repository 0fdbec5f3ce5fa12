/** `0.5 ms`, `12 ms`, `0.4 s`, `12 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${ms > 0 && ms < 0.95 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

/** `950`, `12.4k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en');
  return count < 999_500 ? `${trim(count / 1_000)}k` : `${trim(count / 1_000_000)}M`;
}

/** `1 step`, `3 steps`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function trim(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0).replace(/\.0$/, '');
}
