import { QUEUE_NAMES, type QueueName } from '@app/queue';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IfGiven } from '../../http/validation/if-given.decorator';

const MAX_PAGE = 500;

/** How many jobs a queue has. */
export class QueueDto {
  @ApiProperty({ enum: QUEUE_NAMES })
  name!: QueueName;

  @ApiProperty({ example: 0 })
  waiting!: number;

  @ApiProperty({ example: 1 })
  active!: number;

  @ApiProperty({ example: 2, description: 'By the clock, or after a failed try.' })
  delayed!: number;

  @ApiProperty({ example: 0, description: 'Given up: every try failed.' })
  failed!: number;

  @ApiProperty({ example: 12, description: 'Done within the last hour, at most 100.' })
  completed!: number;
}

/** A job that was given up. */
export class FailedJobDto {
  @ApiProperty({ example: '17' })
  id!: string;

  @ApiProperty({ example: 'cache-warmup' })
  name!: string;

  @ApiProperty({ example: 3 })
  attempts!: number;

  @ApiProperty({ example: 'Redis does not answer.', description: 'At most 200 characters.' })
  reason!: string;

  @ApiProperty({ example: 1_795_396_312_000, description: 'When it was added, epoch milliseconds.' })
  createdAt!: number;

  @ApiPropertyOptional({ description: 'When it was given up, epoch milliseconds.' })
  failedAt?: number;
}

/** Parameters of the list of failed jobs. */
export class FailedJobsQueryDto {
  @IfGiven()
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE)
  limit?: number;
}
