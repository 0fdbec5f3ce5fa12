import type { ModelDescriptor, ModelRequest, StreamPart } from '@app/model';
import type { PlannedTurn, TurnContext, TurnEnd } from '@app/turn';

/** A request that is being traced. */
export interface RequestSpan {
  /** `route`: the pattern, such as `/api/v1/chat`. */
  end(status: number, route: string | undefined): void;
}

/** A call of a model that is being traced. */
export interface CallSpan {
  /** Takes a part of the reply in. */
  part(part: StreamPart): void;
  /** `error`: what it failed with; absent when it did not. */
  end(error?: unknown): void;
}

/** What is traced, in the program's own words. */
export abstract class Tracing {
  /** False: nothing is traced, and nothing below is to be called. */
  abstract readonly isOn: boolean;

  /** A request has come, as part of the trace that its `traceparent` names. */
  abstract request(id: string, method: string, headers: Readonly<Record<string, unknown>>): RequestSpan;

  /** A turn begins, as part of its request. */
  abstract turn(turn: PlannedTurn, context: TurnContext): { end(end: TurnEnd): void };

  /** A model is called, as part of a turn. */
  abstract call(model: ModelDescriptor, request: ModelRequest, context: TurnContext): CallSpan;

  /** Sends what waits. Never rejects. */
  abstract stop(): Promise<void>;
}

/** No traces. */
export class NoTracing extends Tracing {
  readonly isOn = false;

  request(): never {
    throw new Error('Tracing is off.');
  }

  turn(): never {
    throw new Error('Tracing is off.');
  }

  call(): never {
    throw new Error('Tracing is off.');
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
