import { GRAINS, type Grain, type Totals } from '@app/analytics';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Sums over turns. */
export class TotalsDto implements Totals {
  @ApiProperty({ example: 1200 })
  requests!: number;

  @ApiProperty({ example: 12, description: 'Turns that failed. Refused and aborted ones are no errors.' })
  errors!: number;

  @ApiProperty({ example: 400 })
  cacheHits!: number;

  @ApiProperty({ example: 640_000 })
  inputTokens!: number;

  @ApiProperty({ example: 210_000 })
  outputTokens!: number;

  @ApiProperty({ example: 90_000 })
  reasoningTokens!: number;

  @ApiProperty({ example: 120_000 })
  cachedInputTokens!: number;

  @ApiProperty({
    example: 5_070_000,
    description: 'Millionths of a US dollar. Turns without a known price count as 0.',
  })
  costMicroUsd!: number;

  @ApiProperty({
    example: 1_600_000,
    description: 'What answers from the cache would have cost, millionths of a US dollar.',
  })
  savedMicroUsd!: number;

  @ApiProperty({ example: 250_000 })
  savedTokens!: number;

  @ApiProperty({ example: 1_930_000, description: 'Sum over the turns, milliseconds.' })
  latencyMs!: number;

  @ApiProperty({ example: 410_000, description: 'Sum over the turns that had a first text, milliseconds.' })
  firstTokenMs!: number;
}

/** Quantiles, each within 2 % of the true one. */
export class LatencyDto {
  @ApiProperty({ example: 1200, description: 'Turns measured.' })
  count!: number;

  @ApiPropertyOptional({ example: 1608.3, description: 'Milliseconds. Absent when nothing was measured.' })
  meanMs?: number;

  @ApiPropertyOptional({ example: 1180.5 })
  p50Ms?: number;

  @ApiPropertyOptional({ example: 4310.2 })
  p95Ms?: number;

  @ApiPropertyOptional({ example: 9020.7 })
  p99Ms?: number;
}

/** What turns with one value came to. */
export class ValueTotalsDto {
  @ApiProperty({
    example: 'anthropic/claude-sonnet-4-5',
    description: 'Empty: everything beyond the values told apart.',
  })
  value!: string;

  @ApiProperty({ type: TotalsDto })
  totals!: TotalsDto;

  @ApiPropertyOptional({ type: LatencyDto, description: 'Only of models.' })
  latency?: LatencyDto;

  @ApiPropertyOptional({ type: LatencyDto, description: 'Time to the first text. Only of models.' })
  firstToken?: LatencyDto;
}

/** The time that an answer is about. */
export class AnalyticsRangeDto {
  @ApiProperty({ enum: ['own', 'organisation'] })
  scope!: 'own' | 'organisation';

  @ApiProperty({ enum: GRAINS })
  grain!: Grain;

  @ApiProperty({ example: 1_767_322_800_000, description: 'Begin of the first bucket, epoch milliseconds.' })
  from!: number;

  @ApiProperty({ example: 1_767_326_400_000, description: 'End of the last bucket, epoch milliseconds.' })
  to!: number;

  @ApiProperty({ description: 'False while Redis is away: what was not yet rolled up is missing.' })
  live!: boolean;
}

/** Body of GET /api/v1/analytics/summary. The lists are of the organisation only, greatest first. */
export class AnalyticsSummaryDto extends AnalyticsRangeDto {
  @ApiProperty({ type: TotalsDto })
  totals!: TotalsDto;

  @ApiProperty({ example: 0.01, description: 'Errors of all turns, 0 to 1.' })
  errorRate!: number;

  @ApiProperty({ example: 0.33, description: 'Answers from the cache of all turns, 0 to 1.' })
  cacheHitRate!: number;

  @ApiPropertyOptional({ example: 42, description: 'Different users, within 1 % or so. Absent for seconds.' })
  uniqueUsers?: number;

  @ApiProperty({ type: LatencyDto, description: 'Of whole turns. Of your own turns: the mean alone.' })
  latency!: LatencyDto;

  @ApiProperty({ type: LatencyDto, description: 'Time to the first text.' })
  firstToken!: LatencyDto;

  @ApiPropertyOptional({ type: [ValueTotalsDto] })
  byType?: ValueTotalsDto[];

  @ApiPropertyOptional({ type: [ValueTotalsDto] })
  byModel?: ValueTotalsDto[];

  @ApiPropertyOptional({ type: [ValueTotalsDto] })
  byProvider?: ValueTotalsDto[];

  @ApiPropertyOptional({ type: [ValueTotalsDto] })
  byStrategy?: ValueTotalsDto[];

  @ApiPropertyOptional({ type: [ValueTotalsDto] })
  byOutcome?: ValueTotalsDto[];

  @ApiPropertyOptional({ type: [ValueTotalsDto] })
  byError?: ValueTotalsDto[];

  @ApiPropertyOptional({ type: [ValueTotalsDto] })
  byCache?: ValueTotalsDto[];
}

/** One bucket. */
export class AnalyticsPointDto {
  @ApiProperty({ example: 1_767_322_800_000, description: 'Begin of the bucket, epoch milliseconds.' })
  start!: number;

  @ApiProperty({ type: TotalsDto })
  totals!: TotalsDto;

  @ApiPropertyOptional({ type: LatencyDto, description: 'Of all turns and by model only.' })
  latency?: LatencyDto;

  @ApiPropertyOptional({ type: LatencyDto, description: 'Of all turns and by model only.' })
  firstToken?: LatencyDto;
}

/** The buckets of one value. */
export class AnalyticsSeriesDto {
  @ApiProperty({ example: 'all', description: '`all` without `by`. Empty: everything beyond the values told apart.' })
  value!: string;

  @ApiProperty({ type: [AnalyticsPointDto], description: 'Every bucket of the time, oldest first.' })
  points!: AnalyticsPointDto[];
}

/** Body of GET /api/v1/analytics/timeseries. */
export class AnalyticsTimeseriesDto extends AnalyticsRangeDto {
  @ApiProperty({ type: [AnalyticsSeriesDto], description: 'Most requests first, at most 20.' })
  series!: AnalyticsSeriesDto[];

  @ApiProperty({ example: 0, description: 'Values that had no place among the 20.' })
  omitted!: number;
}

/** Body of GET /api/v1/analytics/top. */
export class AnalyticsTopDto extends AnalyticsRangeDto {
  @ApiProperty({ type: [ValueTotalsDto], description: 'Greatest first.' })
  items!: ValueTotalsDto[];
}
