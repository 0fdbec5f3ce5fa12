/**
 * The part of node-llama-cpp 3.21 that is used here. Written down because the package is optional and not installed with
 * the product.
 */
export interface NodeLlamaModule {
  getLlama(options: {
    gpu: 'auto' | false;
    build: 'never';
    logLevel: 'error';
    progressLogs: false;
    skipDownload: true;
  }): Promise<Llama>;
  resolveModelFile(
    uri: string,
    options: { directory: string; cli: boolean; deleteTempFileOnCancel: false; signal: AbortSignal },
  ): Promise<string>;
}

/** A loaded llama.cpp. */
export interface Llama {
  loadModel(options: { modelPath: string; loadSignal: AbortSignal }): Promise<LlamaModel>;
  dispose(): Promise<void>;
}

/** A loaded file. */
export interface LlamaModel {
  readonly trainContextSize: number;
  readonly size: number;
  readonly tokens: {
    readonly bos: number | null;
    readonly bosString: string | null;
    readonly eosString: string | null;
    readonly shouldPrependBosToken: boolean;
  };
  readonly fileInfo: {
    readonly metadata: {
      readonly tokenizer?: {
        readonly chat_template?: string;
        readonly ggml?: { readonly tokens?: readonly string[]; readonly token_type?: readonly number[] };
      };
    };
  };
  tokenize(text: string, specialTokens: boolean): number[];
  detokenize(tokens: readonly number[], specialTokens: boolean, lastTokens: readonly number[]): string;
  createContext(options: {
    contextSize: number | { max: number };
    sequences: 1;
    threads?: number;
    createSignal: AbortSignal;
  }): Promise<LlamaContext>;
}

/** Memory for one conversation at a time. */
export interface LlamaContext {
  readonly contextSize: number;
  getSequence(): LlamaSequence;
}

/** The state of a conversation. */
export interface LlamaSequence {
  readonly nextTokenIndex: number;
  /** Keeps the longest common beginning of what was evaluated and these tokens. */
  adaptStateToTokens(tokens: number[], allowShift: boolean): Promise<void>;
  eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void>;
  evaluateWithoutGeneratingNewTokens(tokens: number[]): Promise<void>;
  evaluate(
    tokens: number[],
    options: { temperature: number; topP?: number; topK?: number; minP?: number; seed?: number },
  ): AsyncGenerator<number, void>;
}

/** The part of `@huggingface/jinja` that is used here. It comes with node-llama-cpp. */
export interface JinjaModule {
  Template: new (source: string) => { render(context: Record<string, unknown>): string };
}
