import {
  MAX_SAMPLES,
  REASONING_EFFORTS,
  STRATEGY_NAMES,
  type ChatRequest,
  type ReasoningEffort,
  type StrategyName,
} from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { MAX_MESSAGES, MAX_TEXT_LENGTH } from '../../chat-limits';
import { IsMetadata } from '../../is-metadata.decorator';
import { IfGiven } from '../../../http/validation/if-given.decorator';
import { CacheOptionsDto } from './cache-options.dto';

const MAX_STEPS = 50;
const MAX_ROUNDS = 5;
const MAX_CEILING = 1_000_000_000;
const MAX_ID_LENGTH = 100;
const MAX_VERSION = 1_000_000_000;
const ROLES = ['system', 'user', 'assistant'] as const;

/** One message of the conversation. */
export class ChatMessageDto {
  @ApiProperty({ enum: ROLES, example: 'user' })
  @IsIn(ROLES)
  role!: (typeof ROLES)[number];

  @ApiProperty({ example: 'Tom has 3 bags of 4 apples. How many apples has he?', maxLength: MAX_TEXT_LENGTH })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TEXT_LENGTH)
  content!: string;
}

/** How to reason. */
export class ReasoningOptionsDto {
  @ApiPropertyOptional({ enum: STRATEGY_NAMES, default: 'auto' })
  @IfGiven()
  @IsIn(STRATEGY_NAMES)
  strategy?: StrategyName;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_STEPS,
    description: 'Most steps of a prompted strategy.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_STEPS)
  maxSteps?: number;

  @ApiPropertyOptional({ description: 'False leaves steps and raw reply out of the answer.' })
  @IfGiven()
  @IsBoolean()
  show?: boolean;

  @ApiPropertyOptional({ enum: REASONING_EFFORTS, description: "Effort of the model's own reasoning." })
  @IfGiven()
  @IsIn(REASONING_EFFORTS)
  effort?: ReasoningEffort;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_SAMPLES, description: 'Most samples of self-consistency.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_SAMPLES)
  samples?: number;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_ROUNDS, description: 'Most reviews of self-refine.' })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_ROUNDS)
  rounds?: number;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: MAX_CEILING,
    description: 'Tokens that all calls of the turn may use together, prompts included.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_CEILING)
  tokenCeiling?: number;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: MAX_CEILING,
    description: 'What all calls of the turn may cost together, millionths of a US dollar.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_CEILING)
  costCeilingMicroUsd?: number;
}

/** Body of POST /api/v1/chat: exactly one of `message` and `messages`. */
export class ChatRequestDto implements ChatRequest {
  @ApiPropertyOptional({
    description: 'One user message; short for `messages` with a single entry.',
    example: 'Tom has 3 bags of 4 apples and eats 2. How many are left?',
    maxLength: MAX_TEXT_LENGTH,
  })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_TEXT_LENGTH)
  message?: string;

  @ApiPropertyOptional({ type: [ChatMessageDto] })
  @IfGiven()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_MESSAGES)
  @ValidateNested({ each: true })
  @Type(() => ChatMessageDto)
  messages?: ChatMessageDto[];

  @ApiPropertyOptional({ default: 'auto', description: 'An id or alias of GET /api/v1/models.', maxLength: 200 })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  model?: string;

  @ApiPropertyOptional({ type: ReasoningOptionsDto })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => ReasoningOptionsDto)
  reasoning?: ReasoningOptionsDto;

  @ApiPropertyOptional({ type: CacheOptionsDto })
  @IfGiven()
  @IsObject()
  @ValidateNested()
  @Type(() => CacheOptionsDto)
  cache?: CacheOptionsDto;

  @ApiPropertyOptional({
    description: 'The session that the question is part of (POST /api/v1/sessions).',
    minLength: 1,
    maxLength: MAX_ID_LENGTH,
  })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID_LENGTH)
  sessionId?: string;

  @ApiPropertyOptional({
    example: 'new',
    minLength: 1,
    maxLength: MAX_ID_LENGTH,
    description: 'The conversation that this is part of, or `new`. Absent: nothing is kept. See docs/conversations.md.',
  })
  @IfGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID_LENGTH)
  conversationId?: string;

  @ApiPropertyOptional({
    type: 'string',
    nullable: true,
    maxLength: MAX_ID_LENGTH,
    description:
      'With conversationId: the stored message that this follows; null begins anew. Default: the active leaf.',
  })
  @ValidateIf((_object, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  parentMessageId?: string | null;

  @ApiPropertyOptional({
    maxLength: MAX_ID_LENGTH,
    description:
      'With conversationId, in place of message: the stored question to answer again, or the answer to replace.',
  })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  regenerate?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_VERSION,
    description: 'With conversationId: the version that you saw; another one now is answered 409.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_VERSION)
  conversationVersion?: number;

  @ApiPropertyOptional({
    description: 'With stream: the answer goes on when you leave. Default: true with a conversation, else false.',
  })
  @IfGiven()
  @IsBoolean()
  resumable?: boolean;

  @ApiPropertyOptional({ default: false, description: 'True answers with Server-Sent Events.' })
  @IfGiven()
  @IsBoolean()
  stream?: boolean;

  @ApiPropertyOptional({ minimum: 0, maximum: 2 })
  @IfGiven()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 10_000_000,
    description: 'Most tokens of the reply, reasoning included.',
  })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  maxOutputTokens?: number;

  @ApiPropertyOptional({
    type: 'object',
    maxProperties: 16,
    additionalProperties: { type: 'string', maxLength: 512 },
    description: 'Goes to the provider as it is; one that has no place for it refuses the request by this name.',
    example: { ticket: '4711' },
  })
  @IfGiven()
  @IsMetadata()
  metadata?: Record<string, string>;
}
