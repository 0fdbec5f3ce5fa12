import { REASONING_EFFORTS, type ReasoningEffort } from '@app/contracts';
import type { JsonObject } from '@app/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { MAX_MESSAGES } from '../../chat-limits';
import { IsMetadata } from '../../is-metadata.decorator';
import { ReasoningOptionsDto } from '../../native/dto/chat-request.dto';
import { CompletionMessageDto } from './completion-message.dto';
import { CompletionToolDto } from './completion-tool.dto';

const MAX_TOKENS = 10_000_000;
const MAX_TOOLS = 128;

/** What a stream reports. */
export class StreamOptionsDto {
  @ApiPropertyOptional({ description: 'True adds a last chunk with the usage.' })
  @IsOptional()
  @IsBoolean()
  include_usage?: boolean | null;
}

/**
 * Body of POST /v1/chat/completions. Null means not given, as in the OpenAI API. The last group goes to the provider
 * unchanged; a provider that cannot take one of them answers with its name.
 */
export class CompletionRequestDto {
  @ApiProperty({ example: 'auto', description: 'An id or alias of GET /v1/models, or auto.', maxLength: 200 })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  model!: string;

  @ApiProperty({ type: [CompletionMessageDto], minItems: 1, maxItems: MAX_MESSAGES })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_MESSAGES)
  @ValidateNested({ each: true })
  @Type(() => CompletionMessageDto)
  messages!: CompletionMessageDto[];

  @ApiPropertyOptional({ default: false, nullable: true, type: Boolean })
  @IsOptional()
  @IsBoolean()
  stream?: boolean | null;

  @ApiPropertyOptional({ type: StreamOptionsDto, nullable: true })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => StreamOptionsDto)
  stream_options?: StreamOptionsDto | null;

  @ApiPropertyOptional({ minimum: 0, maximum: 2, nullable: true, type: Number })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number | null;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, nullable: true, type: Number })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  top_p?: number | null;

  @ApiPropertyOptional({ minimum: 1, maximum: 1, nullable: true, type: 'integer', description: 'Only 1.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1)
  n?: number | null;

  @ApiPropertyOptional({
    minimum: 1,
    maximum: MAX_TOKENS,
    nullable: true,
    type: 'integer',
    description: 'Older name of max_completion_tokens.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_TOKENS)
  max_tokens?: number | null;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_TOKENS, nullable: true, type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_TOKENS)
  max_completion_tokens?: number | null;

  @ApiPropertyOptional({
    nullable: true,
    description: 'A text, or up to 4 texts, each of 1 to 500 characters.',
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  })
  @Allow()
  stop?: unknown;

  @ApiPropertyOptional({ nullable: true, type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(Number.MIN_SAFE_INTEGER)
  @Max(Number.MAX_SAFE_INTEGER)
  seed?: number | null;

  @ApiPropertyOptional({ enum: REASONING_EFFORTS, nullable: true })
  @IsOptional()
  @IsIn(REASONING_EFFORTS)
  reasoning_effort?: ReasoningEffort | null;

  @ApiPropertyOptional({
    type: ReasoningOptionsDto,
    nullable: true,
    description: 'Our own: strategy, steps, visibility.',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ReasoningOptionsDto)
  reasoning?: ReasoningOptionsDto | null;

  @ApiPropertyOptional({ type: [CompletionToolDto], nullable: true, maxItems: MAX_TOOLS })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_TOOLS)
  @ValidateNested({ each: true })
  @Type(() => CompletionToolDto)
  tools?: CompletionToolDto[] | null;

  @ApiPropertyOptional({
    nullable: true,
    description: 'auto, none, required, or one function by name.',
    oneOf: [{ type: 'string' }, { type: 'object' }],
  })
  @Allow()
  tool_choice?: unknown;

  @ApiPropertyOptional({ type: Object, nullable: true })
  @IsOptional()
  @IsObject()
  response_format?: JsonObject | null;

  @ApiPropertyOptional({ minimum: -2, maximum: 2, nullable: true, type: Number })
  @IsOptional()
  @IsNumber()
  @Min(-2)
  @Max(2)
  presence_penalty?: number | null;

  @ApiPropertyOptional({ minimum: -2, maximum: 2, nullable: true, type: Number })
  @IsOptional()
  @IsNumber()
  @Min(-2)
  @Max(2)
  frequency_penalty?: number | null;

  @ApiPropertyOptional({ type: Object, nullable: true })
  @IsOptional()
  @IsObject()
  logit_bias?: JsonObject | null;

  @ApiPropertyOptional({ nullable: true, type: Boolean })
  @IsOptional()
  @IsBoolean()
  parallel_tool_calls?: boolean | null;

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: 64 })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  service_tier?: string | null;

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: 64 })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  verbosity?: string | null;

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: 512 })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  user?: string | null;

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: 512 })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  safety_identifier?: string | null;

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: 512 })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  prompt_cache_key?: string | null;

  @ApiPropertyOptional({ nullable: true, type: Boolean })
  @IsOptional()
  @IsBoolean()
  store?: boolean | null;

  @ApiPropertyOptional({
    type: 'object',
    nullable: true,
    maxProperties: 16,
    additionalProperties: { type: 'string', maxLength: 512 },
    description: 'Goes to the provider; `conversation_id` is ours (docs/conversations.md).',
  })
  @IsOptional()
  @IsMetadata()
  metadata?: JsonObject | null;

  @ApiPropertyOptional({ type: Boolean, enum: [false], nullable: true, description: 'Only false: answers carry none.' })
  @IsOptional()
  @IsIn([false])
  logprobs?: false | null;

  @ApiPropertyOptional({ type: [String], enum: ['text'], nullable: true, description: 'Only text.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1)
  @IsIn(['text'], { each: true })
  modalities?: 'text'[] | null;
}
