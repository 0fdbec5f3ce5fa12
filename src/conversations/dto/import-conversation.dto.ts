import {
  MAX_SAMPLES,
  FINISH_REASONS,
  ERROR_CODES,
  MESSAGE_STATES,
  RESOLVED_STRATEGY_NAMES,
  type ConfidenceSource,
  type ErrorCode,
  type ExportedConversation,
  type FinishReason,
  type MessageTimings,
  type MessageUsage,
  type ImportConversation,
  type MessageState,
  type ReasoningStep,
  type ResolvedStrategyName,
} from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';
import { ImportedCacheDto } from './imported-cache.dto';
import { ImportedSampleDto, ImportedVoteDto } from './imported-vote.dto';
import { MAX_CONTENT_LENGTH, MAX_ID_LENGTH, NewMessageDto } from './message.dto';

const MAX_MESSAGES = 10_000;
const MAX_STEPS = 1_000;
const MAX_WARNINGS = 100;
/** Year 2286: later than any export. */
const LAST_MS = 9_999_999_999_999;

const UnlessNull = (): PropertyDecorator => ValidateIf((_object, value) => value !== null);

/** A message of an export. What an answer says of itself is taken as it is: it is shown, and nothing is decided by it. */
export class ImportedMessageDto extends NewMessageDto {
  @ApiProperty({ example: 'msg_1', description: 'A name within the file.' })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID_LENGTH)
  id!: string;

  @ApiProperty({ type: 'string', nullable: true, example: null, description: 'The id of the message before it.' })
  @UnlessNull()
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  parentId!: string | null;

  @ApiProperty({ enum: MESSAGE_STATES, example: 'complete' })
  @IsIn(MESSAGE_STATES)
  state!: MessageState;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: LAST_MS, example: 1_795_377_600_000 })
  @IsInt()
  @Min(0)
  @Max(LAST_MS)
  createdAt!: number;

  @ApiPropertyOptional()
  @IfGiven()
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  chatId?: string;

  @ApiPropertyOptional()
  @IfGiven()
  @IsString()
  @MaxLength(200)
  provider?: string;

  @ApiPropertyOptional()
  @IfGiven()
  @IsString()
  @MaxLength(200)
  model?: string;

  @ApiPropertyOptional({ enum: RESOLVED_STRATEGY_NAMES })
  @IfGiven()
  @IsIn(RESOLVED_STRATEGY_NAMES)
  strategy?: ResolvedStrategyName;

  @ApiPropertyOptional({ type: 'array', items: { type: 'object' } })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_STEPS)
  @IsObject({ each: true })
  reasoningSteps?: ReasoningStep[];

  @ApiPropertyOptional({ minimum: 0, maximum: 100 })
  @IfGiven()
  @IsNumber()
  @Min(0)
  @Max(100)
  confidence?: number;

  @ApiPropertyOptional({ enum: ['stated', 'logprob', 'agreement'] })
  @IfGiven()
  @IsIn(['stated', 'logprob', 'agreement'])
  confidenceSource?: ConfidenceSource;

  @ApiPropertyOptional({ type: [ImportedSampleDto] })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_SAMPLES)
  @ValidateNested({ each: true })
  @Type(() => ImportedSampleDto)
  samples?: ImportedSampleDto[];

  @ApiPropertyOptional({ type: ImportedVoteDto })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => ImportedVoteDto)
  vote?: ImportedVoteDto;

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

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IfGiven()
  @IsObject()
  usage?: MessageUsage;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IfGiven()
  @IsObject()
  timings?: MessageTimings;

  @ApiPropertyOptional({ type: ImportedCacheDto })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => ImportedCacheDto)
  cache?: ImportedCacheDto;

  @ApiPropertyOptional({ enum: ERROR_CODES })
  @IfGiven()
  @IsIn(ERROR_CODES)
  errorCode?: ErrorCode;
}

/** A conversation as it was exported. */
export class ExportedConversationDto implements ExportedConversation {
  @ApiProperty({ enum: ['stepwise-conversation'] })
  @Equals('stepwise-conversation')
  format!: 'stepwise-conversation';

  @ApiProperty({ enum: [1] })
  @Equals(1)
  formatVersion!: 1;

  @ApiProperty({ example: 'Sums' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  title!: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: LAST_MS })
  @IsInt()
  @Min(0)
  @Max(LAST_MS)
  createdAt!: number;

  @ApiProperty({ type: 'string', nullable: true })
  @UnlessNull()
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  activeLeafId!: string | null;

  @ApiProperty({ type: [ImportedMessageDto] })
  @IsArray()
  @ArrayMaxSize(MAX_MESSAGES)
  @ValidateNested({ each: true })
  @Type(() => ImportedMessageDto)
  messages!: ImportedMessageDto[];
}

/** Body of POST /api/v1/conversations/import: exactly one of the two. */
export class ImportConversationDto implements ImportConversation {
  @ApiPropertyOptional({ type: ExportedConversationDto, description: 'A `json` export.' })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => ExportedConversationDto)
  conversation?: ExportedConversationDto;

  @ApiPropertyOptional({ example: '{"role":"user","content":"What is 17 * 24?"}\n', description: 'A `jsonl` export.' })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_CONTENT_LENGTH)
  jsonl?: string;
}
