import { createHash } from 'node:crypto';

/**
 * The items in an order that the seed and their ids decide, and nothing else: an item added or left out does not move the
 * others against each other. Ids must differ. O(n log n).
 */
export function seededOrder<T extends { id: string }>(items: readonly T[], seed: number): T[] {
  return items
    .map((item) => ({ item, place: placeOf(item.id, seed) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ item }) => item);
}

function placeOf(id: string, seed: number): string {
  return createHash('sha256').update(`${seed}\n${id}`).digest('hex');
}
