import { SCOPE_LEVELS, type ScopeLevel } from '@app/cache';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CacheCounts } from '../cache-metrics';

/** What was counted. */
export class CountsDto implements CacheCounts {
  @ApiProperty({ example: 812 })
  hitsMemory!: number;

  @ApiProperty({ example: 95 })
  hitsRedis!: number;

  @ApiProperty({ example: 4, description: 'Hits that were past their time.' })
  stale!: number;

  @ApiProperty({ example: 120 })
  misses!: number;

  @ApiProperty({ example: 31, description: 'Turns in which the cache took no part.' })
  bypassed!: number;

  @ApiProperty({ example: 118 })
  stored!: number;

  @ApiProperty({ example: 2, description: 'Answers that were made and not stored.' })
  notStored!: number;

  @ApiProperty({ example: 7, description: 'Answers made anew in the background.' })
  refreshes!: number;

  @ApiProperty({ example: 0, description: 'Stored values that were no answer and were removed.' })
  badValues!: number;

  @ApiProperty({ example: 1_840_000, description: 'Time that the stored answers once took to make.' })
  savedMs!: number;

  @ApiProperty({ example: 420_000, description: 'What the stored answers once cost.' })
  savedMicroUsd!: number;

  @ApiPropertyOptional({ example: 0.88, description: 'Hits of hits and misses, 0 to 1. Absent: nothing was asked.' })
  hitRate?: number;
}

/** The memory of the process that answers. */
export class CacheMemoryDto {
  @ApiProperty({ example: 1_204 })
  answers!: number;

  @ApiProperty({ example: 9_120_000, description: 'Estimated.' })
  sizeBytes!: number;

  @ApiProperty({ example: 67_108_864 })
  limitBytes!: number;
}

/** How the cache does. */
export class CacheStatsDto {
  @ApiProperty({ type: CountsDto, description: 'The process that answers, since its start.' })
  process!: CountsDto;

  @ApiPropertyOptional({ type: CountsDto, description: 'All processes, this UTC day. Absent while Redis is away.' })
  today?: CountsDto;

  @ApiProperty({ type: CacheMemoryDto })
  memory!: CacheMemoryDto;

  @ApiProperty({ example: 1, description: 'Answers that this process makes now.' })
  making!: number;

  @ApiProperty({ enum: ['closed', 'open', 'half-open'], description: 'The circuit breaker of Redis; closed is good.' })
  redis!: 'closed' | 'open' | 'half-open';
}

/** A stored answer; nothing of what was asked or answered. */
export class CacheKeyDto {
  @ApiProperty({ example: 'pXz3mJ0Vq7lT9yF5sN2bK8dW4hR6cA1eU0oG3iY7kQM' })
  key!: string;

  @ApiProperty({ enum: SCOPE_LEVELS })
  scope!: ScopeLevel;

  @ApiPropertyOptional({ example: 'user_local', description: 'Whose question made it.' })
  userId?: string;

  @ApiProperty({ example: 'anthropic/claude-sonnet-4-5' })
  model!: string;

  @ApiProperty({ example: 'cot' })
  strategy!: string;

  @ApiPropertyOptional()
  conversationId?: string;

  @ApiPropertyOptional({ type: [String] })
  tags?: string[];

  @ApiProperty({ example: 1_795_396_312_000, description: 'Epoch milliseconds.' })
  createdAt!: number;

  @ApiProperty({ example: 61_000 })
  ageMs!: number;

  @ApiProperty({ enum: ['fresh', 'stale', 'expired'], description: 'expired: only while the provider fails.' })
  freshness!: 'fresh' | 'stale' | 'expired';

  @ApiProperty({ example: 1_795_486_312_000, description: 'When it is removed, epoch milliseconds.' })
  expiresAt!: number;

  @ApiProperty({ example: 2_410, description: 'How long it took to make.' })
  fillMs!: number;

  @ApiPropertyOptional({ example: 310 })
  costMicroUsd?: number;
}

/** A page of stored answers, in no order. It may be empty and yet not the last. */
export class CacheKeyPageDto {
  @ApiProperty({ type: [CacheKeyDto] })
  keys!: CacheKeyDto[];

  @ApiPropertyOptional({ description: 'For the next page; absent on the last one.' })
  nextCursor?: string;
}

/** What an invalidation found. */
export class RemovalDto {
  @ApiProperty({ example: 12, description: 'Answers that are meant.' })
  matched!: number;

  @ApiProperty({ example: 12, description: '0 in a dry run.' })
  removed!: number;
}
