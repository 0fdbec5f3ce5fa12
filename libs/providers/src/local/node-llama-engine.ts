import type {
  GenerationEnd,
  LocalEngine,
  PromptPiece,
  SamplingOptions,
  TemplateMessage,
  TemplateOptions,
} from './local-engine';
import type { JinjaModule, Llama, LlamaContext, LlamaModel, LlamaSequence } from './node-llama-module';
import { promptSegments } from './prompt-segments';

/** For files without a template: enough for a base model to see whose turn it is. */
const PLAIN_TEMPLATE =
  "{% for m in messages %}{{ m['role'] | capitalize }}: {{ m['content'] }}\n\n{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}";

/** Token types of the GGUF format that never come from text. */
const CONTROL_TOKEN = 3;

/** Prompt tokens between two looks at the abort signal: about a second for a large model on a slow machine. */
const PROMPT_BATCH = 64;

/** llama.cpp's own sampling defaults; they matter only above temperature 0. */
const TOP_K = 40;
const TOP_P = 0.95;
const MIN_P = 0.05;

/** node-llama-cpp behind our port. What an earlier request left in the context is reused as far as prompts agree. */
export class NodeLlamaEngine implements LocalEngine {
  private readonly sequence: LlamaSequence;
  private readonly template: InstanceType<JinjaModule['Template']>;
  private readonly controls: ReadonlyMap<string, number>;

  constructor(
    private readonly llama: Llama,
    private readonly model: LlamaModel,
    private readonly context: LlamaContext,
    jinja: JinjaModule,
  ) {
    const { chat_template: template, ggml } = model.fileInfo.metadata.tokenizer ?? {};
    this.sequence = context.getSequence();
    this.template = new jinja.Template(template ?? PLAIN_TEMPLATE);
    this.controls = controlTokens(ggml?.tokens ?? [], ggml?.token_type ?? []);
  }

  get contextSize(): number {
    return this.context.contextSize;
  }

  render(messages: readonly TemplateMessage[], { thinking, effort }: TemplateOptions): string {
    const { bosString, eosString } = this.model.tokens;
    return this.template.render({
      messages,
      add_generation_prompt: true,
      bos_token: bosString ?? '',
      eos_token: eosString ?? '',
      // Qwen, GLM and Gemma read one name; DeepSeek and Granite the other.
      ...(thinking === undefined ? {} : { enable_thinking: thinking, thinking }),
      ...(effort === undefined ? {} : { reasoning_effort: effort }),
    });
  }

  tokenize(pieces: readonly PromptPiece[]): number[] {
    const { bos, shouldPrependBosToken } = this.model.tokens;
    const tokens = promptSegments(pieces, [...this.controls.keys()]).flatMap((segment) =>
      'text' in segment ? this.model.tokenize(segment.text, false) : (this.controls.get(segment.control) ?? []),
    );
    return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
  }

  detokenize(tokens: readonly number[], before: readonly number[]): string {
    // Control tokens are shown by name: the channels of gpt-oss are made of them.
    return this.model.detokenize(tokens, true, before);
  }

  async *generate(
    prompt: readonly number[],
    { temperature, topP, seed }: SamplingOptions,
    signal: AbortSignal,
  ): AsyncGenerator<number, GenerationEnd, undefined> {
    const last = await this.readPrompt(prompt, signal);
    const sampling = {
      temperature,
      topK: TOP_K,
      topP: topP ?? TOP_P,
      minP: MIN_P,
      ...(seed === undefined ? {} : { seed }),
    };
    let used = prompt.length;
    for await (const token of this.sequence.evaluate(last, sampling)) {
      signal.throwIfAborted();
      yield token;
      used++;
      // One token more would make llama.cpp drop the beginning of the conversation.
      if (used >= this.contextSize) return 'length';
    }
    return 'stop';
  }

  async dispose(): Promise<void> {
    await this.llama.dispose();
  }

  /** Evaluates all of the prompt but its last token, in batches, and returns that one. */
  private async readPrompt(prompt: readonly number[], signal: AbortSignal): Promise<number[]> {
    const { sequence } = this;
    const end = prompt.length - 1;
    await sequence.adaptStateToTokens([...prompt], false);
    if (sequence.nextTokenIndex > end) {
      await sequence.eraseContextTokenRanges([{ start: end, end: sequence.nextTokenIndex }]);
    }
    for (let at = sequence.nextTokenIndex; at < end; at = sequence.nextTokenIndex) {
      signal.throwIfAborted();
      await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(at, Math.min(at + PROMPT_BATCH, end)));
    }
    signal.throwIfAborted();
    return prompt.slice(end);
  }
}

function controlTokens(names: readonly string[], types: readonly number[]): Map<string, number> {
  const controls = new Map<string, number>();
  names.forEach((name, token) => {
    if (types[token] === CONTROL_TOKEN) controls.set(name, token);
  });
  return controls;
}
