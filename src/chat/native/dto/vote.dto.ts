import {
  FINISH_REASONS,
  ERROR_CODES,
  SAMPLE_STATUSES,
  VOTE_REASONS,
  type ErrorCode,
  type FinishReason,
  type SampleResult,
  type SampleStatus,
  type VoteReason,
  type VoteResult,
} from '@app/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ChatUsageDto } from './chat-usage.dto';

/** One sample of self-consistency. */
export class SampleResultDto implements SampleResult {
  @ApiProperty({ example: 0, description: 'Its number; its steps carry the same.' })
  branch!: number;

  @ApiProperty({ enum: SAMPLE_STATUSES })
  status!: SampleStatus;

  @ApiPropertyOptional({ example: '10 apples', description: 'As the model wrote it.' })
  finalAnswer?: string;

  @ApiPropertyOptional({ example: '10', description: 'The form in which answers are compared.' })
  answer?: string;

  @ApiProperty({ description: 'Its answer is the one that won.' })
  agrees!: boolean;

  @ApiProperty({ description: 'Its reply is whole.' })
  complete!: boolean;

  @ApiPropertyOptional({ enum: FINISH_REASONS })
  finishReason?: FinishReason;

  @ApiProperty({ type: [String] })
  warnings!: string[];

  @ApiPropertyOptional({ enum: ERROR_CODES, description: 'Only when status is failed.' })
  errorCode?: ErrorCode;

  @ApiPropertyOptional({ type: ChatUsageDto, description: 'Absent when the provider reported nothing.' })
  usage?: ChatUsageDto;

  @ApiProperty({ example: 812.4, description: 'Milliseconds.' })
  durationMs!: number;
}

/** The samples that gave one answer. */
export class AnswerCountDto {
  @ApiProperty({ example: '10' })
  answer!: string;

  @ApiProperty({ type: [Number], example: [0, 1, 3] })
  branches!: number[];
}

/** How samples voted. */
export class VoteResultDto implements VoteResult {
  @ApiPropertyOptional({ example: 0, description: 'The branch whose reply is the answer.' })
  winner?: number;

  @ApiProperty({ type: [AnswerCountDto], description: 'Most votes first; a tie goes to the lowest branch.' })
  counts!: AnswerCountDto[];

  @ApiProperty({
    example: 0.8,
    minimum: 0,
    maximum: 1,
    description: 'Share of the answers that agree with the winner.',
  })
  agreement!: number;

  @ApiProperty({ example: 5, description: 'How many samples could have been taken; counts has those that voted.' })
  samples!: number;

  @ApiProperty({ description: 'Fewer samples were needed, or allowed.' })
  stoppedEarly!: boolean;

  @ApiPropertyOptional({ enum: VOTE_REASONS })
  reason?: VoteReason;
}
