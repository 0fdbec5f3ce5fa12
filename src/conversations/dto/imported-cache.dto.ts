import type { ChatCacheInfo } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsNumber, Min } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const STATUSES = ['hit', 'stale', 'miss', 'bypass'] as const satisfies readonly ChatCacheInfo['status'][];
const LAYERS = ['memory', 'redis'] as const;

/** How the cache took part in an exported answer. */
export class ImportedCacheDto implements ChatCacheInfo {
  @ApiProperty({ enum: STATUSES })
  @IsIn(STATUSES)
  status!: ChatCacheInfo['status'];

  @ApiPropertyOptional({ enum: LAYERS })
  @IfGiven()
  @IsIn(LAYERS)
  layer?: 'memory' | 'redis';

  @ApiPropertyOptional({ minimum: 0 })
  @IfGiven()
  @IsNumber()
  @Min(0)
  ageMs?: number;

  @ApiPropertyOptional({ minimum: 0 })
  @IfGiven()
  @IsNumber()
  @Min(0)
  savedMicroUsd?: number;
}
