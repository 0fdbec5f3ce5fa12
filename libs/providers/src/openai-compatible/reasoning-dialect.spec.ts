import type { ReasoningPlan } from '../reasoning-plan';
import { reasoningDialectOf, reasoningFields, type ReasoningDialect } from './reasoning-dialect';

describe('reasoningDialectOf', () => {
  it.each<[string, ReasoningDialect]>([
    ['https://openrouter.ai/api/v1', 'openrouter'],
    ['https://api.groq.com/openai/v1', 'groq'],
    ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'alibaba'],
    ['http://127.0.0.1:11434/v1', 'ollama'],
    ['http://127.0.0.1:8000/v1', 'template'],
    ['https://openrouter.ai.example.com/v1', 'template'],
    ['not a url', 'template'],
  ])('takes %s for %s', (baseUrl, dialect) => {
    expect(reasoningDialectOf(baseUrl)).toBe(dialect);
  });
});

describe('reasoningFields', () => {
  const off: ReasoningPlan = { kind: 'off' };
  const on: ReasoningPlan = { kind: 'on', effort: 'high' };
  const level: ReasoningPlan = { kind: 'effort', effort: 'low' };
  const budget: ReasoningPlan = { kind: 'budget', tokens: 2000, effort: 'low' };

  it.each<[ReasoningDialect, ReasoningPlan, object]>([
    ['openrouter', off, { reasoning: { enabled: false } }],
    ['openrouter', on, { reasoning: { enabled: true } }],
    ['openrouter', level, { reasoning: { effort: 'low' } }],
    ['openrouter', budget, { reasoning: { max_tokens: 2000 } }],
    ['groq', off, { reasoning_effort: 'none' }],
    ['groq', on, { reasoning_effort: 'default' }],
    ['groq', level, { reasoning_effort: 'low' }],
    ['ollama', off, { reasoning_effort: 'none' }],
    ['ollama', on, { reasoning_effort: 'medium' }],
    ['alibaba', off, { enable_thinking: false }],
    ['alibaba', on, { enable_thinking: true }],
    ['alibaba', budget, { enable_thinking: true, thinking_budget: 2000 }],
    ['template', off, { chat_template_kwargs: { enable_thinking: false, thinking: false } }],
    ['template', on, { chat_template_kwargs: { enable_thinking: true, thinking: true } }],
    ['template', level, { reasoning_effort: 'low' }],
  ])('says to %s %j', (dialect, plan, fields) => {
    expect(reasoningFields(plan, dialect)).toEqual(fields);
  });

  it('says nothing where nothing is asked', () => {
    for (const dialect of ['openrouter', 'groq', 'ollama', 'alibaba', 'template'] as const) {
      expect(reasoningFields({ kind: 'default' }, dialect)).toEqual({});
    }
  });
});
