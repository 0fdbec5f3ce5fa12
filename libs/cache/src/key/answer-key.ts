import { hash } from 'node:crypto';
import type { ResolvedStrategyName } from '@app/contracts';
import type { ModelDescriptor, ModelMessage, ModelRequest } from '@app/model';
import { canonicalForm, orderedForm, type Canonical } from './canonical-form';
import { scopeMembers, type CacheScope } from './cache-scope';

/** Everything that can change an answer. */
export interface AnswerQuestion {
  readonly scope: CacheScope;
  /** The model with its version: whatever the catalogue says of it, where it is asked included. */
  readonly model: ModelDescriptor;
  readonly strategy: ResolvedStrategyName;
  /** The strategy's numbers and ceilings, all of them. */
  readonly settings: { readonly [name: string]: number | undefined };
  /** Version of the prompts that the strategy adds. */
  readonly promptVersion: string;
  readonly request: ModelRequest;
  /** What else decides answers and is none of the above, such as filters that are switched on. Default: nothing. */
  readonly more?: Canonical;
}

/** Names a stored answer. */
export interface CacheKey {
  readonly scope: CacheScope;
  /** The hash tag that its keys in Redis share, so that they lie beside the limits of whoever asks. */
  readonly tag: string;
  /** SHA-256 of the question, 43 characters of base64url. */
  readonly hash: string;
}

/** The layout of the canonical form. A new one makes every stored answer unreachable. */
const KEY_VERSION = 2;

/**
 * The key of a question: equal exactly for questions that must get the same answer. Unicode-equivalent texts of messages are
 * equal; the order of `stop` and of an object's members does not matter, that of messages, tools and schemas does.
 */
export function answerKey(question: AnswerQuestion, tag: string): CacheKey {
  const { scope, model, strategy, settings, promptVersion, request, more } = question;
  const form = canonicalForm([
    KEY_VERSION,
    scopeMembers(scope),
    modelForm(model),
    strategy,
    settings,
    promptVersion,
    requestForm(request),
    more,
  ]);
  return { scope, tag, hash: hash('sha256', form, 'base64url') };
}

/** One entry for each field of a request: a new field does not compile until it is decided here. */
const REQUEST_FIELDS = {
  messages: ({ messages }) => messages.map(messageForm),
  stream: () => undefined, // the same answer either way
  maxOutputTokens: ({ maxOutputTokens }) => maxOutputTokens,
  temperature: ({ temperature }) => temperature,
  topP: ({ topP }) => topP,
  stop: ({ stop }) => stop && [...new Set(stop)].sort(),
  seed: ({ seed }) => seed,
  replyForm: ({ replyForm }) => replyForm,
  effort: ({ effort }) => effort,
  tools: ({ tools }) =>
    tools?.map(({ name, description, parameters, strict }) => [name, description, orderedForm(parameters), strict]),
  toolChoice: ({ toolChoice }) => toolChoice,
  responseFormat: ({ responseFormat }) => orderedForm(responseFormat),
  passthrough: ({ passthrough }) => passthrough,
} satisfies { [Name in keyof Required<ModelRequest>]: (request: ModelRequest) => Canonical };

const READ_FIELDS = Object.values(REQUEST_FIELDS) as ((request: ModelRequest) => Canonical)[];

function requestForm(request: ModelRequest): Canonical {
  return READ_FIELDS.map((read) => read(request));
}

function messageForm(message: ModelMessage): Canonical {
  const { role, content } = message;
  const text = normalized(content);
  switch (role) {
    case 'tool':
      return [role, text, message.toolCallId];
    case 'assistant':
      return [role, text, message.toolCalls as Canonical, message.reasoning as Canonical];
    default:
      return [role, text];
  }
}

/** Normal Form C. Plain ASCII, which is found faster, is in it already. */
function normalized(text: string): string {
  return Buffer.byteLength(text) === text.length ? text : text.normalize();
}

const modelForms = new WeakMap<ModelDescriptor, string>();

/** Price and rank change no answer. Kept by descriptor, which the catalogue makes once. */
function modelForm(model: ModelDescriptor): string {
  let form = modelForms.get(model);
  if (form === undefined) {
    const { price: _price, rank: _rank, aliases: _aliases, ...rest } = model;
    form = canonicalForm(rest as unknown as Canonical);
    modelForms.set(model, form);
  }
  return form;
}
