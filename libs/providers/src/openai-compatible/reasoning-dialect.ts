import type { JsonObject } from '@app/kernel';
import type { ReasoningPlan } from '../reasoning-plan';

/** The ways in which OpenAI-compatible servers take a wish about reasoning. */
export type ReasoningDialect = 'openrouter' | 'groq' | 'alibaba' | 'ollama' | 'template';

/**
 * The dialect of a server, by its address. Servers refuse or ignore each other's fields, so the well-known ones are told
 * apart; every other one is taken for vLLM, SGLang or llama.cpp, which hand arguments to the chat template.
 */
export function reasoningDialectOf(baseUrl: string): ReasoningDialect {
  const { hostname, port } = URL.canParse(baseUrl) ? new URL(baseUrl) : { hostname: '', port: '' };
  if (isWithin(hostname, 'openrouter.ai')) return 'openrouter';
  if (isWithin(hostname, 'groq.com')) return 'groq';
  if (isWithin(hostname, 'aliyuncs.com')) return 'alibaba';
  if (port === '11434' || isWithin(hostname, 'ollama.com')) return 'ollama';
  return 'template';
}

/** The request fields that carry the plan. */
export function reasoningFields(plan: ReasoningPlan, dialect: ReasoningDialect): JsonObject {
  if (plan.kind === 'default') return {};
  switch (dialect) {
    case 'openrouter':
      return { reasoning: openRouterReasoning(plan) };
    case 'groq':
      return { reasoning_effort: levelOf(plan, 'default') };
    case 'ollama':
      return { reasoning_effort: levelOf(plan, 'medium') };
    case 'alibaba':
      return alibabaReasoning(plan);
    case 'template':
      return templateReasoning(plan);
  }
}

type Wish = Exclude<ReasoningPlan, { kind: 'default' }>;

function openRouterReasoning(plan: Wish): JsonObject {
  switch (plan.kind) {
    case 'off':
      return { enabled: false };
    case 'on':
      return { enabled: true };
    case 'effort':
      return { effort: plan.effort };
    case 'budget':
      return { max_tokens: plan.tokens };
  }
}

function alibabaReasoning(plan: Wish): JsonObject {
  if (plan.kind === 'off') return { enable_thinking: false };
  return plan.kind === 'budget' ? { enable_thinking: true, thinking_budget: plan.tokens } : { enable_thinking: true };
}

function templateReasoning(plan: Wish): JsonObject {
  if (plan.kind === 'effort') return { reasoning_effort: plan.effort };
  // Qwen, GLM and Gemma read one name; DeepSeek, Granite and Kimi the other.
  const thinks = plan.kind !== 'off';
  return { chat_template_kwargs: { enable_thinking: thinks, thinking: thinks } };
}

function levelOf(plan: Wish, whenOn: string): string {
  if (plan.kind === 'off') return 'none';
  return plan.kind === 'effort' ? plan.effort : whenOn;
}

function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}
