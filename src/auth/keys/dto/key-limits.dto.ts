import type { PrincipalLimits } from '@app/kernel';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IfGiven } from '../../../http/validation/if-given.decorator';

const MOST = 1_000_000_000;

/** Limits of a key in place of the service's own. An absent one: the service's holds. */
export class KeyLimitsDto implements PrincipalLimits {
  @ApiPropertyOptional({ minimum: 1, maximum: MOST, example: 60 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST)
  requestsPerMinute?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: MOST, example: 100000 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST)
  tokensPerMinute?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: MOST, example: 4 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST)
  concurrentRequests?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: MOST, example: 5 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST)
  concurrentSessions?: number;
}
