import { Controller, Get, HttpStatus, Res, ServiceUnavailableException } from '@nestjs/common';
import { Clock } from '@app/kernel';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Authenticated, Public } from '../http/decorators/route-policy.decorator';
import { AdvancedHealthDto, DependencyHealthDto, QueueDepthDto } from './dto/advanced-health.dto';
import { HealthSampler } from './health-sampler';
import { StoreHealth } from './store-health';
import { toAdvancedHealth } from './to-advanced-health';

/** Probes for process managers and load balancers. Open to all; they tell states, no addresses. */
@ApiTags('health')
@ApiSecurity({})
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly stores: StoreHealth,
    private readonly sampler: HealthSampler,
    private readonly clock: Clock,
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

  @Get('advanced')
  @Authenticated({ roles: ['operator'], scope: 'operations', installation: true })
  @ApiOperation({
    summary: 'How everything is: the figures people look for, and every part with its latency and its last error.',
    description:
      'For operators and administrators, where authentication is on. Sampled at most once a second, so it may be called as often as one likes. 503 when the service cannot do without what is down.',
  })
  @ApiExtraModels(DependencyHealthDto, QueueDepthDto)
  @ApiOkResponse({ type: AdvancedHealthDto })
  @ApiServiceUnavailableResponse({ type: AdvancedHealthDto })
  async advanced(@Res({ passthrough: true }) reply: FastifyReply): Promise<AdvancedHealthDto> {
    const sampled = await this.sampler.sample();
    const critical = sampled.filter(({ isCritical }) => isCritical);
    try {
      await this.checks.check(critical.map((part) => () => this.sampler.toIndicator(part)));
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    }
    return toAdvancedHealth(sampled, this.clock.now());
  }
}
