import type { StreamPart } from '@app/model';

/** A text cut into its code units. */
export function codeUnits(text: string): string[] {
  return Array.from({ length: text.length }, (_, i) => text.charAt(i));
}

/** The same parts with every text cut into single characters. */
export function splitTexts(parts: readonly StreamPart[]): StreamPart[] {
  return parts.flatMap((part): StreamPart[] =>
    part.type === 'text-delta' || part.type === 'reasoning-delta'
      ? codeUnits(part.text).map((text) => ({ ...part, text }))
      : [part],
  );
}

/** The same parts with neighbouring texts of one kind joined. */
export function joinTexts(parts: readonly StreamPart[]): StreamPart[] {
  const joined: StreamPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type === 'text-delta' && last?.type === 'text-delta') {
      joined[joined.length - 1] = { ...part, text: last.text + part.text };
    } else if (part.type === 'reasoning-delta' && last?.type === 'reasoning-delta' && part.id === last.id) {
      joined[joined.length - 1] = { ...part, text: last.text + part.text };
    } else joined.push(part);
  }
  return joined;
}
