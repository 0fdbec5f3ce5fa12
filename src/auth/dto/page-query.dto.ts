import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

/** Which part of a list. */
export class PageQueryDto {
  @ApiPropertyOptional({ description: 'Most items of the answer.', minimum: 1, maximum: 100, default: 50 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @ApiPropertyOptional({ description: 'The nextCursor of the answer before.' })
  @IfGiven()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}
