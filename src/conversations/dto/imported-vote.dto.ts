import {
  MAX_SAMPLES,
  FINISH_REASONS,
  ERROR_CODES,
  SAMPLE_STATUSES,
  VOTE_REASONS,
  type ChatUsage,
  type ErrorCode,
  type FinishReason,
  type MessageSample,
  type SampleStatus,
  type VoteReason,
  type VoteResult,
} from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';
import { MAX_CONTENT_LENGTH } from './message.dto';

const MAX_WARNINGS = 100;

/** A sample of an exported answer. */
export class ImportedSampleDto implements MessageSample {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: MAX_SAMPLES - 1 })
  @IsInt()
  @Min(0)
  @Max(MAX_SAMPLES - 1)
  branch!: number;

  @ApiProperty({ enum: SAMPLE_STATUSES })
  @IsIn(SAMPLE_STATUSES)
  status!: SampleStatus;

  @ApiPropertyOptional()
  @IfGiven()
  @IsString()
  @MaxLength(MAX_CONTENT_LENGTH)
  finalAnswer?: string;

  @ApiPropertyOptional()
  @IfGiven()
  @IsString()
  @MaxLength(MAX_CONTENT_LENGTH)
  answer?: string;

  @ApiPropertyOptional()
  @IfGiven()
  @IsBoolean()
  agrees?: boolean;

  @ApiPropertyOptional()
  @IfGiven()
  @IsBoolean()
  complete?: boolean;

  @ApiPropertyOptional({ enum: FINISH_REASONS })
  @IfGiven()
  @IsIn(FINISH_REASONS)
  finishReason?: FinishReason;

  @ApiPropertyOptional({ type: [String] })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_WARNINGS)
  @IsString({ each: true })
  warnings?: string[];

  @ApiPropertyOptional({ enum: ERROR_CODES })
  @IfGiven()
  @IsIn(ERROR_CODES)
  errorCode?: ErrorCode;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IfGiven()
  @IsObject()
  usage?: ChatUsage;

  @ApiProperty({ minimum: 0 })
  @IsNumber()
  @Min(0)
  durationMs!: number;
}

/** The samples of an exported answer that gave one answer. */
export class ImportedAnswerCountDto {
  @ApiProperty()
  @IsString()
  @MaxLength(MAX_CONTENT_LENGTH)
  answer!: string;

  @ApiProperty({ type: [Number] })
  @IsArray()
  @ArrayMaxSize(MAX_SAMPLES)
  @IsInt({ each: true })
  branches!: number[];
}

/** The vote of an exported answer. */
export class ImportedVoteDto implements VoteResult {
  @ApiPropertyOptional({ type: 'integer' })
  @IfGiven()
  @IsInt()
  winner?: number;

  @ApiProperty({ type: [ImportedAnswerCountDto] })
  @IsArray()
  @ArrayMaxSize(MAX_SAMPLES)
  @ValidateNested({ each: true })
  @Type(() => ImportedAnswerCountDto)
  counts!: ImportedAnswerCountDto[];

  @ApiProperty({ minimum: 0, maximum: 1 })
  @IsNumber()
  @Min(0)
  @Max(1)
  agreement!: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_SAMPLES })
  @IsInt()
  @Min(1)
  @Max(MAX_SAMPLES)
  samples!: number;

  @ApiProperty()
  @IsBoolean()
  stoppedEarly!: boolean;

  @ApiPropertyOptional({ enum: VOTE_REASONS })
  @IfGiven()
  @IsIn(VOTE_REASONS)
  reason?: VoteReason;
}
