import { Global, Module, type DynamicModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { register } from 'prom-client';
import { AuthGate } from './auth/auth-attempts';
import type { HttpOptions } from './http-options';
import { MetricsController } from './metrics/metrics.controller';
import type { HttpAdapter } from './server/http-server';
import { OpenStreams } from './sse/open-streams';

/** How often the metric of the event loop's lag looks, milliseconds: an idle process is woken for it. */
const LAG_RESOLUTION_MS = 20;

/** Default metrics are the process's, so a second app of one process (in tests) finds them there already. */
const hasDefaultMetrics = (): boolean => register.getSingleMetric('process_cpu_seconds_total') !== undefined;

/** What features may inject of the HTTP edge, and the route of the metrics. */
@Global()
@Module({})
export class HttpModule {
  static register(_options: HttpOptions): DynamicModule {
    return {
      module: HttpModule,
      imports: [
        PrometheusModule.register({
          path: '/metrics',
          controller: MetricsController,
          defaultMetrics: {
            enabled: !hasDefaultMetrics(),
            config: { eventLoopMonitoringPrecision: LAG_RESOLUTION_MS },
          },
        }),
      ],
      providers: [
        {
          provide: OpenStreams,
          inject: [HttpAdapterHost],
          // A worker has no HTTP server, and so no streams.
          useFactory: (host: Partial<Pick<HttpAdapterHost<HttpAdapter>, 'httpAdapter'>>) =>
            host.httpAdapter?.edge.streams ?? new OpenStreams(),
        },
        {
          provide: AuthGate,
          inject: [HttpAdapterHost],
          useFactory: (host: Partial<Pick<HttpAdapterHost<HttpAdapter>, 'httpAdapter'>>) =>
            host.httpAdapter?.edge.authGate ?? new AuthGate(),
        },
      ],
      exports: [OpenStreams, AuthGate],
    };
  }
}
