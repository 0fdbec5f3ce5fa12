import type {
  GenerationEnd,
  LocalEngine,
  PromptPiece,
  SamplingOptions,
  TemplateMessage,
  TemplateOptions,
} from '../local/local-engine';
import { promptSegments } from '../local/prompt-segments';

/** What a fake engine does. */
export interface FakeLocalEngineOptions {
  /** The reply; one token per character. Default `ok`. */
  reply?: string;
  end?: GenerationEnd;
  contextSize?: number;
  /** Awaited before each token, to stop the engine where a test wants it. */
  beforeToken?: () => Promise<void>;
}

const CONTROLS = ['<user>', '<system>', '<assistant>', '<end>'];

/** A local engine whose tokens are characters, and whose control tokens are negative numbers. Remembers what it was asked. */
export class FakeLocalEngine implements LocalEngine {
  readonly prompts: number[][] = [];
  readonly sampling: SamplingOptions[] = [];
  readonly templateOptions: TemplateOptions[] = [];
  running = 0;
  mostAtOnce = 0;
  disposed = false;
  /** What the template does; a test may replace it. */
  template = (messages: readonly TemplateMessage[]): string =>
    `${messages.map(({ role, content }) => `<${role}>${content}<end>`).join('')}<assistant>`;

  constructor(private readonly options: FakeLocalEngineOptions = {}) {}

  get contextSize(): number {
    return this.options.contextSize ?? 1000;
  }

  render(messages: readonly TemplateMessage[], options: TemplateOptions): string {
    this.templateOptions.push(options);
    return this.template(messages);
  }

  tokenize(pieces: readonly PromptPiece[]): number[] {
    return promptSegments(pieces, CONTROLS).flatMap((segment) =>
      'control' in segment
        ? [-1 - CONTROLS.indexOf(segment.control)]
        : Array.from(segment.text, (character) => character.codePointAt(0) ?? 0),
    );
  }

  detokenize(tokens: readonly number[]): string {
    return tokens.map((token) => (token < 0 ? (CONTROLS[-1 - token] ?? '') : String.fromCodePoint(token))).join('');
  }

  async *generate(
    prompt: readonly number[],
    options: SamplingOptions,
    signal: AbortSignal,
  ): AsyncGenerator<number, GenerationEnd, undefined> {
    this.prompts.push([...prompt]);
    this.sampling.push(options);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.running);
    try {
      for (const character of this.options.reply ?? 'ok') {
        await this.options.beforeToken?.();
        signal.throwIfAborted();
        yield character.codePointAt(0) ?? 0;
      }
      return this.options.end ?? 'stop';
    } finally {
      this.running--;
    }
  }

  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }
}
