import { METRIC_KINDS, type MetricKind } from '@app/monitoring';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_WINDOW_SECONDS = 604_800;
const MAX_EVENTS = 500;
const ID = /^\d{1,15}-\d{1,15}$/;

/** Parameters of GET /api/v1/monitoring/metrics. */
export class MetricsQueryDto {
  @ApiPropertyOptional({ example: 'chat.latency_ms', maxLength: 64, description: 'Absent: every metric.' })
  @IfGiven()
  @IsString()
  @MaxLength(64)
  name?: string;

  @ApiPropertyOptional({ example: 300, minimum: 1, maximum: MAX_WINDOW_SECONDS, description: 'Default 300.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_WINDOW_SECONDS)
  windowSeconds?: number;

  @ApiPropertyOptional({ example: 1000, minimum: 1, maximum: 10_000, description: 'The newest so many. Default 2000.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit?: number;
}

/** Parameters of GET /api/v1/monitoring/metrics/live. */
export class MetricsLiveQueryDto {
  @ApiPropertyOptional({
    example: 'chat.turns,chat.errors',
    maxLength: 1000,
    description: 'Comma-separated. Absent: all.',
  })
  @IfGiven()
  @IsString()
  @MaxLength(1000)
  names?: string;

  @ApiPropertyOptional({
    example: '1767322800000-42',
    description: 'As `Last-Event-ID`, for readers that cannot set it.',
  })
  @IfGiven()
  @Matches(ID, { message: '$property is an id of the stream, such as 1767322800000-42' })
  lastEventId?: string;
}

/** A metric event from outside. */
export class NewMetricEventDto {
  @ApiProperty({
    example: 'shop.orders',
    description: 'Lower-case letters, digits, `_` and `.`; none of our own names.',
  })
  @IsString()
  @MaxLength(64)
  name!: string;

  @ApiProperty({ example: 12 })
  @IsNumber({ allowNaN: false, allowInfinity: false })
  value!: number;

  @ApiPropertyOptional({
    enum: METRIC_KINDS,
    description: 'How values of an interval are taken together. Default `mean`.',
  })
  @IfGiven()
  @IsIn(METRIC_KINDS)
  kind?: MetricKind;

  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, example: { shop: 'north' } })
  @IfGiven()
  @IsObject()
  tags?: Record<string, string>;

  @ApiPropertyOptional({ example: 1_767_322_800_000, description: 'Epoch milliseconds. Default: now.' })
  @IfGiven()
  @IsInt()
  @Min(0)
  time?: number;
}

/** Body of POST /api/v1/monitoring/metrics. */
export class NewMetricEventsDto {
  @ApiProperty({ type: [NewMetricEventDto], minItems: 1, maxItems: MAX_EVENTS })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_EVENTS)
  @ValidateNested({ each: true })
  @Type(() => NewMetricEventDto)
  events!: NewMetricEventDto[];
}

/** What was measured at a moment. */
export class MetricEntryDto {
  @ApiProperty({ example: '1767322800000-42', description: 'Milliseconds and a number without holes.' })
  id!: string;

  @ApiProperty({ example: 'chat.latency_ms' })
  name!: string;

  @ApiProperty({ enum: METRIC_KINDS })
  kind!: MetricKind;

  @ApiProperty({ example: 1310.5, description: 'Of a `sum` the sum, of a `mean` the mean of `count` observations.' })
  value!: number;

  @ApiProperty({ example: 7 })
  count!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { model: 'anthropic/claude-sonnet-4-5' },
  })
  tags!: Readonly<Record<string, string>>;

  @ApiProperty({ example: 1_767_322_800_000, description: 'When it was measured, epoch milliseconds.' })
  time!: number;
}

/** What is missing, since this process started. */
export class MetricGapsDto {
  @ApiProperty({ example: 0, description: 'Events that could not be put on the stream.' })
  unwritten!: number;

  @ApiProperty({ example: 0, description: 'Events that were gone before the watch read them.' })
  unread!: number;

  @ApiProperty({ example: 0, description: 'Intervals of series that could not be kept.' })
  unsaved!: number;
}

/** Body of GET /api/v1/monitoring/metrics. */
export class MetricsDto {
  @ApiProperty({ example: 1_767_322_500_000, description: 'Epoch milliseconds.' })
  from!: number;

  @ApiProperty({ example: 1_767_322_800_000, description: 'Epoch milliseconds.' })
  to!: number;

  @ApiProperty({ type: [MetricEntryDto], description: 'Oldest first.' })
  events!: MetricEntryDto[];

  @ApiProperty({ type: MetricGapsDto })
  gaps!: MetricGapsDto;
}
