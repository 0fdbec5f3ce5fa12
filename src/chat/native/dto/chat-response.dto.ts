import type {
  ChatCacheInfo,
  ChatResponse,
  ChatTimings,
  ChatUsage,
  ConfidenceSource,
  FinishReason,
  ReasoningStep,
  ResolvedStrategyName,
  StepKind,
  StepSource,
} from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One step of reasoning. */
export class ReasoningStepDto implements ReasoningStep {
  @ApiProperty({ example: 0, description: 'Position from 0, without gaps.' })
  index!: number;

  @ApiProperty({ example: '3 bags of 4 apples are 12 apples.' })
  thought!: string;

  @ApiPropertyOptional({ example: '3 * 4 = 12' })
  action?: string;

  @ApiPropertyOptional({ enum: ['reflection', 'observation', 'summary'], description: 'Absent: an ordinary thought.' })
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

/** Tokens and cost. What the provider did not report is absent. */
export class ChatUsageDto implements ChatUsage {
  @ApiPropertyOptional({ example: 148 })
  inputTokens?: number;

  @ApiPropertyOptional({ example: 46, description: 'Reasoning included.' })
  outputTokens?: number;

  @ApiPropertyOptional({ example: 31 })
  reasoningTokens?: number;

  @ApiPropertyOptional({ example: 0 })
  cachedInputTokens?: number;

  @ApiPropertyOptional({ example: 1134, description: 'Millionths of a US dollar.' })
  costMicroUsd?: number;
}

/** How the response cache took part. */
export class ChatCacheInfoDto implements ChatCacheInfo {
  @ApiProperty({ enum: ['hit', 'stale', 'miss', 'bypass'] })
  status!: ChatCacheInfo['status'];
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

  @ApiProperty({ example: 'anthropic' })
  provider!: string;

  @ApiProperty({ example: 'anthropic/claude-sonnet-4-5' })
  model!: string;

  @ApiProperty({ enum: ['direct', 'cot', 'native'] })
  strategy!: ResolvedStrategyName;

  @ApiProperty({ example: '10', description: 'Empty only when complete is false.' })
  finalAnswer!: string;

  @ApiPropertyOptional({ type: [ReasoningStepDto] })
  reasoningSteps?: ReasoningStepDto[];

  @ApiPropertyOptional({ description: 'The reply before parsing; absent when it equals the answer.' })
  rawResponse?: string;

  @ApiProperty({ description: 'False when the reply was cut off or holds no answer; warnings says why.' })
  complete!: boolean;

  @ApiProperty({ enum: ['stop', 'length', 'content_filter', 'tool_calls', 'other'] })
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
