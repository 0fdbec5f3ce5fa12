import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Sums of calls that agree in what was asked for. */
export class UsageRowDto {
  @ApiPropertyOptional({ description: 'With groupBy=day; UTC.', example: '2026-11-25' })
  day?: string;

  @ApiPropertyOptional({ description: 'With groupBy=month; UTC.', example: '2026-11' })
  month?: string;

  @ApiPropertyOptional({ example: 'user_local' })
  user?: string;

  @ApiPropertyOptional({ description: 'Empty: without a key.', example: 'key_01hq3v6m2k9x7c1b5n8t6r4w2z' })
  key?: string;

  @ApiPropertyOptional({ example: 'openai' })
  provider?: string;

  @ApiPropertyOptional({ example: 'openai/gpt-5.1' })
  model?: string;

  @ApiPropertyOptional({ example: 'cot' })
  strategy?: string;

  @ApiProperty({ example: 1204 })
  calls!: number;

  @ApiProperty({ description: 'Calls that run now; their cost is not in the sums.', example: 2 })
  runningCalls!: number;

  @ApiProperty({ description: 'Calls whose tokens the provider did not all tell.', example: 7 })
  estimatedCalls!: number;

  @ApiProperty({ description: 'Calls whose price is not known; their cost is not in the sums.', example: 0 })
  unpricedCalls!: number;

  @ApiProperty({ example: 803_112 })
  inputTokens!: number;

  @ApiProperty({ example: 251_008 })
  outputTokens!: number;

  @ApiProperty({ example: 101_002 })
  reasoningTokens!: number;

  @ApiProperty({ example: 400_000 })
  cachedInputTokens!: number;

  @ApiProperty({ example: 0 })
  cacheWriteTokens!: number;

  @ApiProperty({ description: 'Millionths of a US dollar.', example: 3_511_204 })
  costMicroUsd!: number;

  @ApiProperty({ description: 'The part of it that is estimated.', example: 12_004 })
  estimatedCostMicroUsd!: number;
}

/** Usage of an organisation or of a user. */
export class UsageDto {
  @ApiProperty({ description: 'Epoch milliseconds, inclusive.', example: 1_793_000_000_000 })
  since!: number;

  @ApiProperty({ description: 'Epoch milliseconds, exclusive.', example: 1_795_592_000_000 })
  until!: number;

  @ApiProperty({ type: [UsageRowDto] })
  rows!: UsageRowDto[];

  @ApiProperty({ description: 'True when there are more rows than one answer holds: narrow the time or the groups.' })
  truncated!: boolean;
}
