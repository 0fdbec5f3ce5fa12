import { answerKey, type CacheKey, type CacheScope, type EntryMeta, type Lifetimes, type ScopeLevel } from '@app/cache';
import { AppError, ownerScope, type Principal } from '@app/kernel';
import type { ChatTurn, PlannedTurn, TurnContext } from '@app/turn';
import type { CacheConfig } from '../config/cache-config';

/** Why the cache takes no part in a turn. */
export type BypassReason = 'disabled' | 'requested' | 'internal' | 'temperature' | 'tools' | 'stored_by_provider';

/** What the cache does about a turn. */
export type CachePlan =
  | { readonly type: 'bypass'; readonly reason: BypassReason }
  | {
      readonly type: 'use';
      readonly key: CacheKey;
      readonly mode: 'default' | 'refresh' | 'only';
      readonly maxAgeMs?: number;
      readonly lifetimes: Lifetimes;
      readonly facts: Pick<EntryMeta, 'model' | 'strategy' | 'conversationId' | 'tags' | 'maker'>;
    };

/** The temperature that providers take when none is named. */
const USUAL_TEMPERATURE = 1;
const WIDTH: Readonly<Record<ScopeLevel, number>> = { user: 0, organisation: 1, global: 2 };

/** The hash tag of a scope's keys: for a user that of everything else of the user, so that one round trip reaches all of it. */
export function scopeTag(scope: CacheScope): string {
  switch (scope.level) {
    case 'user':
      return ownerScope(scope);
    case 'organisation':
      return scope.organisationId;
    case 'global':
      return 'everybody';
  }
}

/** Decides what is cached, for whom and how long. */
export class CachePolicy {
  constructor(private readonly config: CacheConfig) {}

  /** Throws `AppError` for a scope that is wider than the installation allows. */
  plan(turn: PlannedTurn, { principal, origin, stored }: TurnContext): CachePlan {
    const { cache = {} } = turn.asked;
    this.requireScope(cache.scope);
    const reason = this.bypassReason(turn, origin.dialect);
    if (reason !== undefined) return { type: 'bypass', reason };
    const { ttlMs, maxAgeMs, tags = [] } = cache;
    const { organisationId, userId } = principal;
    const key = this.keyOf(turn, principal);
    const mode = cache.mode === undefined || cache.mode === 'bypass' ? 'default' : cache.mode;
    return {
      type: 'use',
      key,
      mode: mode === 'default' && isRegenerated(turn.asked) ? 'refresh' : mode,
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
      lifetimes: {
        freshMs: ttlMs ?? this.config.ttlMs,
        revalidateMs: this.config.revalidateMs,
        onErrorMs: this.config.onErrorMs,
      },
      facts: {
        model: turn.model.descriptor.id,
        strategy: turn.strategy,
        ...(stored === undefined ? {} : { conversationId: stored.conversationId }),
        ...(tags.length === 0 ? {} : { tags }),
        ...(key.scope.level === 'user' ? {} : { maker: { organisationId, userId } }),
      },
    };
  }

  private bypassReason({ asked, request }: PlannedTurn, dialect: string): BypassReason | undefined {
    const { enabled, maxTemperature, withTools } = this.config;
    if (!enabled) return 'disabled';
    if (asked.cache?.mode === 'bypass') return 'requested';
    if (dialect === 'internal' && asked.cache === undefined) return 'internal';
    if ((request.temperature ?? USUAL_TEMPERATURE) > maxTemperature) return 'temperature';
    if (!withTools && (request.tools?.length ?? 0) > 0) return 'tools';
    return request.passthrough?.['store'] === true ? 'stored_by_provider' : undefined;
  }

  private keyOf(
    { model, strategy, settings, promptVersion, request, asked }: PlannedTurn,
    principal: Principal,
  ): CacheKey {
    const scope = scopeOf(asked.cache?.scope ?? 'user', principal);
    const question = { scope, model: model.descriptor, strategy, settings: { ...settings }, promptVersion, request };
    return answerKey(question, scopeTag(scope));
  }

  private requireScope(level: ScopeLevel | undefined): void {
    const { widestScope } = this.config;
    if (level === undefined || WIDTH[level] <= WIDTH[widestScope]) return;
    throw new AppError(
      'invalid_parameter',
      `cache.scope is wider than this installation allows; ask for ${widestScope}, or have CACHE_WIDEST_SCOPE changed.`,
      { param: 'cache.scope' },
    );
  }
}

/** Whether what was said before is part of the question. */
export function isInConversation(asked: ChatTurn): boolean {
  return asked.conversation !== undefined;
}

/** Whether the answer is wanted anew, whatever the cache may hold. */
function isRegenerated(asked: ChatTurn): boolean {
  return asked.conversation?.regenerate !== undefined;
}

/** The scope of what somebody asks at this level. */
export function scopeOf(
  level: ScopeLevel,
  { organisationId, userId }: Pick<Principal, 'organisationId' | 'userId'>,
): CacheScope {
  switch (level) {
    case 'user':
      return { level, organisationId, userId };
    case 'organisation':
      return { level, organisationId };
    case 'global':
      return { level };
  }
}
