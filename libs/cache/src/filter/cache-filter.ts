import { isJsonObject } from '@app/kernel';
import { makerOf, type EntryMeta } from '../entry/entry-meta';
import type { ScopeLevel } from '../key/cache-scope';
import { escapeGlob, matchesGlob } from './glob';

/** Which stored answers are meant: those that fulfil all that is given. Nothing given means all. */
export interface CacheFilter {
  /** Hash of one key. */
  readonly hash?: string;
  /** `user`, `organisation` or `global`: only what was stored for that many. */
  readonly level?: ScopeLevel;
  /** Only of this organisation; what is stored for everybody belongs to none. With `userId`: only what this organisation's user made. */
  readonly organisationId?: string;
  /** Only what this one user's questions made, for whomever it is stored. */
  readonly userId?: string;
  /** Catalogue id of the model that answered. */
  readonly model?: string;
  readonly conversationId?: string;
  readonly tag?: string;
  /** Glob pattern (see `matchesGlob`) for {@link entryName}. */
  readonly pattern?: string;
}

/** The names of a filter's members. */
const FILTER_FIELDS = [
  'hash',
  'level',
  'organisationId',
  'userId',
  'model',
  'conversationId',
  'tag',
  'pattern',
] as const satisfies readonly (keyof CacheFilter)[];

/** What a pattern is compared with: `model:strategy:tag,tag`; signs of a tag or a model that mean something here are escaped. */
function entryName({ model, strategy, tags = [] }: EntryMeta): string {
  return `${escapeName(model)}:${escapeName(strategy)}:${tags.map(escapeName).join(',')}`;
}

/** Whether an answer is meant. */
export function matchesFilter(meta: EntryMeta, filter: CacheFilter): boolean {
  const { hash, level, organisationId, userId, model, conversationId, tag, pattern } = filter;
  const { scope } = meta;
  return (
    (hash === undefined || meta.hash === hash) &&
    (level === undefined || scope.level === level) &&
    (userId === undefined ? isOf(meta, organisationId) : isMadeBy(meta, userId, organisationId)) &&
    (model === undefined || meta.model === model) &&
    (conversationId === undefined || meta.conversationId === conversationId) &&
    (tag === undefined || (meta.tags?.includes(tag) ?? false)) &&
    (pattern === undefined || matchesGlob(entryName(meta), namePattern(pattern)))
  );
}

function isOf({ scope }: EntryMeta, organisationId: string | undefined): boolean {
  return organisationId === undefined || (scope.level !== 'global' && scope.organisationId === organisationId);
}

function isMadeBy(meta: EntryMeta, userId: string, organisationId: string | undefined): boolean {
  const maker = makerOf(meta);
  return maker?.userId === userId && (organisationId === undefined || maker.organisationId === organisationId);
}

/** Reads a filter that another process sent. Undefined when it holds anything that this version does not know. */
export function readFilter(value: unknown): CacheFilter | undefined {
  if (!isJsonObject(value)) return undefined;
  const isKnown = Object.entries(value).every(
    ([name, text]) => FILTER_FIELDS.some((field) => field === name) && typeof text === 'string',
  );
  return isKnown ? value : undefined;
}

/** A sign behind a backslash is itself, and stands in the name as names write it: `\:` is the `:` of a model's name. */
function namePattern(pattern: string): string {
  return pattern.replace(/\\([^])/g, (_, sign: string) => escapeGlob(escapeName(sign)));
}

function escapeName(text: string): string {
  return text.replace(/[%:,*?\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
