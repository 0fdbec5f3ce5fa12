import { CACHE_SCOPES, STRATEGY_NAMES, type CacheScopeName, type StrategyName } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { MOST_POPULAR_QUESTIONS } from '../../config/cache-settings';
import { IfGiven } from '../../http/validation/if-given.decorator';
import { WARMUP_SOURCES, type WarmupSource } from '../warmup';

const MAX_LISTED = 1_000;
const MAX_QUESTION_LENGTH = 8_192;
const MAX_CONCURRENCY = 8;
const MAX_COST = 1_000_000_000;
const MAX_TAGS = 10;

/** One question of an uploaded list. */
export class WarmupQuestionDto {
  @ApiProperty({ example: 'How do I reset my password?', maxLength: MAX_QUESTION_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_QUESTION_LENGTH)
  message!: string;

  @ApiPropertyOptional({ default: 'auto', maxLength: 200 })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  model?: string;

  @ApiPropertyOptional({ enum: STRATEGY_NAMES, default: 'auto' })
  @IfGiven()
  @IsIn(STRATEGY_NAMES)
  strategy?: StrategyName;

  @ApiPropertyOptional({ minimum: 0, maximum: 2 })
  @IfGiven()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number;

  @ApiPropertyOptional({
    enum: CACHE_SCOPES,
    default: 'user',
    description: 'For whom; `user` is the one who starts the warm-up.',
  })
  @IfGiven()
  @IsIn(CACHE_SCOPES)
  scope?: CacheScopeName;

  @ApiPropertyOptional({ type: [String], maxItems: MAX_TAGS })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_TAGS)
  @IsString({ each: true })
  @Matches(/^[\w.:-]{1,64}$/, {
    each: true,
    message: 'each of $property must be 1 to 64 letters, digits, dots, colons, underscores or hyphens',
  })
  tags?: string[];
}

/** Body of POST /api/v1/cache/warmup. */
export class CreateWarmupDto {
  @ApiProperty({ enum: WARMUP_SOURCES, description: 'The most asked questions, the last asked ones, or a list.' })
  @IsIn(WARMUP_SOURCES)
  source!: WarmupSource;

  @ApiPropertyOptional({ type: [WarmupQuestionDto], description: 'With the source `list`, and only then.' })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_LISTED)
  @ValidateNested({ each: true })
  @Type(() => WarmupQuestionDto)
  questions?: WarmupQuestionDto[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MOST_POPULAR_QUESTIONS,
    default: 100,
    description: 'Questions that are looked at; CACHE_POPULAR_QUESTIONS are remembered at most.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST_POPULAR_QUESTIONS)
  limit?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_CONCURRENCY, default: 2 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_CONCURRENCY)
  concurrency?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MOST_POPULAR_QUESTIONS,
    default: 100,
    description: 'Questions that may be asked of providers.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MOST_POPULAR_QUESTIONS)
  maxRequests?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_COST,
    description: 'What they may cost, millionths of a US dollar.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_COST)
  maxCostMicroUsd?: number;
}
