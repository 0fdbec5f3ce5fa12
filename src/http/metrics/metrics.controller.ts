import { Controller, Get, Header } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { register } from 'prom-client';
import { LimitedAs } from '../decorators/limited-as.decorator';
import { Produces } from '../decorators/produces.decorator';
import { Authenticated } from '../decorators/route-policy.decorator';
import type { HttpAdapter } from '../server/http-server';

/** Metrics for Prometheus. They tell load and routes, so they need a key where keys are configured. */
@ApiExcludeController()
@Authenticated({ roles: ['operator'], scope: 'operations' })
@Produces('text/plain', 'application/openmetrics-text')
@LimitedAs('unlimited')
@Controller()
export class MetricsController {
  constructor(private readonly host: HttpAdapterHost<HttpAdapter>) {}

  @Get()
  @Header('content-type', register.contentType)
  async metrics(): Promise<string> {
    this.host.httpAdapter.edge.metrics.refresh();
    return register.metrics();
  }
}
