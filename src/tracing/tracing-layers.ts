import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { ModelLayer, TurnLayer, type PlannedTurn, type TurnContext, type TurnEvent, type TurnHandler } from '@app/turn';
import { Injectable } from '@nestjs/common';
import { Tracing } from './tracing';

/** Traces turns. Its place among the layers does not matter. */
@Injectable()
export class TracingLayer extends TurnLayer {
  constructor(private readonly tracing: Tracing) {
    super();
  }

  override begin(turn: PlannedTurn, context: TurnContext): void {
    if (!this.tracing.isOn) return;
    const span = this.tracing.turn(turn, context);
    context.onEnd((end) => span.end(end));
  }

  handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    return next(turn, context);
  }
}

/** Traces calls of models. Innermost, so that it measures the provider alone. */
@Injectable()
export class TracingModelLayer extends ModelLayer {
  constructor(private readonly tracing: Tracing) {
    super();
  }

  wrap(model: ChatModel, _turn: PlannedTurn, context: TurnContext): ChatModel {
    return this.tracing.isOn ? new TracedModel(model, this.tracing, context) : model;
  }
}

/** Passes a model's parts through, and tells them to a span. */
class TracedModel extends ChatModel {
  readonly descriptor: ModelDescriptor;

  constructor(
    private readonly inner: ChatModel,
    private readonly tracing: Tracing,
    private readonly context: TurnContext,
  ) {
    super();
    this.descriptor = inner.descriptor;
  }

  async *respond(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
    const span = this.tracing.call(this.descriptor, request, this.context);
    let failure: unknown;
    try {
      for await (const part of this.inner.respond(request, signal)) {
        span.part(part);
        yield part;
      }
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      span.end(failure);
    }
  }
}
