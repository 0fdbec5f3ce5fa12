import { actorOf, AuditTrail } from '@app/audit';
import { MemoryTier, type CacheFilter, type Removal } from '@app/cache';
import { AppError, Clock, type Principal } from '@app/kernel';
import { RedisStore } from '@app/storage';
import { Injectable } from '@nestjs/common';
import { CacheMetrics, type CacheCounts } from './cache-metrics';
import { CacheTotals } from './cache-totals';
import type { CacheKeyPageDto, CacheStatsDto, CountsDto } from './dto/cache-stats.dto';
import type { InvalidateDto, ListKeysDto } from './dto/invalidate.dto';
import { toKeyDto } from './to-key-dto';
import { TurnCache } from './turn-cache';
import { checkAccess } from '../http/auth/check-access';
import { answered } from '../http/errors/answered';

/** Where a request to administer comes from. */
export interface AdminOrigin {
  readonly principal: Principal;
  readonly requestId: string;
  readonly clientAddress: string;
}

const DEFAULT_PAGE = 100;
const ANY = '*';

/** What operators may see and do of the cache: always within their own organisation. */
@Injectable()
export class CacheAdminService {
  constructor(
    private readonly cache: TurnCache,
    private readonly memory: MemoryTier,
    private readonly metrics: CacheMetrics,
    private readonly totals: CacheTotals,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async stats(redis: RedisStore): Promise<CacheStatsDto> {
    const today = await this.totals.today();
    return {
      process: toCounts(this.metrics.counts),
      ...(today === undefined ? {} : { today: toCounts(today) }),
      memory: { answers: this.memory.count, sizeBytes: this.memory.sizeBytes, limitBytes: this.memory.mostBytes },
      making: this.cache.making,
      redis: redis.state,
    };
  }

  /** Throws `storage_unavailable` while Redis is away. */
  async keys({ limit, cursor, ...filter }: ListKeysDto, { organisationId }: Principal): Promise<CacheKeyPageDto> {
    const asked = { ...toFilter(filter), organisationId };
    const page = await answered(this.cache.list(asked, limit ?? DEFAULT_PAGE, cursor));
    const now = this.clock.now();
    return {
      keys: page.entries.map((meta) => toKeyDto(meta, now)),
      ...(page.cursor === undefined ? {} : { nextCursor: page.cursor }),
    };
  }

  /** Audited before it is done; counting alone is not an act. Throws `storage_unavailable` while Redis is away. */
  async invalidate(body: InvalidateDto, origin: AdminOrigin): Promise<Removal> {
    const { dryRun = false, all = false, everybody = false, ...names } = body;
    const filter = toFilter(names);
    if (Object.keys(filter).length === 0 && !all) {
      throw new AppError(
        'missing_parameter',
        'Say what is meant: key, userId, model, conversationId, tag, pattern, or all.',
        {
          param: 'all',
        },
      );
    }
    const { principal } = origin;
    if (everybody) requireAdmin(principal);
    const whose = everybody ? { level: 'global' as const } : { organisationId: principal.organisationId };
    if (!dryRun) await this.audit(body, origin);
    return answered(this.cache.remove({ ...filter, ...whose }, { dryRun }));
  }

  private audit(
    { key, userId, model, conversationId, tag, pattern, everybody }: InvalidateDto,
    origin: AdminOrigin,
  ): Promise<void> {
    const { principal, requestId, clientAddress } = origin;
    return this.trail.append({
      organisationId: principal.organisationId,
      actor: actorOf(principal),
      action: 'cache.invalidate',
      target: { type: 'cache', id: key ?? ANY },
      result: 'success',
      requestId,
      clientAddress,
      details: {
        userId,
        model,
        conversationId,
        name: tag,
        pattern,
        ...(everybody === true && { subject: 'everybody' }),
      },
    });
  }
}

function toFilter({ key, ...names }: Omit<ListKeysDto, 'limit' | 'cursor'>): CacheFilter {
  const filter = { ...names, hash: key };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function requireAdmin(principal: Principal): void {
  if (checkAccess({ roles: ['admin'], scope: 'any', installation: true }, principal) === undefined) return;
  throw new AppError(
    'forbidden',
    'Answers that belong to everybody are removed by administrators of the installation.',
  );
}

function toCounts(counts: CacheCounts): CountsDto {
  const { hitsMemory, hitsRedis, misses } = counts;
  const asked = hitsMemory + hitsRedis + misses;
  const rounded = { ...counts, savedMs: Math.round(counts.savedMs), savedMicroUsd: Math.round(counts.savedMicroUsd) };
  return {
    ...rounded,
    ...(asked === 0 ? {} : { hitRate: Math.round(((hitsMemory + hitsRedis) / asked) * 10_000) / 10_000 }),
  };
}
