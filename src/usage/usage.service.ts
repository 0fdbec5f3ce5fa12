import { actorOf, AuditTrail } from '@app/audit';
import { AppError, Clock, type Principal } from '@app/kernel';
import {
  csvLine,
  UsageReport,
  USAGE_DIMENSIONS,
  type UsageDimension,
  type UsageFilter,
  type UsageRow,
} from '@app/usage';
import { Injectable } from '@nestjs/common';
import type { UsageDto } from './dto/usage.dto';
import type { UsageQueryDto } from './dto/usage-query.dto';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MOST_ROWS = 10_000;
/** An export is made in memory. */
const MOST_EXPORTED = 100_000;

const SUMS = [
  'calls',
  'runningCalls',
  'estimatedCalls',
  'unpricedCalls',
  'inputTokens',
  'outputTokens',
  'reasoningTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'costMicroUsd',
  'estimatedCostMicroUsd',
] as const satisfies readonly (keyof UsageRow)[];

/** Who asks, and how. */
export interface UsageAsker {
  principal: Principal;
  requestId: string;
  clientAddress: string;
}

/** Tells what was used and what it cost. */
@Injectable()
export class UsageService {
  constructor(
    private readonly report: UsageReport,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The sums that are asked for, of the caller's organisation, or of the caller alone. */
  async sums(query: UsageQueryDto, principal: Principal): Promise<UsageDto> {
    const filter = this.filterOf(query, principal);
    const rows = await this.report.sums(filter, dimensionsOf(query), MOST_ROWS + 1);
    const { since, until } = filter;
    return { since, until, rows: rows.slice(0, MOST_ROWS), truncated: rows.length > MOST_ROWS };
  }

  /** The same as CSV. An audited act. Throws `invalid_parameter` for more than {@link MOST_EXPORTED} lines. */
  async exportCsv(query: UsageQueryDto, { principal, ...origin }: UsageAsker): Promise<string> {
    const dimensions = dimensionsOf({ groupBy: query.groupBy ?? USAGE_DIMENSIONS.join(',') });
    const rows = await this.report.sums(this.filterOf(query, principal), dimensions, MOST_EXPORTED + 1);
    if (rows.length > MOST_EXPORTED) throw tooMany();
    await this.audit.append({
      organisationId: principal.organisationId,
      actor: actorOf(principal),
      action: 'usage.export',
      target: { type: 'usage', id: principal.organisationId },
      result: 'success',
      ...origin,
      details: { count: rows.length, format: 'csv' },
    });
    const lines = rows.map((row) => csvLine([...dimensions, ...SUMS].map((name) => row[name])));
    return csvLine([...dimensions, ...SUMS]) + lines.join('');
  }

  private filterOf(query: UsageQueryDto, principal: Principal): UsageFilter {
    const { userId, keyId, provider, model, strategy, until = this.clock.now() + 1 } = query;
    const since = query.since ?? until - DEFAULT_DAYS * DAY_MS;
    if (since >= until) throw new AppError('invalid_parameter', 'since must be before until', { param: 'since' });
    const isOwn = principal.roles.every((role) => role === 'user');
    if (isOwn && userId !== undefined && userId !== principal.userId) {
      throw new AppError('forbidden', 'Only auditors, operators and administrators see the usage of others.');
    }
    const { organisationId } = principal;
    return {
      organisationId,
      since,
      until,
      userId: isOwn ? principal.userId : userId,
      keyId,
      provider,
      model,
      strategy,
    };
  }
}

function tooMany(): AppError {
  const message = `These are more than ${MOST_EXPORTED.toLocaleString('en')} lines. Export a shorter time (since, until) or by less (groupBy).`;
  return new AppError('invalid_parameter', message, { param: 'groupBy' });
}

/** The DTO has checked them. */
function dimensionsOf({ groupBy }: Pick<UsageQueryDto, 'groupBy'>): UsageDimension[] {
  return groupBy === undefined ? [] : [...new Set(groupBy.split(',') as UsageDimension[])];
}
