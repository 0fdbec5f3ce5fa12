import { isJsonObject } from '@app/kernel';
import { redisKey, type RedisScript, type RedisStore } from '@app/storage';
import { MAX_USER_AGENT_LENGTH, type Session, type SessionRules } from '../../session';
import { SessionStore, type SessionOpening, type SessionRequest } from '../../session-store';
import { END, END_ALL, LIST, OPEN, TOUCH } from './session-scripts';

/** Id, end and facts, as the scripts give them. */
type Row = readonly [id: string, expiresAt: string, fact: string];

/** The sessions of all processes, in Redis: one script and one round trip for each operation, on Redis's own clock. */
export class RedisSessionStore extends SessionStore {
  constructor(private readonly redis: RedisStore) {
    super();
  }

  async open(scope: string, request: SessionRequest, rules: SessionRules): Promise<SessionOpening> {
    const { most, policy, idleMs, maxAgeMs } = rules;
    const reply = await this.run(OPEN, scope, [request.id, detailsOf(request), most, policy, idleMs, maxAgeMs]);
    const [opened, rows, evicted = []] = reply as [0 | 1, Row[], Row[]?];
    const [session, ...more] = rows.map(readSession);
    if (opened === 0 || session === undefined) return { outcome: 'refused', open: rows.map(readSession) };
    return { outcome: 'opened', session, evicted: [...more, ...evicted.map(readSession)] };
  }

  async touch(scope: string, id: string, idleMs: number): Promise<Session | undefined> {
    const row = (await this.run(TOUCH, scope, [id, idleMs])) as Row | null;
    return row === null ? undefined : readSession(row);
  }

  async list(scope: string): Promise<Session[]> {
    return ((await this.run(LIST, scope)) as Row[]).map(readSession);
  }

  async end(scope: string, id: string): Promise<boolean> {
    return (await this.run(END, scope, [id])) === 1;
  }

  async endAll(scope: string): Promise<number> {
    return Number(await this.run(END_ALL, scope));
  }

  private run(script: RedisScript, scope: string, args: (string | number)[] = []): Promise<unknown> {
    return this.redis.run({ script, keys: [redisKey(scope, 'sessions'), redisKey(scope, 'session-facts')], args });
  }
}

function detailsOf({ address, userAgent }: SessionRequest): string {
  return JSON.stringify({ address, userAgent: userAgent?.slice(0, MAX_USER_AGENT_LENGTH) });
}

function readSession([id, expiresAt, fact]: Row): Session {
  const [createdAt, , lastSeenAt, ...details] = fact.split('|');
  return {
    id,
    createdAtMs: Number(createdAt),
    lastSeenAtMs: Number(lastSeenAt),
    expiresAtMs: Number(expiresAt),
    ...readDetails(details.join('|')),
  };
}

/** What cannot be read was not written by us; the session stands without it. */
function readDetails(text: string): Pick<Session, 'address' | 'userAgent'> {
  try {
    const details: unknown = JSON.parse(text);
    if (!isJsonObject(details)) return {};
    const { address, userAgent } = details;
    return {
      ...(typeof address === 'string' ? { address } : {}),
      ...(typeof userAgent === 'string' ? { userAgent } : {}),
    };
  } catch {
    return {};
  }
}
