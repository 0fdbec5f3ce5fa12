import { SystemClock } from '@app/kernel';
import type { ModelDescriptor } from '@app/model';
import { MemoryTier } from '../engine/memory-tier';
import { CacheEntry } from '../entry/cache-entry';
import { answerKey, type CacheKey } from '../key/answer-key';
import type { CacheScope } from '../key/cache-scope';
import { testEntry } from './test-entries';

const MODEL: ModelDescriptor = {
  id: 'p/m',
  provider: 'p',
  upstreamName: 'm',
  aliases: [],
  reasoning: { control: 'none' },
  tools: false,
  temperature: true,
  rank: 0,
};
/** Ids out of few signs, so that cutting and joining them in other places gives the same text often. */
const SIGNS = ['a', 'b', '/', ':', '{', '}', '*', '\0', '|', '%'];

/** A random number from 0 below `below`, from a seed: mulberry32. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/**
 * Draws pairs of different users who ask the same question, stores the answer of one and looks for it as the other, and counts how often
 * that is found. Must be 0.
 */
export function crossUserHits(pairs: number, seed: number): number {
  const random = seededRandom(seed);
  const memory = new MemoryTier(new SystemClock(), 4_000_000);
  const id = (): string => Array.from({ length: 1 + random(4) }, () => SIGNS[random(SIGNS.length)]).join('');
  let hits = 0;
  for (let drawn = 0; drawn < pairs; drawn++) {
    const [one, other] = [scope(id(), id()), scope(id(), id())];
    if (JSON.stringify(one) === JSON.stringify(other)) continue;
    const question = `question ${random(50)}`;
    const stored = keyOf(one, question);
    memory.set(stored, shared(stored));
    const found = memory.get(keyOf(other, question));
    if (found !== undefined && JSON.stringify(found.meta.scope) === JSON.stringify(one)) hits++;
    if (drawn % 1_000 === 0) memory.clear();
  }
  return hits;
}

function scope(organisationId: string, userId: string): CacheScope {
  return { level: 'user', organisationId, userId };
}

function keyOf(who: CacheScope, question: string): CacheKey {
  const { organisationId, userId } = who as Extract<CacheScope, { level: 'user' }>;
  const request = { messages: [{ role: 'user' as const, content: question }], stream: false };
  const asked = { scope: who, model: MODEL, strategy: 'direct' as const, settings: {}, promptVersion: '1', request };
  return answerKey(asked, `${organisationId}/${userId}`);
}

/** Packing a body for each pair would be most of the work. */
let template: CacheEntry | undefined;

function shared(key: CacheKey): CacheEntry {
  template ??= testEntry(key);
  return new CacheEntry({ ...template.meta, scope: key.scope, hash: key.hash }, template.body, template.events);
}
