import type { SettingValues } from './settings';

/** Whether and where traces go. A class, so that it can be injected. */
export class TracingConfig {
  constructor(
    readonly enabled: boolean,
    readonly serviceName: string,
    /** Whether spans hold the texts of messages. */
    readonly capturesContent: boolean,
  ) {}
}

/**
 * Reads the standard variables of OpenTelemetry that decide whether traces are made. How they are sent (endpoint, headers, timeout,
 * compression, sampling of batches) is read by OpenTelemetry's own exporter from its own variables.
 */
export function tracingConfig(values: SettingValues): TracingConfig {
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: all } = values;
  const isSent = exporter === 'otlp' || all !== undefined || values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined;
  const enabled = isSent && exporter !== 'none' && !values.OTEL_SDK_DISABLED;
  return new TracingConfig(
    enabled,
    values.OTEL_SERVICE_NAME,
    values.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT,
  );
}
