import { ModelError } from '@app/model';
import { errors, Pool } from 'undici';
import type { HttpCall, HttpQuery, JsonReply, SseEvent } from './http-call';
import { HttpExchange, type CallTarget } from './http-exchange';
import { modelErrorOfReply } from './reply-error';
import { invalidResponse } from './transport-error';
import { SseReader } from './sse-reader';

/** Bounds of a transport. */
export interface HttpTransportOptions {
  /** Most connections to one provider, which is also the most calls at once. Default 4,096. */
  maxConnectionsPerOrigin?: number;
  /**
   * Most time an attempt to connect may go on, milliseconds, also after the call that began it gave up; to be no less than
   * the calls' own limit. Default: as long as the operating system tries.
   */
  connectTimeoutMs?: number;
  /** Largest whole reply, bytes. Default 32 MiB. */
  maxBodyBytes?: number;
  /** Largest streamed reply, bytes. Default 64 MiB. */
  maxStreamBytes?: number;
  /** Largest event of a stream, characters. Default 4 Mi. */
  maxEventChars?: number;
}

const MIB = 1024 * 1024;
const MAX_ERROR_BODY_BYTES = 64 * 1024;
/** Of a stream at a time: its events wait for the reader, and take several times as much memory as their bytes. */
const READ_BYTES = 4 * 1024;

/**
 * The product's one way out to a provider: POST and GET on pooled keep-alive connections, replies whole or as Server-Sent Events.
 * Refuses redirects and compressed replies. Every failure is a `ModelError` whose message and cause hold nothing of the
 * request and nothing the provider wrote.
 */
export class HttpTransport {
  // One pool per address by our own hand: undici's Agent stops using connections again after the first cancelled call.
  private readonly pools = new Map<string, Pool>();
  private readonly targets = new Map<string, CallTarget>();
  private readonly maxConnectionsPerOrigin: number;
  private readonly connectTimeoutMs: number;
  private readonly maxBodyBytes: number;
  private readonly maxStreamBytes: number;
  private readonly maxEventChars: number;
  private closed = false;

  constructor(options: HttpTransportOptions = {}) {
    this.connectTimeoutMs = options.connectTimeoutMs ?? 0;
    this.maxBodyBytes = options.maxBodyBytes ?? 32 * MIB;
    this.maxStreamBytes = options.maxStreamBytes ?? 64 * MIB;
    this.maxEventChars = options.maxEventChars ?? 4 * MIB;
    this.maxConnectionsPerOrigin = options.maxConnectionsPerOrigin ?? 4096;
  }

  /** Sends a POST and reads the whole reply. Throws `ModelError` for any status but 2xx. */
  async postJson(call: HttpCall): Promise<JsonReply> {
    return this.readJson(call);
  }

  /** Asks with a GET and reads the whole reply. Throws `ModelError` for any status but 2xx. */
  async getJson(query: HttpQuery): Promise<JsonReply> {
    return this.readJson(query);
  }

  /**
   * Sends and yields the reply's events while they come: those that came together in one list, at most some 4 KiB of them; no
   * list is empty. Ends at `[DONE]` or at the end of the reply; leaving the loop before closes the socket. Throws `ModelError`
   * for any status but 2xx and for a reply that is no event stream.
   */
  async *postEvents(call: HttpCall): AsyncGenerator<SseEvent[], void, undefined> {
    const exchange = new HttpExchange(this.targetOf, call, { streamed: true, maxBytes: this.maxStreamBytes });
    try {
      await this.succeeded(exchange, call);
      await refuseWhatIsNoEventStream(exchange, call);
      const reader = new SseReader(call.provider, this.maxEventChars);
      let hasBegun = false;
      for (let chunks = await exchange.nextChunks(); chunks !== undefined; chunks = await exchange.nextChunks()) {
        for (const events of eventsIn(chunks, reader)) {
          if (!hasBegun) exchange.begun();
          hasBegun = true;
          yield events;
        }
        if (reader.done) {
          exchange.finishInBackground();
          return;
        }
      }
      const rest = reader.end();
      if (rest.length > 0) yield rest;
    } finally {
      exchange.close();
    }
  }

  /** Closes idle connections at once and busy ones when they are done; no call may follow. */
  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.closed = true;
    this.pools.clear();
    this.targets.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }

  /** The addresses come from the configuration, so there are few. */
  private readonly targetOf = (url: string): CallTarget => {
    if (this.closed) throw new errors.ClientClosedError();
    let target = this.targets.get(url);
    if (target === undefined) {
      const { origin, pathname, search } = new URL(url);
      target = { dispatcher: this.poolOf(origin), path: pathname + search };
      this.targets.set(url, target);
    }
    return target;
  };

  private poolOf(origin: string): Pool {
    let pool = this.pools.get(origin);
    if (pool === undefined) {
      pool = new Pool(origin, {
        connections: this.maxConnectionsPerOrigin,
        pipelining: 1,
        // Each call has limits of its own, finer than undici's, which look once a second. Left out, this one is 10 s.
        connectTimeout: this.connectTimeoutMs,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      this.pools.set(origin, pool);
    }
    return pool;
  }

  private async readJson(call: HttpQuery): Promise<JsonReply> {
    const exchange = new HttpExchange(this.targetOf, call, { streamed: false, maxBytes: this.maxBodyBytes });
    try {
      await this.succeeded(exchange, call);
      const body = parseJson(await readWhole(exchange), call.provider);
      return { status: exchange.status, headers: exchange.headers, body };
    } finally {
      exchange.close();
    }
  }

  private async succeeded(exchange: HttpExchange, call: HttpQuery): Promise<void> {
    await exchange.headersArrived();
    const { status, headers } = exchange;
    if (status >= 200 && status < 300) {
      if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
        throw invalidResponse(call.provider, 'sent a compressed reply, which was not asked for', { status });
      }
      return;
    }
    const body = await readErrorBody(exchange);
    throw modelErrorOfReply(call.provider, { status, headers, body }, call.clock);
  }
}

/** The events that chunks complete, in lists that are not empty. What comes before a failure is given first. */
function* eventsIn(chunks: readonly Buffer[], reader: SseReader): Generator<SseEvent[]> {
  let events: SseEvent[] = [];
  let sizeBytes = 0;
  try {
    for (const piece of piecesOf(chunks)) {
      events.push(...reader.read(piece));
      sizeBytes += piece.length;
      if (sizeBytes < READ_BYTES) continue;
      if (events.length > 0) yield events;
      events = [];
      sizeBytes = 0;
    }
  } catch (error) {
    if (events.length > 0) yield events;
    throw error;
  }
  if (events.length > 0) yield events;
}

function* piecesOf(chunks: readonly Buffer[]): Generator<Buffer> {
  for (const chunk of chunks) {
    if (chunk.length <= READ_BYTES) yield chunk;
    else for (let at = 0; at < chunk.length; at += READ_BYTES) yield chunk.subarray(at, at + READ_BYTES);
  }
}

async function refuseWhatIsNoEventStream(exchange: HttpExchange, call: HttpCall): Promise<void> {
  const type = String(exchange.headers['content-type'] ?? '');
  if (/json/i.test(type)) {
    const body = await readErrorBody(exchange);
    throw modelErrorOfReply(call.provider, { status: exchange.status, headers: exchange.headers, body }, call.clock);
  }
  if (/html|xml/i.test(type)) {
    throw invalidResponse(call.provider, 'answered with a web page instead of an event stream; check its base URL');
  }
}

async function readWhole(exchange: HttpExchange): Promise<Buffer> {
  const all: Buffer[] = [];
  for (let chunks = await exchange.nextChunks(); chunks !== undefined; chunks = await exchange.nextChunks()) {
    all.push(...chunks);
  }
  return all.length === 1 && all[0] !== undefined ? all[0] : Buffer.concat(all);
}

/** What can be had of an error's body: it only refines the error, so its own failures do not count. */
async function readErrorBody(exchange: HttpExchange): Promise<unknown> {
  const all: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for (let chunks = await exchange.nextChunks(); chunks !== undefined; chunks = await exchange.nextChunks()) {
      all.push(...chunks);
      sizeBytes += chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      if (sizeBytes > MAX_ERROR_BODY_BYTES) return undefined;
    }
    return JSON.parse(textOf(Buffer.concat(all)));
  } catch (error) {
    if (error instanceof ModelError && error.code === 'request_cancelled') throw error;
    return undefined; // not JSON, or cut off: the status has to do
  }
}

function parseJson(body: Buffer, provider: string): unknown {
  try {
    return JSON.parse(textOf(body));
  } catch {
    throw invalidResponse(provider, 'answered with something that is not JSON; check its base URL');
  }
}

function textOf(body: Buffer): string {
  const text = body.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
