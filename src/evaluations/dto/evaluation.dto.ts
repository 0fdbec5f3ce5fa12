import { STRATEGY_NAMES, type StrategyName } from '@app/contracts';
import type { EvaluationReport } from '@app/evaluation';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EVALUATION_STATUSES, type EvaluationStatus } from '../store/stored-evaluation';

/** How far it is. */
export class EvaluationProgressDto {
  @ApiProperty({ example: 120, description: 'Answers that are there, errors included.' })
  done!: number;

  @ApiProperty({ example: 400, description: 'Questions by models by strategies.' })
  total!: number;

  @ApiProperty({ example: 87 })
  right!: number;

  @ApiProperty({ example: 0 })
  errors!: number;
}

/** Judgements that are done and to do. */
export class JudgeProgressDto {
  @ApiProperty({ example: 10 })
  done!: number;

  @ApiProperty({ example: 50 })
  total!: number;
}

/** Why an evaluation failed. */
export class EvaluationErrorDto {
  @ApiProperty({ example: 'provider_auth_failed' })
  code!: string;

  @ApiProperty({ example: 'The provider refuses the key. Check it in the settings of the server.' })
  message!: string;
}

/** An evaluation without its report. */
export class EvaluationSummaryDto {
  @ApiProperty({ example: 'eval_0f3k9m2p7q4r8s1t5v6w0x2y3z' })
  id!: string;

  @ApiPropertyOptional({
    example: 'user_01k4m9a7x2q8r5t3v6w0y1z2b3',
    description: 'Whose it is. Absent for one that was made before evaluations had owners.',
  })
  userId?: string;

  @ApiProperty({ example: 'sums' })
  name!: string;

  @ApiProperty({ enum: EVALUATION_STATUSES, example: 'running' })
  status!: EvaluationStatus;

  @ApiProperty({ example: 1_767_322_800_000, description: 'Epoch milliseconds.' })
  createdAt!: number;

  @ApiPropertyOptional({ description: 'Epoch milliseconds. Absent while it waits.' })
  startedAt?: number;

  @ApiPropertyOptional({ description: 'Epoch milliseconds. Absent until it is over.' })
  endedAt?: number;

  @ApiProperty({ example: 200 })
  questions!: number;

  @ApiProperty({ type: [String], example: ['anthropic/claude-sonnet-4-5'] })
  models!: string[];

  @ApiProperty({ enum: STRATEGY_NAMES, isArray: true, example: ['direct', 'cot'] })
  strategies!: StrategyName[];

  @ApiProperty({ example: 1 })
  seed!: number;

  @ApiPropertyOptional({ example: 5 })
  samples?: number;

  @ApiProperty({ type: EvaluationProgressDto })
  progress!: EvaluationProgressDto;

  @ApiPropertyOptional({ type: JudgeProgressDto })
  judged?: JudgeProgressDto;

  @ApiPropertyOptional({ type: EvaluationErrorDto, description: 'Present when it failed.' })
  error?: EvaluationErrorDto;
}

/** An evaluation; its report once it is done, or of a cancelled one what was there. */
export class EvaluationDto extends EvaluationSummaryDto {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Everything it found, as report.json of npm run eval (docs/evaluation.md).',
    example: {
      version: 1,
      dataset: 'sums',
      questions: 200,
      complete: true,
      runs: [
        {
          model: 'anthropic/claude-sonnet-4-5',
          strategy: 'cot',
          accuracy: { count: 180, of: 200, estimate: { value: 0.9, lower: 0.851, upper: 0.934 } },
          tokens: { input: 32_000, output: 24_000, outputPerAnswer: 120, perRightAnswer: 311.1 },
        },
      ],
    },
  })
  report?: EvaluationReport;
}

/** Body of GET /api/v1/evaluations. */
export class EvaluationListDto {
  @ApiProperty({ type: [EvaluationSummaryDto] })
  evaluations!: EvaluationSummaryDto[];
}
