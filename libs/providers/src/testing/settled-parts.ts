import type { StreamPart } from '@app/model';

/**
 * What a reader of a reply ends up with: neighbouring pieces of one text joined, only the last usage kept. Two replies with
 * equal settled parts say the same.
 */
export function settledParts(parts: readonly StreamPart[]): StreamPart[] {
  const out: StreamPart[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.type === 'text-delta' && last?.type === 'text-delta') last.text += part.text;
    else if (part.type === 'reasoning-delta' && last?.type === 'reasoning-delta') last.text += part.text;
    else if (part.type === 'tool-call-delta' && last?.type === 'tool-call-delta' && part.index === last.index) {
      last.argumentsText += part.argumentsText;
    } else out.push({ ...part });
  }
  const lastUsage = out.findLast((part) => part.type === 'usage');
  return out.filter((part) => part.type !== 'usage' || part === lastUsage);
}
