import type { ModelDescriptor, ReasoningAbility } from '@app/model';
import { readGgufMetadata } from './gguf-metadata';

/** What a file itself says about the model in it. */
export type LocalModelFacts = Partial<Pick<ModelDescriptor, 'contextWindow' | 'reasoning'>>;

/**
 * Reads a file's own facts: its context, at most `contextSize`, and whether its chat template knows reasoning. Nothing is
 * known of an `hf:` URI before it is downloaded, or of a file that cannot be read; loading will say why.
 */
export function localModelFacts(modelPath: string, contextSize: number | undefined): LocalModelFacts {
  if (modelPath.startsWith('hf:')) return {};
  let metadata: ReturnType<typeof readGgufMetadata>;
  try {
    metadata = readGgufMetadata(modelPath);
  } catch {
    return {}; // said when the model is loaded, where somebody waits for it
  }
  const architecture = String(metadata.get('general.architecture'));
  const trained = metadata.get(`${architecture}.context_length`);
  const template = metadata.get('tokenizer.chat_template');
  const reasoning = typeof template === 'string' ? reasoningOfTemplate(template) : undefined;
  return {
    ...(typeof trained === 'number' ? { contextWindow: Math.min(trained, contextSize ?? Infinity) } : {}),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}

/** The reasoning that a chat template is written for, by the markers and switches in it. Undefined when it has none. */
export function reasoningOfTemplate(template: string): ReasoningAbility | undefined {
  if (template.includes('<|channel|>')) {
    return { control: 'effort', efforts: ['low', 'medium', 'high'], onByDefault: true, inlineText: 'marked' };
  }
  if (!/<\/?think>|\[\/?THINK\]/.test(template)) return undefined;
  const switchable = /\benable_thinking\b|\bthinking is defined\b/.test(template);
  return { control: switchable ? 'toggle' : 'always', onByDefault: true, inlineText: 'marked' };
}
