import { crc32 } from 'node:zlib';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { SCOPE_LEVELS, type CacheScope } from '../key/cache-scope';
import { CacheEntry } from './cache-entry';
import type { EntryMeta } from './entry-meta';
import { PackedBytes } from './packed-bytes';

/** "SWC" and the version of what follows. A reader of another version takes the value for a miss. */
const MAGIC = 0x53574301;
const HEADER_BYTES = 28;
const CHECKED_FROM = 8;
const BODY_DEFLATED = 1;
const EVENTS_DEFLATED = 2;

/** Largest size of body or events, unpacked: a small value that claims more is not unpacked. */
const MAX_RAW_BYTES = 64 * 1024 * 1024;

/**
 * Writes an answer as bytes. Layout, numbers big-endian: magic and version (4), CRC-32 of all that follows it (4), flags
 * (4), sizes of metadata, body, body unpacked and events unpacked (4 each); then metadata as JSON, body, events to the end.
 */
export function encodeEntry({ meta, body, events }: CacheEntry): Buffer {
  const metadata = Buffer.from(JSON.stringify(meta), 'utf8');
  const value = Buffer.allocUnsafe(HEADER_BYTES + metadata.length + body.bytes.length + events.bytes.length);
  value.writeUInt32BE(MAGIC, 0);
  value.writeUInt32BE((body.isDeflated ? BODY_DEFLATED : 0) | (events.isDeflated ? EVENTS_DEFLATED : 0), 8);
  value.writeUInt32BE(metadata.length, 12);
  value.writeUInt32BE(body.bytes.length, 16);
  value.writeUInt32BE(body.rawSizeBytes, 20);
  value.writeUInt32BE(events.rawSizeBytes, 24);
  metadata.copy(value, HEADER_BYTES);
  body.bytes.copy(value, HEADER_BYTES + metadata.length);
  events.bytes.copy(value, HEADER_BYTES + metadata.length + body.bytes.length);
  value.writeUInt32BE(crc32(value.subarray(CHECKED_FROM)), 4);
  return value;
}

/** Reads what {@link encodeEntry} wrote, without unpacking. Undefined for anything else: damaged, foreign, of another version. */
export function decodeEntry(value: Buffer): CacheEntry | undefined {
  if (value.length < HEADER_BYTES || value.readUInt32BE(0) !== MAGIC) return undefined;
  const flags = value.readUInt32BE(8);
  const bodyAt = HEADER_BYTES + value.readUInt32BE(12);
  const eventsAt = bodyAt + value.readUInt32BE(16);
  const [bodyRaw, eventsRaw] = [value.readUInt32BE(20), value.readUInt32BE(24)];
  if (eventsAt > value.length || flags > (BODY_DEFLATED | EVENTS_DEFLATED)) return undefined;
  if (Math.max(bodyRaw, eventsRaw) > MAX_RAW_BYTES) return undefined;
  if (crc32(value.subarray(CHECKED_FROM)) !== value.readUInt32BE(4)) return undefined;
  const meta = readMeta(value.toString('utf8', HEADER_BYTES, bodyAt));
  if (meta === undefined) return undefined;
  return new CacheEntry(
    meta,
    PackedBytes.stored(value.subarray(bodyAt, eventsAt), bodyRaw, (flags & BODY_DEFLATED) !== 0),
    PackedBytes.stored(value.subarray(eventsAt), eventsRaw, (flags & EVENTS_DEFLATED) !== 0),
  );
}

/** How many bytes of a value are to be read for {@link decodeMeta}. */
export const META_PREFIX_BYTES = 2_048;

/** Reads the metadata out of the first bytes of a value, for lists. Undefined when they are not those of an answer. */
export function decodeMeta(prefix: Buffer): EntryMeta | undefined {
  if (prefix.length < HEADER_BYTES || prefix.readUInt32BE(0) !== MAGIC) return undefined;
  const end = HEADER_BYTES + prefix.readUInt32BE(12);
  return end > prefix.length ? undefined : readMeta(prefix.toString('utf8', HEADER_BYTES, end));
}

function readMeta(text: string): EntryMeta | undefined {
  let meta: unknown;
  try {
    meta = JSON.parse(text);
  } catch {
    return undefined; // damaged: the same as no answer
  }
  return isMeta(meta) ? meta : undefined;
}

const NUMBERS = ['createdAt', 'freshMs', 'revalidateMs', 'onErrorMs', 'fillMs'] as const;

function isMeta(meta: unknown): meta is EntryMeta & JsonObject {
  if (!isJsonObject(meta)) return false;
  const { hash, model, strategy, conversationId, tags, costMicroUsd, scope, maker } = meta;
  return (
    NUMBERS.every((name) => Number.isFinite(meta[name])) &&
    [hash, model, strategy, conversationId ?? ''].every((text) => typeof text === 'string') &&
    (costMicroUsd === undefined || typeof costMicroUsd === 'number') &&
    (tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string'))) &&
    (maker === undefined || isMaker(maker)) &&
    isScope(scope)
  );
}

function isMaker(maker: unknown): boolean {
  return isJsonObject(maker) && typeof maker['organisationId'] === 'string' && typeof maker['userId'] === 'string';
}

function isScope(scope: unknown): scope is CacheScope & JsonObject {
  if (!isJsonObject(scope)) return false;
  const { level, organisationId, userId } = scope;
  if (!SCOPE_LEVELS.some((known) => known === level)) return false;
  if (level !== 'global' && typeof organisationId !== 'string') return false;
  return level !== 'user' || typeof userId === 'string';
}
