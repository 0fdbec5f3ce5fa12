/** A cache of so many entries: tells for each key in turn whether it was there, and admits it. */
export type Policy = (capacity: number) => (key: string) => boolean;

/** Least recently used. A Map keeps the order of insertion. */
export const lru: Policy = (capacity) => {
  const entries = new Map<string, true>();
  return (key) => {
    const hit = entries.delete(key);
    entries.set(key, true);
    const [oldest] = entries.keys();
    if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
    return hit;
  };
};

const SMALL_SHARE = 0.1;
const MOST_COUNT = 3;

/** S3-FIFO (Yang et al., "FIFO Queues are All You Need for Cache Eviction", SOSP 2023): a small queue, a main queue, a ghost queue. */
export const s3fifo: Policy = (capacity) => {
  const [small, main, ghost] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const smallSize = Math.max(1, Math.round(capacity * SMALL_SHARE));
  const mainSize = Math.max(1, capacity - smallSize);
  const take = (queue: Map<string, number>): [string, number] | undefined => {
    const [first] = queue;
    if (first !== undefined) queue.delete(first[0]);
    return first;
  };
  const evictMain = (): void => {
    for (let first = take(main); first !== undefined; first = take(main)) {
      if (first[1] === 0) return;
      main.set(first[0], first[1] - 1);
    }
  };
  const evictSmall = (): void => {
    const first = take(small);
    if (first === undefined) return;
    if (first[1] > 1) {
      main.set(first[0], 0);
      if (main.size > mainSize) evictMain();
      return;
    }
    ghost.set(first[0], 0);
    if (ghost.size > mainSize) take(ghost);
  };
  return (key) => {
    const queue = small.has(key) ? small : main.has(key) ? main : undefined;
    if (queue !== undefined) {
      queue.set(key, Math.min(MOST_COUNT, (queue.get(key) ?? 0) + 1));
      return true;
    }
    while (small.size + main.size >= capacity) {
      if (small.size >= smallSize || main.size === 0) evictSmall();
      else evictMain();
    }
    (ghost.delete(key) ? main : small).set(key, 0);
    return false;
  };
};

/** How many hits the best possible cache of this size has (Belady 1966, with bypass): it knows what comes. */
export function beladyHits(keys: readonly string[], capacity: number): number {
  const nextUse = new Float64Array(keys.length);
  const seen = new Map<string, number>();
  for (let at = keys.length - 1; at >= 0; at--) {
    const key = keys[at] ?? '';
    nextUse[at] = seen.get(key) ?? Infinity;
    seen.set(key, at);
  }
  const cached = new Map<string, number>();
  const heap = new FarthestFirst();
  let hits = 0;
  keys.forEach((key, at) => {
    const next = nextUse[at] ?? Infinity;
    const isHit = cached.has(key);
    if (isHit) hits++;
    if (next === Infinity) {
      cached.delete(key);
      return;
    }
    if (!isHit && cached.size >= capacity) {
      const farthest = heap.top(cached);
      if (farthest === undefined || farthest.next <= next) return;
      cached.delete(farthest.key);
    }
    cached.set(key, next);
    heap.push({ key, next });
  });
  return hits;
}

interface Use {
  key: string;
  next: number;
}

/** A binary heap; entries that are out of date are skipped. */
class FarthestFirst {
  private readonly uses: Use[] = [];

  push(use: Use): void {
    const { uses } = this;
    let at = uses.push(use) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.nextAt(parent) >= use.next) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  top(current: ReadonlyMap<string, number>): Use | undefined {
    while (this.uses.length > 0) {
      const [first] = this.uses;
      if (first !== undefined && current.get(first.key) === first.next) return first;
      this.pop();
    }
    return undefined;
  }

  private pop(): void {
    const { uses } = this;
    const last = uses.pop();
    if (last === undefined || uses.length === 0) return;
    uses[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      if (left >= uses.length) return;
      const child = this.nextAt(left + 1) > this.nextAt(left) ? left + 1 : left;
      if (this.nextAt(child) <= this.nextAt(at)) return;
      this.swap(at, child);
      at = child;
    }
  }

  private nextAt(at: number): number {
    return this.uses[at]?.next ?? -1;
  }

  private swap(one: number, other: number): void {
    const { uses } = this;
    const [a, b] = [uses[one], uses[other]];
    if (a === undefined || b === undefined) return;
    uses[one] = b;
    uses[other] = a;
  }
}
