import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../http/decorators/route-policy.decorator';
import { DeadLetters } from './dead-letters';
import { FailedJobDto, FailedJobsQueryDto, QueueDto } from './dto/queue.dto';

const DEFAULT_PAGE = 100;

/** The background jobs of the installation, for administrators. */
@ApiTags('queues')
@Authenticated({ roles: ['admin'], scope: 'admin', installation: true })
@Controller('api/v1/queues')
export class QueuesController {
  constructor(private readonly deadLetters: DeadLetters) {}

  @Get()
  @ApiOperation({ summary: 'The queues and how many jobs they have.' })
  @ApiOkResponse({ type: [QueueDto] })
  list(): Promise<QueueDto[]> {
    return this.deadLetters.counts();
  }

  @Get(':name/failed')
  @ApiOperation({ summary: 'The jobs of a queue that were given up, newest first.' })
  @ApiOkResponse({ type: [FailedJobDto] })
  failed(@Param('name') name: string, @Query() { limit }: FailedJobsQueryDto): Promise<FailedJobDto[]> {
    return this.deadLetters.failed(name, limit ?? DEFAULT_PAGE);
  }

  @Post(':name/failed/:id/retry')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Has a job that was given up done again.' })
  @ApiOkResponse({ type: FailedJobDto })
  retry(@Param('name') name: string, @Param('id') id: string): Promise<FailedJobDto> {
    return this.deadLetters.retry(name, id);
  }
}
