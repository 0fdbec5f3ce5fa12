import { connectionUrl, flag, integer, number, oneOf, textOr, type AnySetting } from './setting';

/** Settings of traces, by the names that OpenTelemetry gives them. */
export const TRACING_SETTINGS = {
  OTEL_TRACES_EXPORTER: oneOf(
    '`otlp` sends traces; `none` never; `auto` when an endpoint is set.',
    ['auto', 'otlp', 'none'],
    'auto',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: connectionUrl('Collector that traces are sent to by OTLP over HTTP.', ['http', 'https']),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: connectionUrl('The same, for traces alone, with its whole path.', [
    'http',
    'https',
  ]),
  OTEL_TRACES_SAMPLER_ARG: number('Share of the traces that begin here and are kept, 0 to 1.', 0, 1, 1),
  OTEL_BSP_SCHEDULE_DELAY: integer('Time between two sendings of spans, milliseconds.', 1, 600_000, 5000),
  OTEL_SERVICE_NAME: textOr('Name of this service in traces.', 'stepwise'),
  OTEL_SDK_DISABLED: flag('Whether traces are switched off whatever else is set.', false),
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: flag('Whether spans hold what people and models wrote.', false),
} as const satisfies Record<string, AnySetting>;
