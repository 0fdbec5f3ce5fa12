import type { SettingValues } from './settings';

/** Whether and where traces go. A class, so that it can be injected. */
export class TracingConfig {
  constructor(
    readonly enabled: boolean,
    readonly serviceName: string,
    /** Whether spans hold the texts of messages. */
    readonly capturesContent: boolean,
    /** Share of the traces that begin here and are kept, 0 to 1. Those of others are kept when they keep them. */
    readonly sampledShare: number,
    /** Time between two sendings of spans, milliseconds. */
    readonly sendEveryMs: number,
  ) {}
}

/**
 * Reads the standard variables of OpenTelemetry that decide whether traces are made. How they are sent (endpoint, headers, timeout,
 * compression) is read by OpenTelemetry's own exporter from its own variables.
 */
export function tracingConfig(values: SettingValues): TracingConfig {
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: all } = values;
  const isSent = exporter === 'otlp' || all !== undefined || values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined;
  const enabled = isSent && exporter !== 'none' && !values.OTEL_SDK_DISABLED;
  return new TracingConfig(
    enabled,
    values.OTEL_SERVICE_NAME,
    values.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT,
    values.OTEL_TRACES_SAMPLER_ARG,
    values.OTEL_BSP_SCHEDULE_DELAY,
  );
}
