import type { ModelDescriptor } from '@app/model';

/**
 * A family of open-weight models that no vendor here hosts: it exists where an endpoint or a local file offers it. Gives
 * such an offer its usual aliases and abilities, so that configuration need only name it.
 */
export interface OpenWeightModel extends Partial<Pick<ModelDescriptor, 'contextWindow'>> {
  /** The name that people use, such as `llama3-70b`; also the alias that offers get. */
  name: string;
  aliases: readonly string[];
  /** Finds the family in the name of an endpoint's model or of a file, lower case. */
  pattern: RegExp;
  reasoning: ModelDescriptor['reasoning'];
  tools: boolean;
}

const NONE = { control: 'none' } as const;
/** gpt-oss cannot switch its reasoning off. Servers that do not separate its channels send them as text. */
const HARMONY = {
  control: 'effort',
  efforts: ['low', 'medium', 'high'],
  onByDefault: true,
  inlineText: 'marked',
} as const;
const THINK_TAGS = { control: 'always', onByDefault: true, inlineText: 'marked' } as const;

/** The families that have well-known short names. */
const OPEN_WEIGHT_MODELS: readonly OpenWeightModel[] = [
  {
    name: 'gpt-oss-20b',
    aliases: ['gpt-oss'],
    pattern: /gpt[-_]?oss[-_:]?20b/,
    contextWindow: 131_072,
    reasoning: HARMONY,
    tools: true,
  },
  {
    name: 'gpt-oss-120b',
    aliases: [],
    pattern: /gpt[-_]?oss[-_:]?120b/,
    contextWindow: 131_072,
    reasoning: HARMONY,
    tools: true,
  },
  {
    name: 'llama3-70b',
    aliases: ['llama3', 'llama-3-70b'],
    pattern: /llama-?3(\.\d)?[-_:](\w+[-_])?70b/,
    reasoning: NONE,
    tools: true,
  },
  {
    name: 'llama3-8b',
    aliases: ['llama-3-8b'],
    pattern: /llama-?3(\.\d)?[-_:](\w+[-_])?8b/,
    reasoning: NONE,
    tools: true,
  },
  {
    name: 'deepseek-r1',
    aliases: ['r1'],
    pattern: /deepseek[-_]r1/,
    reasoning: THINK_TAGS,
    tools: false,
  },
  {
    name: 'qwq-32b',
    aliases: ['qwq'],
    pattern: /qwq([-_:]32b)?/,
    contextWindow: 131_072,
    reasoning: THINK_TAGS,
    tools: true,
  },
];

/** The family that a model's or a file's name belongs to, or undefined. */
export function openWeightFamily(name: string): OpenWeightModel | undefined {
  const lower = name.toLowerCase();
  return OPEN_WEIGHT_MODELS.find(({ pattern }) => pattern.test(lower));
}
