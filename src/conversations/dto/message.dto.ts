import {
  FINISH_REASONS,
  ERROR_CODES,
  MESSAGE_ROLES,
  MESSAGE_STATES,
  RESOLVED_STRATEGY_NAMES,
  type ChatCacheInfo,
  type ConfidenceSource,
  type ConversationMessage,
  type ErrorCode,
  type FinishReason,
  type MessageTimings,
  type MessageRole,
  type MessageSample,
  type MessageState,
  type MessageToolCall,
  type MessageUsage,
  type NewMessage,
  type ReasoningStep,
  type ResolvedStrategyName,
  type VoteResult,
} from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

/** Longest text of a message, in UTF-16 code units. */
export const MAX_CONTENT_LENGTH = 2_000_000;
/** Longest id that can be one of ours. */
export const MAX_ID_LENGTH = 100;
const MAX_TOOL_CALLS = 128;

/** A call of a tool. */
export class MessageToolCallDto implements MessageToolCall {
  @ApiProperty({ example: 'call_1' })
  @IsString()
  @MinLength(1)
  @MaxLength(MAX_ID_LENGTH)
  id!: string;

  @ApiProperty({ example: 'get_weather' })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name!: string;

  @ApiProperty({ example: '{"city":"Oslo"}', description: 'JSON text as the model wrote it.' })
  @IsString()
  @MaxLength(MAX_CONTENT_LENGTH)
  arguments!: string;
}

/** A message to be added. */
export class NewMessageDto implements NewMessage {
  @ApiProperty({ enum: MESSAGE_ROLES, example: 'user' })
  @IsIn(MESSAGE_ROLES)
  role!: MessageRole;

  @ApiProperty({ example: 'What is 17 * 24?', maxLength: MAX_CONTENT_LENGTH })
  @IsString()
  @MaxLength(MAX_CONTENT_LENGTH)
  content!: string;

  @ApiPropertyOptional({ type: [MessageToolCallDto], description: 'Only of an assistant.' })
  @IfGiven()
  @IsArray()
  @ArrayMaxSize(MAX_TOOL_CALLS)
  @ValidateNested({ each: true })
  @Type(() => MessageToolCallDto)
  toolCalls?: MessageToolCallDto[];

  @ApiPropertyOptional({ example: 'call_1', description: 'Only of a tool: the call that it answers.' })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_ID_LENGTH)
  toolCallId?: string;
}

/** A stored message. */
export class ConversationMessageDto implements ConversationMessage {
  @ApiProperty({ example: 'msg_01kaxq2m9x0c1v3b5n8t6r4w2z' })
  id!: string;

  @ApiProperty({ type: 'string', nullable: true, example: null, description: 'The message before it; null begins.' })
  parentId!: string | null;

  @ApiProperty({ enum: MESSAGE_ROLES, example: 'assistant' })
  role!: MessageRole;

  @ApiProperty({ example: '408', description: 'The text; of an assistant its final answer.' })
  content!: string;

  @ApiProperty({ enum: MESSAGE_STATES, example: 'complete' })
  state!: MessageState;

  @ApiProperty({ type: 'integer', example: 1_795_377_600_000, description: 'Epoch milliseconds.' })
  createdAt!: number;

  @ApiPropertyOptional({ example: 'chat_7q4k2m9x0c1v3b5n8t6r4w2z1y', description: 'Id of the chat turn.' })
  chatId?: string;

  @ApiPropertyOptional({ example: 'anthropic' })
  provider?: string;

  @ApiPropertyOptional({ example: 'anthropic/claude-sonnet-4-5' })
  model?: string;

  @ApiPropertyOptional({ enum: RESOLVED_STRATEGY_NAMES })
  strategy?: ResolvedStrategyName;

  @ApiPropertyOptional({ type: 'array', items: { type: 'object' }, description: 'As in the answer of a chat.' })
  reasoningSteps?: ReasoningStep[];

  @ApiPropertyOptional({ minimum: 0, maximum: 100 })
  confidence?: number;

  @ApiPropertyOptional({ enum: ['stated', 'logprob', 'agreement'] })
  confidenceSource?: ConfidenceSource;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object' },
    description:
      'As in the answer of a chat. Of one that was interrupted or failed: what is known of the samples that came to their end.',
  })
  samples?: MessageSample[];

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'As in the answer of a chat.' })
  vote?: VoteResult;

  @ApiPropertyOptional({ enum: FINISH_REASONS })
  finishReason?: FinishReason;

  @ApiPropertyOptional({ type: [String], description: 'Codes that docs/reasoning.md explains.' })
  warnings?: string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { inputTokens: 31, outputTokens: 57 },
    description:
      'As in the answer of a chat. Of one that was interrupted or failed: what it is billed, with `estimated` when its provider did not tell all of it.',
  })
  usage?: MessageUsage;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { totalMs: 913.2 } })
  timings?: MessageTimings;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    example: { status: 'hit', layer: 'memory', ageMs: 5_120, savedMicroUsd: 114 },
    description: 'As in the answer of a chat.',
  })
  cache?: ChatCacheInfo;

  @ApiPropertyOptional({
    enum: ERROR_CODES,
    example: 'provider_timeout',
    description: 'Why it failed. Only when state is failed.',
  })
  errorCode?: ErrorCode;

  @ApiPropertyOptional({ type: [MessageToolCallDto] })
  toolCalls?: MessageToolCallDto[];

  @ApiPropertyOptional()
  toolCallId?: string;
}
