import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';

/** A model that answers with given parts and remembers what it was asked. A part that is an Error is thrown in its place. */
export class ScriptedModel extends ChatModel {
  readonly requests: ModelRequest[] = [];
  readonly descriptor: ModelDescriptor;

  constructor(
    private readonly script: readonly (StreamPart | Error)[],
    descriptor: Partial<ModelDescriptor> = {},
  ) {
    super();
    this.descriptor = {
      id: 'test/scripted',
      provider: 'test',
      upstreamName: 'scripted',
      aliases: [],
      reasoning: { control: 'none' },
      tools: false,
      temperature: true,
      rank: 0,
      ...descriptor,
    };
  }

  async *respond(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
    this.requests.push(request);
    for (const part of this.script) {
      await Promise.resolve();
      signal.throwIfAborted();
      if (part instanceof Error) throw part;
      yield part;
    }
  }
}
