import { ANOMALY_STATUSES, type Anomaly, type AnomalyStatus, type OddSeries } from '@app/monitoring';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_TIME = 253_402_300_799_999;
const MAX_VALUES = 3_000;

/** Parameters of GET /api/v1/monitoring/anomalies. */
export class AnomaliesQueryDto {
  @ApiPropertyOptional({ enum: ANOMALY_STATUSES })
  @IfGiven()
  @IsIn(ANOMALY_STATUSES)
  status?: AnomalyStatus;

  @ApiPropertyOptional({ example: 'latency_ms', maxLength: 64 })
  @IfGiven()
  @IsString()
  @MaxLength(64)
  series?: string;

  @ApiPropertyOptional({
    description: 'Only earlier ones, epoch milliseconds: `at` of the last one of the page before.',
  })
  @IfGiven()
  @IsInt()
  @Min(0)
  @Max(MAX_TIME)
  before?: number;

  @ApiPropertyOptional({ example: 50, minimum: 1, maximum: 200, description: 'Default 50.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

/** Body of POST /api/v1/monitoring/anomalies/{id}/feedback. */
export class AnomalyFeedbackDto {
  @ApiProperty({ enum: ANOMALY_STATUSES, example: 'dismissed', description: '`open` takes back what was said.' })
  @IsIn(ANOMALY_STATUSES)
  status!: AnomalyStatus;

  @ApiPropertyOptional({ example: 'A load test.', maxLength: 1000 })
  @IfGiven()
  @IsString()
  @MaxLength(1000)
  note?: string;
}

/** Parameters of GET /api/v1/monitoring/series. */
export class SeriesQueryDto {
  @ApiPropertyOptional({ example: 'latency_ms', maxLength: 64, description: 'Absent: only the names.' })
  @IfGiven()
  @IsString()
  @MaxLength(64)
  name?: string;

  @ApiPropertyOptional({ example: 86_400, minimum: 60, maximum: 31_622_400, description: 'Default 86400.' })
  @IfGiven()
  @IsInt()
  @Min(60)
  @Max(31_622_400)
  windowSeconds?: number;
}

/** Body of POST /api/v1/monitoring/detect. */
export class DetectDto {
  @ApiProperty({
    type: [Number],
    minItems: 1,
    maxItems: MAX_VALUES,
    example: [12, 13, 12, 14],
    description: 'In their order, evenly spaced.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_VALUES)
  @IsNumber({ allowNaN: false, allowInfinity: false }, { each: true })
  values!: number[];
}

/** What contributes to a deviation. */
export class ContributionDto {
  @ApiProperty({ example: 'model' })
  tag!: string;

  @ApiProperty({ example: 'anthropic/claude-sonnet-4-5' })
  value!: string;

  @ApiProperty({
    example: 0.93,
    description: 'Its part of the whole deviation; more than 1 when others went the other way.',
  })
  share!: number;

  @ApiProperty({ example: 0.61 })
  now!: number;

  @ApiProperty({ example: 0.01 })
  usual!: number;
}

/** A series that was odd. */
export class OddSeriesDto implements OddSeries {
  @ApiProperty({ example: 'error_rate' })
  series!: string;

  @ApiProperty({ example: 0.64 })
  value!: number;

  @ApiProperty({ example: 0.02, description: 'What it was of late.' })
  usual!: number;

  @ApiProperty({
    example: 3.4,
    nullable: true,
    type: Number,
    description: 'In multiples of the strangest stretch of late; null: it had never changed.',
  })
  strangeness!: number | null;

  @ApiProperty({ example: 0.76, description: 'How likely it is an anomaly, 0 to 1; told from 0.5 on.' })
  score!: number;

  @ApiProperty({ type: [ContributionDto], description: 'The cause: greatest contribution first.' })
  contributions!: ContributionDto[];
}

/** Something odd. */
export class AnomalyDto extends OddSeriesDto implements Anomaly {
  @ApiProperty({ example: 'anomaly_01jk3v7c8m0f3k9m2p7q4r8s1t' })
  id!: string;

  @ApiProperty({ example: 1_767_322_800_000, description: 'Begin of its interval, epoch milliseconds.' })
  at!: number;

  @ApiProperty({ type: [OddSeriesDto], description: 'Other series that were odd in the same interval.' })
  related!: OddSeriesDto[];

  @ApiProperty({ enum: ANOMALY_STATUSES })
  status!: AnomalyStatus;

  @ApiPropertyOptional({ example: 'A load test.' })
  note?: string;

  @ApiPropertyOptional({ example: 'user_local' })
  decidedBy?: string;

  @ApiPropertyOptional({ example: 1_767_323_000_000 })
  decidedAt?: number;
}

/** Body of GET /api/v1/monitoring/anomalies. */
export class AnomaliesDto {
  @ApiProperty({ type: [AnomalyDto], description: 'Newest first.' })
  anomalies!: AnomalyDto[];
}

/** One point of a series. */
export class SeriesPointDto {
  @ApiProperty({ example: 1_767_322_800_000, description: 'Epoch milliseconds.' })
  start!: number;

  @ApiProperty({ example: 1310.5 })
  value!: number;
}

/** Body of GET /api/v1/monitoring/series. */
export class SeriesDto {
  @ApiProperty({ type: [String], example: ['error_rate', 'latency_ms', 'requests'] })
  names!: string[];

  @ApiProperty({ example: 60_000, description: 'Time from one point to the next, milliseconds.' })
  intervalMs!: number;

  @ApiPropertyOptional({ type: [SeriesPointDto], description: 'Oldest first. Present when a name was given.' })
  points?: SeriesPointDto[];

  @ApiPropertyOptional({ type: [AnomalyDto], description: 'What was odd about it in this time.' })
  anomalies?: AnomalyDto[];
}

/** Body of POST /api/v1/monitoring/detect. */
export class DetectionDto {
  @ApiProperty({ type: [Number], example: [0, 0, 0, 0.71], description: 'A score for each value, 0 to 1.' })
  scores!: number[];

  @ApiProperty({ example: 0.5, description: 'From this score on a value is an anomaly.' })
  alertScore!: number;

  @ApiProperty({ type: [Number], example: [3], description: 'The places of the anomalies, from 0.' })
  anomalies!: number[];
}
