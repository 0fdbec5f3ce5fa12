import {
  defaultTextMapGetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { AppError } from '@app/kernel';
import type { ModelDescriptor, ModelRequest } from '@app/model';
import type { PlannedTurn, TurnContext, TurnEnd } from '@app/turn';
import type { TracingConfig } from '../config/tracing-config';
import { PRODUCT_VERSION } from '../product-version';
import { OtelCallSpan } from './otel-call-span';
import { Tracing, type CallSpan, type RequestSpan } from './tracing';

/**
 * Traces through OpenTelemetry's SDK to an OTLP collector, by the semantic conventions for HTTP and for generative AI. Loaded only
 * when traces are on: nothing else may import this file.
 */
export class OtelTracing extends Tracing {
  readonly isOn = true;
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;
  private readonly propagator = new W3CTraceContextPropagator();
  private readonly requests = new Map<string, Span>();
  private readonly turns = new WeakMap<TurnContext, Span>();

  constructor(private readonly config: TracingConfig) {
    super();
    const named = resourceFromAttributes({ 'service.name': config.serviceName, 'service.version': PRODUCT_VERSION });
    this.provider = new TracerProvider({
      // What OTEL_RESOURCE_ATTRIBUTES says outranks the defaults, and the name of the service everything.
      resource: defaultResource()
        .merge(detectResources({ detectors: [envDetector] }))
        .merge(named),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.sampledShare) }),
      spanProcessors: [
        new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis: config.sendEveryMs }),
      ],
    });
    this.tracer = this.provider.getTracer('stepwise', PRODUCT_VERSION);
  }

  request(id: string, method: string, headers: Readonly<Record<string, unknown>>): RequestSpan {
    const parent = this.propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    const span = this.tracer.startSpan(
      method,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
      parent,
    );
    this.requests.set(id, span);
    return {
      end: (status, route) => {
        this.requests.delete(id);
        span.setAttribute('http.response.status_code', status);
        if (route !== undefined) {
          span.updateName(`${method} ${route}`);
          span.setAttribute('http.route', route);
        }
        if (status >= 500) fail(span, String(status));
        span.end();
      },
    };
  }

  turn(turn: PlannedTurn, context: TurnContext): { end(end: TurnEnd): void } {
    const attributes: Attributes = {
      'stepwise.turn.id': turn.id,
      'stepwise.strategy': turn.strategy,
      'stepwise.dialect': context.origin.dialect,
    };
    const parent = within(this.requests.get(context.origin.requestId));
    const span = this.tracer.startSpan(`turn ${turn.strategy}`, { kind: SpanKind.INTERNAL, attributes }, parent);
    this.turns.set(context, span);
    return {
      end: (end) => {
        const conversationId = context.stored?.conversationId;
        if (conversationId !== undefined) span.setAttribute('gen_ai.conversation.id', conversationId);
        span.setAttribute('stepwise.outcome', end.outcome);
        if (end.outcome === 'finished') {
          const { cache, reasoningSteps } = end.finish.response;
          span.setAttributes({ 'stepwise.cache.status': cache.status, 'stepwise.steps': reasoningSteps?.length ?? 0 });
        } else if (end.outcome === 'failed') fail(span, errorType(end.error));
        span.end();
      },
    };
  }

  call(model: ModelDescriptor, request: ModelRequest, context: TurnContext): CallSpan {
    const attributes: Attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': model.provider,
      'gen_ai.request.model': model.id,
      'gen_ai.request.stream': request.stream,
      ...(request.temperature === undefined ? {} : { 'gen_ai.request.temperature': request.temperature }),
      ...(request.maxOutputTokens === undefined ? {} : { 'gen_ai.request.max_tokens': request.maxOutputTokens }),
    };
    const options = { kind: SpanKind.CLIENT, attributes };
    // An answer that several turns wait for, or none any more, is work of the one that began it.
    const turn = this.turns.get(context.forkedFrom ?? context);
    const span = this.tracer.startSpan(`chat ${model.id}`, options, within(turn));
    const input = this.config.capturesContent ? request.messages : undefined;
    return new OtelCallSpan(span, input, (error) => fail(span, errorType(error)));
  }

  async stop(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined); // the collector is away: then these spans are lost
  }
}

function within(span: Span | undefined): Context {
  return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
}

function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Codes only: messages may hold what somebody wrote. */
function errorType(error: unknown): string {
  return error instanceof AppError ? error.code : 'internal_error';
}
