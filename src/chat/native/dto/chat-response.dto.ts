import { FINISH_REASONS, RESOLVED_STRATEGY_NAMES } from '@app/contracts';
import type {
  ChatCacheInfo,
  ChatResponse,
  ChatTimings,
  ConfidenceSource,
  FinishReason,
  ReasoningStep,
  ResolvedStrategyName,
  StepKind,
  StepSource,
} from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ChatUsageDto } from './chat-usage.dto';
import { SampleResultDto, VoteResultDto } from './vote.dto';

/** One step of reasoning. */
export class ReasoningStepDto implements ReasoningStep {
  @ApiProperty({ example: 0, description: 'Position from 0 in the order in which steps began.' })
  index!: number;

  @ApiPropertyOptional({ example: 0, description: 'Which sample it belongs to. Only with self-consistency.' })
  branch?: number;

  @ApiProperty({ example: '3 bags of 4 apples are 12 apples.' })
  thought!: string;

  @ApiPropertyOptional({ example: '3 * 4 = 12' })
  action?: string;

  @ApiPropertyOptional({
    enum: ['reflection', 'observation', 'summary', 'draft'],
    description: 'Absent: an ordinary thought.',
  })
  kind?: StepKind;

  @ApiPropertyOptional({ minimum: 0, maximum: 100 })
  confidence?: number;

  @ApiPropertyOptional({ enum: ['stated', 'logprob', 'agreement'] })
  confidenceSource?: ConfidenceSource;

  @ApiProperty({ example: 1_790_000_000_000, description: 'When the step began, epoch milliseconds.' })
  timestamp!: number;

  @ApiPropertyOptional({ example: 412.5, description: 'Milliseconds. Absent when the reply came whole.' })
  durationMs?: number;

  @ApiProperty({ enum: ['native', 'prompted'] })
  source!: StepSource;

  @ApiPropertyOptional({ enum: [true], description: 'The provider withheld the text.' })
  redacted?: true;
}

/** How the response cache took part. */
export class ChatCacheInfoDto implements ChatCacheInfo {
  @ApiProperty({ enum: ['hit', 'stale', 'miss', 'bypass'] })
  status!: ChatCacheInfo['status'];

  @ApiPropertyOptional({ enum: ['memory', 'redis'], description: 'Where a stored answer was found.' })
  layer?: 'memory' | 'redis';

  @ApiPropertyOptional({ example: 5_120, description: 'Age of a stored answer, milliseconds.' })
  ageMs?: number;

  @ApiPropertyOptional({
    example: 114,
    description: 'What the making of a stored answer cost, millionths of a US dollar.',
  })
  savedMicroUsd?: number;
}

/** Where the time went, milliseconds. */
export class ChatTimingsDto implements ChatTimings {
  @ApiProperty({ example: 913.2 })
  totalMs!: number;

  @ApiProperty({ example: 912.1, description: 'Waiting for the provider.' })
  upstreamMs!: number;

  @ApiProperty({ example: 1.1, description: 'Of our own making.' })
  overheadMs!: number;
}

/** An answer with its reasoning. */
export class ChatResponseDto implements ChatResponse {
  @ApiProperty({ example: 'chat_7q4k2m9x0c1v3b5n8t6r4w2z1y' })
  id!: string;

  @ApiPropertyOptional({ example: 'conv_01kaxq2m9x0c1v3b5n8t6r4w2z', description: 'Only with a conversation.' })
  conversationId?: string;

  @ApiPropertyOptional({
    type: 'integer',
    example: 3,
    description: 'The version of the conversation with this answer.',
  })
  conversationVersion?: number;

  @ApiPropertyOptional({ example: 'msg_01kaxq2m9x0c1v3b5n8t6r4w2z', description: 'The stored question.' })
  userMessageId?: string;

  @ApiPropertyOptional({ example: 'msg_01kaxq2n0y1d2w4c6p9v7s5x3a', description: 'The stored answer.' })
  messageId?: string;

  @ApiPropertyOptional({ type: 'integer', example: 12, description: 'Earlier messages that did not fit the model.' })
  droppedMessages?: number;

  @ApiProperty({ example: 'anthropic' })
  provider!: string;

  @ApiProperty({ example: 'anthropic/claude-sonnet-4-5' })
  model!: string;

  @ApiProperty({ enum: RESOLVED_STRATEGY_NAMES })
  strategy!: ResolvedStrategyName;

  @ApiProperty({ example: '10', description: 'Empty only when complete is false.' })
  finalAnswer!: string;

  @ApiPropertyOptional({ minimum: 0, maximum: 100, description: 'How sure the answer is. Absent: not measured.' })
  confidence?: number;

  @ApiPropertyOptional({ enum: ['stated', 'logprob', 'agreement'] })
  confidenceSource?: ConfidenceSource;

  @ApiPropertyOptional({ type: [ReasoningStepDto] })
  reasoningSteps?: ReasoningStepDto[];

  @ApiPropertyOptional({ description: 'The reply before parsing; absent when it equals the answer.' })
  rawResponse?: string;

  @ApiPropertyOptional({ type: [SampleResultDto], description: 'Each sample of self-consistency, by branch.' })
  samples?: SampleResultDto[];

  @ApiPropertyOptional({ type: VoteResultDto, description: 'How the samples voted.' })
  vote?: VoteResultDto;

  @ApiProperty({ description: 'False when the reply was cut off or holds no answer; warnings says why.' })
  complete!: boolean;

  @ApiProperty({ enum: FINISH_REASONS })
  finishReason!: FinishReason;

  @ApiProperty({ type: [String], description: 'Codes that docs/reasoning.md explains.' })
  warnings!: string[];

  @ApiProperty({ type: ChatUsageDto })
  usage!: ChatUsageDto;

  @ApiProperty({ type: ChatCacheInfoDto })
  cache!: ChatCacheInfoDto;

  @ApiProperty({ type: ChatTimingsDto })
  timings!: ChatTimingsDto;
}
