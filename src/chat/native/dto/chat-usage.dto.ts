import type { ChatUsage } from '@app/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';

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
