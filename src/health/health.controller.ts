import { Controller, Get, HttpStatus, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiSecurity, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../http/decorators/route-policy.decorator';
import { StoreHealth } from './store-health';

/** Probes for process managers and load balancers. Open to all; they tell states, no addresses. */
@ApiTags('health')
@ApiSecurity({})
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly stores: StoreHealth,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs and its event loop turns.' })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process can take requests: its stores answer and it is not stopping.' })
  @ApiOkResponse({ description: 'Ready; each dependency with its latency.' })
  @ApiServiceUnavailableResponse({ description: 'Not ready; the dependencies that are down say why.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    try {
      return await this.checks.check(this.stores.indicators());
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.status(HttpStatus.SERVICE_UNAVAILABLE);
      return error.getResponse() as HealthCheckResult;
    }
  }
}
