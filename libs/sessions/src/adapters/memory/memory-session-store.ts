import type { Clock } from '@app/kernel';
import { MAX_USER_AGENT_LENGTH, type Session, type SessionRules } from '../../session';
import { SessionStore, type SessionOpening, type SessionRequest } from '../../session-store';

/** Users that are kept at most, unless told otherwise. */
const DEFAULT_MOST_SCOPES = 50_000;

type Stored = Session & { readonly latestEndMs: number };

/** The sessions of one process, in bounded memory: when there are too many users, those of whoever came first end. */
export class MemorySessionStore extends SessionStore {
  private readonly scopes = new Map<string, Map<string, Stored>>();

  constructor(
    private readonly clock: Clock,
    private readonly mostScopes = DEFAULT_MOST_SCOPES,
  ) {
    super();
  }

  open(scope: string, request: SessionRequest, rules: SessionRules): Promise<SessionOpening> {
    const now = this.clock.now();
    const sessions = this.current(scope, now);
    const others = [...sessions.values()].sort(oldestFirst);
    if (others.length >= rules.most && rules.policy === 'reject') {
      return Promise.resolve({ outcome: 'refused', open: others.map(shown) });
    }
    const evicted = others.slice(0, Math.max(0, others.length - rules.most + 1));
    for (const { id } of evicted) sessions.delete(id);
    const { id, address, userAgent } = request;
    const session: Stored = {
      id,
      createdAtMs: now,
      lastSeenAtMs: now,
      expiresAtMs: now + Math.min(rules.idleMs, rules.maxAgeMs),
      latestEndMs: now + rules.maxAgeMs,
      ...(address === undefined ? {} : { address }),
      ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, MAX_USER_AGENT_LENGTH) }),
    };
    sessions.set(id, session);
    this.keep(scope, sessions);
    return Promise.resolve({ outcome: 'opened', session: shown(session), evicted: evicted.map(shown) });
  }

  touch(scope: string, id: string, idleMs: number): Promise<Session | undefined> {
    const now = this.clock.now();
    const sessions = this.current(scope, now);
    const session = sessions.get(id);
    if (session === undefined) return Promise.resolve(undefined);
    const touched = { ...session, lastSeenAtMs: now, expiresAtMs: Math.min(now + idleMs, session.latestEndMs) };
    sessions.set(id, touched);
    return Promise.resolve(shown(touched));
  }

  list(scope: string): Promise<Session[]> {
    const sessions = this.current(scope, this.clock.now());
    return Promise.resolve([...sessions.values()].sort(oldestFirst).map(shown));
  }

  end(scope: string, id: string): Promise<boolean> {
    return Promise.resolve(this.current(scope, this.clock.now()).delete(id));
  }

  endAll(scope: string): Promise<number> {
    const { size } = this.current(scope, this.clock.now());
    this.scopes.delete(scope);
    return Promise.resolve(size);
  }

  private current(scope: string, now: number): Map<string, Stored> {
    const sessions = this.scopes.get(scope) ?? new Map<string, Stored>();
    for (const [id, { expiresAtMs }] of sessions) if (expiresAtMs <= now) sessions.delete(id);
    return sessions;
  }

  private keep(scope: string, sessions: Map<string, Stored>): void {
    this.scopes.delete(scope);
    this.scopes.set(scope, sessions);
    if (this.scopes.size <= this.mostScopes) return;
    const [oldest] = this.scopes.keys();
    if (oldest !== undefined) this.scopes.delete(oldest);
  }
}

function oldestFirst(a: Session, b: Session): number {
  return a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1);
}

function shown({ latestEndMs: _kept, ...session }: Stored): Session {
  return session;
}
