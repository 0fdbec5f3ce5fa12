import { GRAINS, MEASURES, type Grain, type Measure } from '@app/analytics';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_TIME = 253_402_300_799_999;
const MAX_WINDOW_SECONDS = 1_100 * 86_400;

/** What a series may be split by. */
export const SPLITS = ['type', 'model', 'provider', 'strategy', 'outcome', 'error', 'cache'] as const;

/** What has greatest values. */
export const TOP_DIMENSIONS = ['model', 'user', 'provider', 'strategy', 'error'] as const;

/** Parameters of every question: when, and about whom. */
export class AnalyticsQueryDto {
  @ApiPropertyOptional({
    example: 3600,
    minimum: 1,
    maximum: MAX_WINDOW_SECONDS,
    description: 'The last so many seconds. Default 3600. Not together with `from`.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_WINDOW_SECONDS)
  windowSeconds?: number;

  @ApiPropertyOptional({ example: 1_767_322_800_000, description: 'From then on, epoch milliseconds.' })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_TIME)
  from?: number;

  @ApiPropertyOptional({ example: 1_767_326_400_000, description: 'Before then, epoch milliseconds. Default: now.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_TIME)
  to?: number;

  @ApiPropertyOptional({ enum: GRAINS, description: 'Width of the buckets. Default: by the length of time.' })
  @IfGiven()
  @IsIn(GRAINS)
  grain?: Grain;

  @ApiPropertyOptional({
    enum: ['own', 'organisation'],
    description: 'Whose turns. Default: the organisation for operators and administrators, else your own.',
  })
  @IfGiven()
  @IsIn(['own', 'organisation'])
  scope?: 'own' | 'organisation';
}

/** Parameters of GET /api/v1/analytics/timeseries. */
export class TimeseriesQueryDto extends AnalyticsQueryDto {
  @ApiPropertyOptional({ enum: SPLITS, description: 'A series for each value of it. Of the organisation only.' })
  @IfGiven()
  @IsIn(SPLITS)
  by?: (typeof SPLITS)[number];

  @ApiPropertyOptional({
    description: 'Only this value of `by`.',
    maxLength: 200,
    example: 'anthropic/claude-sonnet-4-5',
  })
  @IfGiven()
  @IsString()
  @MaxLength(200)
  value?: string;
}

/** Parameters of GET /api/v1/analytics/top. */
export class TopQueryDto extends AnalyticsQueryDto {
  @ApiPropertyOptional({ enum: TOP_DIMENSIONS, description: 'Default `model`.' })
  @IfGiven()
  @IsIn(TOP_DIMENSIONS)
  dimension?: (typeof TOP_DIMENSIONS)[number];

  @ApiPropertyOptional({ enum: MEASURES, description: 'What they are ranked by. Default `requests`.' })
  @IfGiven()
  @IsIn(MEASURES)
  measure?: Measure;

  @ApiPropertyOptional({ example: 10, minimum: 1, maximum: 100, description: 'Default 10.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

/** Parameters of GET /api/v1/analytics/live. */
export class LiveQueryDto {
  @ApiPropertyOptional({ enum: ['own', 'organisation'], description: 'As elsewhere.' })
  @IfGiven()
  @IsIn(['own', 'organisation'])
  scope?: 'own' | 'organisation';
}
