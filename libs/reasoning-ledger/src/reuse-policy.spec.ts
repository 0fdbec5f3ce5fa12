import type { OpaqueReasoning } from '@app/model';
import { reusable } from './reuse-policy';

const signed: OpaqueReasoning = { format: 'anthropic', data: { type: 'thinking', signature: 's' } };
const plain: OpaqueReasoning = { format: 'reasoning-content', data: { reasoning_content: 't' } };

describe('what goes back to a model', () => {
  const entry = (provider: string, model: string) => ({ provider, model, blocks: [signed, plain] });

  it.each([
    ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
    ['claude-sonnet-4-5', 'claude-sonnet-4-5'],
    ['magistral-medium-2506', 'magistral-medium-latest'],
    ['openai/gpt-oss-120b:free', 'openai/gpt-oss-120b'],
  ])('all of it between versions of one model: %s and %s', (made, asked) => {
    expect(reusable(entry('p', made), { provider: 'p', upstreamName: asked })).toEqual([signed, plain]);
  });

  it.each([
    ['claude-sonnet-4-5', 'claude-opus-4-5'],
    ['claude-sonnet-4-5', 'claude-sonnet-4-6'],
    ['deepseek-chat', 'deepseek-reasoner'],
  ])('only plain text between models of one provider: %s and %s', (made, asked) => {
    expect(reusable(entry('p', made), { provider: 'p', upstreamName: asked })).toEqual([plain]);
  });

  it('nothing to another provider', () => {
    expect(reusable(entry('p', 'm'), { provider: 'q', upstreamName: 'm' })).toEqual([]);
  });
});
