import type { ScopeLevel } from '@app/cache';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';
import type { TrackedQuestions } from '../question-tracker';
import { CacheKeyDto } from './cache-stats.dto';

const MAX_LIMIT = 200;

/** Parameters of GET /api/v1/cache/popular. */
export class ListMostAskedDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 20 })
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit?: number;
}

/** A question that is asked often. */
export class MostAskedDto {
  @ApiProperty({ description: 'Of its answer.', example: 'pXz3mJ0Vq7lT9yF5sN2bK8dW4hR6cA1eU0oG3iY7kQM' })
  key!: string;

  @ApiProperty({ enum: ['user', 'organisation'], description: 'Whom its answer is for.' })
  scope!: ScopeLevel;

  @ApiProperty({ example: 'user_local', description: 'Who asked it last.' })
  userId!: string;

  @ApiPropertyOptional({
    description:
      'The last message of the user, up to 200 characters. Absent: a private question of somebody else, or no such message.',
    example: 'How do I reset my password?',
  })
  question?: string;

  @ApiProperty({ example: 'anthropic/claude-sonnet-4-5', description: 'Who answered it.' })
  model!: string;

  @ApiProperty({ example: 'cot' })
  strategy!: string;

  @ApiProperty({ example: 41.5, description: 'How often it was asked; each time counts half after `halfLifeMs`.' })
  asked!: number;

  @ApiProperty({
    example: 0,
    description:
      'By how much `asked` may be too high. It is too low where CACHE_POPULAR_BYTES made the question be forgotten meanwhile.',
  })
  overcount!: number;

  @ApiPropertyOptional({
    example: 1_795_396_312_000,
    description: 'Epoch milliseconds. Absent: not among the last ones.',
  })
  lastAskedAt?: number;

  @ApiPropertyOptional({ type: CacheKeyDto, description: 'Its stored answer. Absent: none is stored now.' })
  answer?: CacheKeyDto;
}

/** The questions of the organisation that are asked most. */
export class MostAskedPageDto {
  @ApiProperty({ type: [MostAskedDto], description: 'The most asked one first.' })
  questions!: MostAskedDto[];

  @ApiProperty({
    enum: ['all', 'shared', 'off'],
    description: 'What is counted: all questions, only those opened to others, or none.',
  })
  tracked!: TrackedQuestions;

  @ApiProperty({ example: 86_400_000, description: 'Time in which a count halves.' })
  halfLifeMs!: number;
}
