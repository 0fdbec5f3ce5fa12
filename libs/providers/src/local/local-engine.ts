/** A piece of a prompt. Only a trusted one can hold control tokens; in any other their names are plain text. */
export interface PromptPiece {
  text: string;
  trusted: boolean;
}

/** A message as chat templates know them. */
export interface TemplateMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** What a chat template is told beside the messages. Absent fields leave the template its own default. */
export interface TemplateOptions {
  /** False asks for an answer without thinking. */
  thinking?: boolean;
  /** Level for templates that have one (gpt-oss): low, medium or high. */
  effort?: string;
}

/** How tokens are drawn. */
export interface SamplingOptions {
  temperature: number;
  topP?: number;
  seed?: number;
}

/** Why a generation ended: the model was done, or its context was full. */
export type GenerationEnd = 'stop' | 'length';

/** A loaded model. One generation at a time. */
export interface LocalEngine {
  /** Tokens that prompt and reply may hold together. */
  readonly contextSize: number;
  /** The prompt by the file's own chat template, up to where the reply begins. Throws when the template refuses the messages. */
  render(messages: readonly TemplateMessage[], options: TemplateOptions): string;
  tokenize(pieces: readonly PromptPiece[]): number[];
  /** Text of tokens that follow `before`. A character that is not whole yet comes as U+FFFD. */
  detokenize(tokens: readonly number[], before: readonly number[]): string;
  /** The reply's tokens, without the one that ends it. Aborting stops between two batches of tokens. */
  generate(
    prompt: readonly number[],
    options: SamplingOptions,
    signal: AbortSignal,
  ): AsyncGenerator<number, GenerationEnd, undefined>;
  /** Frees the model's memory. */
  dispose(): Promise<void>;
}

/** Makes the engine; called on first use, again after it failed. Aborting ends a download or a load where it can. */
export type LocalEngineLoader = (signal: AbortSignal) => Promise<LocalEngine>;
