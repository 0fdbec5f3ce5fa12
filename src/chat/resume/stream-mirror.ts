import { AppError, ownerScope } from '@app/kernel';
import { redisKey, RedisStore, type BulkResult, type RedisCommand } from '@app/storage';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { SseFrame } from '../../http/sse/sse-frame';
import { noStream, streamGone, type AnswerStream, type StreamOwner } from './answer-stream';

const FAMILY = 'chat-stream';
/** How long the events of an answer are kept after its last one, and that it was there at all. */
const KEPT_S = 600;
const KNOWN_S = 86_400;
/** How long a process that answers may be silent before it counts as dead. */
const ALIVE_MS = 15_000;
const MOST_EVENTS = 20_000;
const WRITE_EVERY_MS = 250;
const READ_EVERY_MS = 250;
/** Every so many rounds also without news: to say that the process lives, and to hear that it shall stop. */
const ROUNDS_PER_SIGN = 4;
/** What a process that answers is asked to do: to end the answer, or to forget it too. */
const CANCEL = '1';
const ERASE = 'erase';
const SCAN_COUNT = 500;
const LAST_EVENTS: ReadonlySet<string | undefined> = new Set(['finish', 'error']);

/**
 * The events of answers in Redis, for readers that come to another process than the one that answers. Written behind, several at
 * once, so the answer never waits; while Redis is away, only the process that answers knows its streams.
 */
@Injectable()
export class StreamMirror {
  constructor(private readonly redis: RedisStore) {}

  /** Copies a stream until its end. Never rejects. */
  async copy(id: string, stream: AnswerStream): Promise<void> {
    const keys = keysOf(stream.owner, id);
    let written = 0;
    for (let round = 0; ; round++) {
      if (stream.isForgotten) return;
      const isLast = stream.isEnded;
      const news = stream.lastId > written;
      if (news || isLast || round % ROUNDS_PER_SIGN === 0) {
        written = await this.write(keys, stream, written, isLast);
      }
      if (isLast) return;
      await delay(WRITE_EVERY_MS, undefined, { ref: false });
    }
  }

  /** Asks the process that answers to stop. Throws `not_found`, `stream_gone`, and `conflict` when the answer has ended. */
  async cancel(owner: StreamOwner, id: string): Promise<void> {
    const keys = keysOf(owner, id);
    const { isAlive } = await this.stateOf(keys);
    if (!isAlive) throw new AppError('conflict', 'The answer has ended already.');
    await this.redis.command('SET', keys.cancel, CANCEL, 'EX', KEPT_S);
  }

  /**
   * Every event after this one, those to come included. Throws `not_found` and `stream_gone`; the last one also while it is read,
   * when the process that answers is gone without an end.
   */
  async read(owner: StreamOwner, id: string, afterId: number, signal: AbortSignal): Promise<AsyncGenerator<SseFrame>> {
    const keys = keysOf(owner, id);
    await this.stateOf(keys);
    return this.follow(keys, afterId, signal);
  }

  /** Deletes the events of a user, and has the processes that answer end. Returns how many streams there were. */
  async erase(owner: StreamOwner): Promise<number> {
    const ids = await this.idsOf(owner);
    for (const id of ids) {
      const keys = keysOf(owner, id);
      const results = await this.redis.bulk([
        { name: 'SET', key: keys.cancel, args: [ERASE, 'EX', KEPT_S] },
        ...removalOf(keys),
      ]);
      results.forEach(valueOf); // throws what failed
    }
    return ids.size;
  }

  /** The events of a user that are kept, some hundred at a time. */
  async *export(owner: StreamOwner, signal: AbortSignal): AsyncGenerator<KeptEvents> {
    for (const id of await this.idsOf(owner)) {
      for (let at = 0; !signal.aborted;) {
        const events = await this.range(keysOf(owner, id).events, at);
        if (events.length === 0) break;
        yield { chatId: id, events };
        at = Number(events.at(-1)?.id ?? Infinity);
      }
    }
  }

  private async *follow(keys: StreamKeys, afterId: number, signal: AbortSignal): AsyncGenerator<SseFrame> {
    for (let at = afterId; !signal.aborted;) {
      const { isAlive, isKept } = await this.stateOf(keys);
      const frames = await this.range(keys.events, at);
      if (frames.length > 0 && frames[0]?.id !== String(at + 1)) throw streamGone();
      for (const frame of frames) {
        yield frame;
        if (LAST_EVENTS.has(frame.event)) return;
      }
      at += frames.length;
      if (frames.length === 0 && !isAlive) {
        if (isKept && (await this.hasEnd(keys.events))) return;
        throw streamGone();
      }
      if (frames.length === 0) await delay(READ_EVERY_MS, undefined, { ref: false });
    }
  }

  private async idsOf(owner: StreamOwner): Promise<Set<string>> {
    const prefix = `${redisKey(ownerScope(owner), FAMILY)}:`;
    const ids = new Set<string>();
    for await (const { keys } of this.redis.scan(`${prefix}*`, SCAN_COUNT)) {
      for (const key of keys) if (!key.endsWith(':cancel')) ids.add(key.slice(prefix.length, key.lastIndexOf(':')));
    }
    return ids;
  }

  private async write(keys: StreamKeys, stream: AnswerStream, written: number, isLast: boolean): Promise<number> {
    try {
      const frames = stream.after(written);
      const commands: RedisCommand[] = frames.map((frame) => ({
        name: 'XADD',
        key: keys.events,
        args: ['MAXLEN', '~', MOST_EVENTS, `${frame.id ?? ''}-0`, 'f', JSON.stringify(frame)],
      }));
      commands.push(
        { name: 'EXPIRE', key: keys.events, args: [KEPT_S] },
        { name: 'SET', key: keys.known, args: ['1', 'EX', KNOWN_S] },
        isLast ? { name: 'DEL', key: keys.alive } : { name: 'SET', key: keys.alive, args: ['1', 'PX', ALIVE_MS] },
        { name: 'GET', key: keys.cancel },
      );
      const results = await this.redis.bulk(commands);
      const wish = valueOf(results.at(-1));
      if (wish === CANCEL || wish === ERASE) stream.abort.abort(cancelled());
      if (wish === ERASE) {
        stream.forget();
        await this.redis.bulk(removalOf(keys));
      }
      return written + frames.length;
    } catch {
      return written; // Redis is away: what is missing is written when it is back
    }
  }

  private async stateOf(keys: StreamKeys): Promise<{ isAlive: boolean; isKept: boolean }> {
    const [known, kept, alive] = await this.redis.bulk([
      { name: 'EXISTS', key: keys.known },
      { name: 'EXISTS', key: keys.events },
      { name: 'EXISTS', key: keys.alive },
    ]);
    if (valueOf(known) !== 1) throw noStream();
    if (valueOf(kept) !== 1 && valueOf(alive) !== 1) throw streamGone();
    return { isAlive: valueOf(alive) === 1, isKept: valueOf(kept) === 1 };
  }

  private async range(key: string, afterId: number): Promise<SseFrame[]> {
    const rows = await this.redis.command('XRANGE', key, `${afterId + 1}-0`, '+', 'COUNT', 500);
    return Array.isArray(rows) ? rows.map(readFrame) : [];
  }

  private async hasEnd(key: string): Promise<boolean> {
    const rows = await this.redis.command('XREVRANGE', key, '+', '-', 'COUNT', 1);
    return Array.isArray(rows) && rows.length > 0 && LAST_EVENTS.has(readFrame(rows[0]).event);
  }
}

/** Events of one answer as they are kept, in order. */
export interface KeptEvents {
  readonly chatId: string;
  readonly events: readonly SseFrame[];
}

/** Why an answer ends that its reader cancelled. */
export function cancelled(): AppError {
  return new AppError('request_cancelled', 'The answer was cancelled.');
}

interface StreamKeys {
  events: string;
  known: string;
  alive: string;
  cancel: string;
}

function keysOf(owner: StreamOwner, id: string): StreamKeys {
  const key = (part: string): string => redisKey(ownerScope(owner), FAMILY, id, part);
  return { events: key('events'), known: key('known'), alive: key('alive'), cancel: key('cancel') };
}

function removalOf({ events, known, alive }: StreamKeys): RedisCommand[] {
  return [events, known, alive].map((key) => ({ name: 'DEL', key }));
}

function valueOf(result: BulkResult | undefined): unknown {
  if (result === undefined) return undefined;
  if (!result.ok) throw result.error;
  return result.value;
}

function readFrame(row: unknown): SseFrame {
  const [, fields] = row as [string, string[]];
  return JSON.parse(fields[1] ?? '{}') as SseFrame;
}
