import { Controller, Get, Header } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { register } from 'prom-client';
import { LimitedAs } from '../decorators/limited-as.decorator';
import { Produces } from '../decorators/produces.decorator';
import { Authenticated } from '../decorators/route-policy.decorator';
import type { HttpAdapter } from '../server/http-server';

/** Default metrics that are called totals and are none, which promtool objects to. The same by kind is in the metrics without `_total`. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Metrics for Prometheus. They tell load and routes, so they need a key where keys are configured. */
@ApiExcludeController()
@Authenticated({ roles: ['operator'], scope: 'operations', installation: true })
@Produces('text/plain', 'application/openmetrics-text')
@LimitedAs('unlimited')
@Controller()
export class MetricsController {
  constructor(private readonly host: HttpAdapterHost<HttpAdapter>) {
    for (const name of MISNAMED) register.removeSingleMetric(name);
  }

  @Get()
  @Header('content-type', register.contentType)
  async metrics(): Promise<string> {
    this.host.httpAdapter.edge.metrics.refresh();
    return register.metrics();
  }
}
