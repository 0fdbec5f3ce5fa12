import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { ScriptedModel } from '@app/testing';

/** A model that answers its calls with these texts in turn, cut in two, each with 1000 tokens in and 50 out; an Error is thrown. */
export class ScriptModel extends ChatModel {
  readonly requests: ModelRequest[] = [];
  readonly descriptor: ModelDescriptor;

  constructor(
    private readonly replies: readonly (string | Error)[],
    descriptor: Partial<ModelDescriptor> = {},
  ) {
    super();
    this.descriptor = new ScriptedModel([], descriptor).descriptor;
  }

  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    const reply = this.replies[this.requests.length];
    this.requests.push(request);
    if (reply === undefined) throw new Error('a call too many');
    return new ScriptedModel(reply instanceof Error ? [reply] : partsOf(reply)).respond(request, signal);
  }
}

function partsOf(reply: string): StreamPart[] {
  const half = Math.floor(reply.length / 2);
  const texts = [reply.slice(0, half), reply.slice(half)].filter((text) => text !== '');
  return [
    ...texts.map((text): StreamPart => ({ type: 'text-delta', text })),
    { type: 'usage', usage: { inputTokens: 1000, outputTokens: 50 } },
    { type: 'finish', reason: 'stop' },
  ];
}
