import { Module, type DynamicModule } from '@nestjs/common';
import type { TracingConfig } from '../config/tracing-config';
import { RequestTracing } from './request-tracing';
import { NoTracing, Tracing } from './tracing';
import { TracingLayer, TracingModelLayer } from './tracing-layers';

/** Traces by OpenTelemetry, where they are asked for. Its SDK is loaded only then. */
@Module({})
export class TracingModule {
  static register(config: TracingConfig): DynamicModule {
    return {
      module: TracingModule,
      providers: [
        {
          provide: Tracing,
          useFactory: () => (config.enabled ? openOtelTracing(config) : new NoTracing()),
        },
        RequestTracing,
        TracingLayer,
        TracingModelLayer,
      ],
      exports: [TracingLayer, TracingModelLayer],
    };
  }
}

/** A `require` here and no import at the top: OpenTelemetry's SDK costs a quarter of a second and some megabytes to load. */
function openOtelTracing(config: TracingConfig): Tracing {
  // oxlint-disable-next-line typescript/no-require-imports
  const { OtelTracing } = require('./otel-tracing') as typeof import('./otel-tracing');
  return new OtelTracing(config);
}
