import { RESOLVED_STRATEGY_NAMES } from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ChatCacheInfoDto, ChatTimingsDto, ReasoningStepDto } from '../../native/dto/chat-response.dto';
import { SampleResultDto, VoteResultDto } from '../../native/dto/vote.dto';
import { CompletionToolCallDto } from './completion-message.dto';

/** The message of an answer. */
export class CompletionAnswerDto {
  @ApiProperty({ enum: ['assistant'] })
  role!: 'assistant';

  @ApiProperty({ type: String, nullable: true, example: '10', description: 'Null beside tool calls alone.' })
  content!: string | null;

  @ApiPropertyOptional({ example: '3 * 4 = 12\n\n12 - 2 = 10', description: 'The steps, one a paragraph.' })
  reasoning_content?: string;

  @ApiProperty({ type: String, nullable: true, description: 'Always null.' })
  refusal!: null;

  @ApiPropertyOptional({ type: [CompletionToolCallDto] })
  tool_calls?: CompletionToolCallDto[];
}

/** The one choice of an answer. */
export class CompletionChoiceDto {
  @ApiProperty({ example: 0 })
  index!: number;

  @ApiProperty({ type: CompletionAnswerDto })
  message!: CompletionAnswerDto;

  @ApiProperty({ enum: ['stop', 'length', 'content_filter', 'tool_calls'] })
  finish_reason!: string;

  @ApiProperty({ type: Object, nullable: true, description: 'Always null.' })
  logprobs!: null;
}

/** Tokens as the provider counted them. */
export class CompletionUsageDto {
  @ApiProperty({ example: 27 })
  prompt_tokens!: number;

  @ApiProperty({ example: 41 })
  completion_tokens!: number;

  @ApiProperty({ example: 68 })
  total_tokens!: number;

  @ApiPropertyOptional({ type: Object, example: { cached_tokens: 0 } })
  prompt_tokens_details?: object;

  @ApiPropertyOptional({ type: Object, example: { reasoning_tokens: 31 } })
  completion_tokens_details?: object;
}

/** What the OpenAI API has no place for. */
export class StepwiseExtensionDto {
  @ApiProperty({ example: 'anthropic' })
  provider!: string;

  @ApiProperty({ enum: RESOLVED_STRATEGY_NAMES })
  strategy!: string;

  @ApiPropertyOptional({ minimum: 0, maximum: 100 })
  confidence?: number;

  @ApiPropertyOptional({ enum: ['stated', 'logprob', 'agreement'] })
  confidenceSource?: string;

  @ApiPropertyOptional({ type: [SampleResultDto] })
  samples?: SampleResultDto[];

  @ApiPropertyOptional({ type: VoteResultDto })
  vote?: VoteResultDto;

  @ApiPropertyOptional({ type: [ReasoningStepDto] })
  reasoningSteps?: ReasoningStepDto[];

  @ApiProperty()
  complete!: boolean;

  @ApiProperty({ type: [String] })
  warnings!: string[];

  @ApiProperty({ type: ChatCacheInfoDto })
  cache!: ChatCacheInfoDto;

  @ApiProperty({ type: ChatTimingsDto })
  timings!: ChatTimingsDto;

  @ApiPropertyOptional({ example: 696, description: 'Millionths of a US dollar.' })
  costMicroUsd?: number;
}

/** Body of a 200 answer of POST /v1/chat/completions that is not streamed. */
export class CompletionResponseDto {
  @ApiProperty({ example: 'chat_7q4k2m9x0c1v3b5n8t6r4w2z1y' })
  id!: string;

  @ApiProperty({ enum: ['chat.completion'] })
  object!: 'chat.completion';

  @ApiProperty({ example: 1_790_000_000, description: 'Epoch seconds.' })
  created!: number;

  @ApiProperty({ example: 'anthropic/claude-sonnet-4-5' })
  model!: string;

  @ApiProperty({ type: [CompletionChoiceDto] })
  choices!: CompletionChoiceDto[];

  @ApiPropertyOptional({ type: CompletionUsageDto, description: 'Absent when the provider reported none.' })
  usage?: CompletionUsageDto;

  @ApiProperty({ type: StepwiseExtensionDto })
  stepwise!: StepwiseExtensionDto;
}
