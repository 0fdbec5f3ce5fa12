import type { ErrorCode } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WARMUP_SOURCES, WARMUP_STATUSES, type WarmupSource, type WarmupStatus } from '../warmup';

/** A warm-up and how it stands. */
export class WarmupDto {
  @ApiProperty({ example: 'warmup_7q4k2m9x0c1v3b5n8t6r4w2z1y' })
  id!: string;

  @ApiProperty({ example: 1_795_396_312_000, description: 'Epoch milliseconds.' })
  createdAt!: number;

  @ApiProperty({ enum: WARMUP_SOURCES })
  source!: WarmupSource;

  @ApiProperty({ example: 100 })
  limit!: number;

  @ApiProperty({ example: 2 })
  concurrency!: number;

  @ApiProperty({ example: 100 })
  maxRequests!: number;

  @ApiPropertyOptional({ example: 500_000 })
  maxCostMicroUsd?: number;

  @ApiProperty({ enum: WARMUP_STATUSES, description: '`budget`: it had asked or spent what it may.' })
  status!: WarmupStatus;

  @ApiProperty({ example: 80, description: 'Questions that were found.' })
  total!: number;

  @ApiProperty({ example: 40 })
  done!: number;

  @ApiProperty({ example: 25, description: 'Answers that were made.' })
  made!: number;

  @ApiProperty({ example: 14, description: 'Answers that were fresh already.' })
  fresh!: number;

  @ApiProperty({ example: 1 })
  failed!: number;

  @ApiProperty({ example: 7_400 })
  costMicroUsd!: number;

  @ApiPropertyOptional({ example: 'provider_timeout', description: 'Why the last one failed.' })
  lastError?: ErrorCode;

  @ApiPropertyOptional()
  startedAt?: number;

  @ApiPropertyOptional()
  endedAt?: number;
}
