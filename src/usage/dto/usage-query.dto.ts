import { USAGE_DIMENSIONS } from '@app/usage';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_NAME = 200;
const MAX_TIME = 253_402_300_799_999;
const DIMENSION = `(?:${USAGE_DIMENSIONS.join('|')})`;
const DIMENSIONS = new RegExp(`^${DIMENSION}(?:,${DIMENSION}){0,6}$`);

/** Parameters of GET /api/v1/usage and its export. */
export class UsageQueryDto {
  @ApiPropertyOptional({
    description: `What the sums are divided by, comma-separated: ${USAGE_DIMENSIONS.join(', ')}. Default: nothing, one sum.`,
    example: 'day,model',
  })
  @IfGiven()
  @Matches(DIMENSIONS, { message: `$property must be a comma-separated list of ${USAGE_DIMENSIONS.join(', ')}` })
  groupBy?: string;

  @ApiPropertyOptional({
    description: 'From this moment on, epoch milliseconds. Default: 30 days before until.',
    example: 1_795_000_000_000,
  })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_TIME)
  since?: number;

  @ApiPropertyOptional({
    description: 'Before this moment, epoch milliseconds. Default: now.',
    example: 1_796_000_000_000,
  })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_TIME)
  until?: number;

  @ApiPropertyOptional({ description: 'Only of this user. Users without a further role see their own usage only.' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_NAME)
  userId?: string;

  @ApiPropertyOptional({ description: 'Only of this API key, by its id.' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_NAME)
  keyId?: string;

  @ApiPropertyOptional({ description: 'Only of this provider.', example: 'openai' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_NAME)
  provider?: string;

  @ApiPropertyOptional({ description: 'Only of this model, by its id.', example: 'openai/gpt-5.1' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_NAME)
  model?: string;

  @ApiPropertyOptional({ description: 'Only of this strategy.', example: 'cot' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_NAME)
  strategy?: string;
}
