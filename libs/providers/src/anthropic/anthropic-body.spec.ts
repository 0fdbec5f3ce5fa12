import type { ModelDescriptor, ModelRequest, OpaqueReasoning } from '@app/model';
import { ANTHROPIC_MODELS } from '../catalogue/anthropic-models';
import { anthropicBody } from './anthropic-body';

function descriptorOf(name: (typeof ANTHROPIC_MODELS)[number]['name']): ModelDescriptor {
  const model = ANTHROPIC_MODELS.find((shipped) => shipped.name === name)!;
  return { ...model, id: `anthropic/${name}`, provider: 'anthropic', upstreamName: name };
}

const OPUS = descriptorOf('claude-opus-5-5');
const SONNET = descriptorOf('claude-sonnet-5-5');
const OPUS_5 = descriptorOf('claude-opus-5');
const OPUS_4_7 = descriptorOf('claude-opus-4-7');
const SONNET_4_6 = descriptorOf('claude-sonnet-4-6');
const HAIKU = descriptorOf('claude-haiku-4-5');
const TOOL = { name: 'add', description: 'Adds', parameters: { properties: { a: { type: 'number' } } } };

const request = (more: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [{ role: 'user', content: 'Hi' }],
  stream: false,
  ...more,
});

const refusalOf = (model: ModelDescriptor, more: Partial<ModelRequest>): unknown => {
  try {
    return anthropicBody(model, request(more));
  } catch (error) {
    return error;
  }
};

describe('anthropicBody', () => {
  it('asks for the longest reply the model gives when the request sets no limit, as the API demands one', () => {
    expect(anthropicBody(HAIKU, request())).toEqual({
      model: 'claude-haiku-4-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
  });

  it('asks for a stream, stop sequences and its own extra parameters', () => {
    const body = anthropicBody(HAIKU, request({ stream: true, stop: ['END'], passthrough: { top_k: 5 } }));

    expect(body).toMatchObject({ stream: true, stop_sequences: ['END'], top_k: 5 });
  });

  describe('thinking', () => {
    it('makes the text of thinking that is on by default visible', () => {
      expect(anthropicBody(OPUS, request()).thinking).toEqual({ type: 'adaptive', display: 'summarized' });
    });

    it('leaves thinking out where it is off by default', () => {
      expect(anthropicBody(OPUS_4_7, request()).thinking).toBeUndefined();
      expect(anthropicBody(HAIKU, request({ effort: 'none' })).thinking).toBeUndefined();
    });

    it('turns an effort into a level of an adaptive model', () => {
      expect(anthropicBody(OPUS_4_7, request({ effort: 'xhigh' }))).toMatchObject({
        thinking: { type: 'adaptive', display: 'summarized' },
        output_config: { effort: 'xhigh' },
      });
    });

    it.each([
      ['minimal', 'low'],
      ['xhigh', 'high'],
      ['max', 'max'],
    ] as const)('turns %s into %s where the model lacks it', (effort, level) => {
      expect(anthropicBody(SONNET_4_6, request({ effort })).output_config).toEqual({ effort: level });
    });

    it.each([
      [OPUS_5, { type: 'disabled' }],
      [SONNET, { type: 'between_tools' }],
    ])('switches thinking off in the words of the model', (model, thinking) => {
      expect(anthropicBody(model, request({ effort: 'none' })).thinking).toEqual(thinking);
    });

    it('takes the lowest effort for none where thinking cannot be switched off', () => {
      expect(anthropicBody(OPUS, request({ effort: 'none' })).output_config).toEqual({ effort: 'low' });
    });

    it.each([1025, 1500, 4000, 64_000])('keeps a budget below a limit of %i tokens', (maxOutputTokens) => {
      for (const effort of ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const) {
        const { thinking } = anthropicBody(HAIKU, request({ effort, maxOutputTokens }));
        const budget = thinking?.type === 'enabled' ? thinking.budget_tokens : NaN;

        expect(budget).toBeGreaterThanOrEqual(1024);
        expect(budget).toBeLessThan(maxOutputTokens);
      }
    });

    it('says when a limit leaves no room to reason', () => {
      expect(refusalOf(HAIKU, { effort: 'low', maxOutputTokens: 1024 })).toMatchObject({
        code: 'unsupported_parameter',
        param: 'maxOutputTokens',
      });
    });

    describe('in a loop of tool calls', () => {
      const loop = (reasoning: OpaqueReasoning[]): Partial<ModelRequest> => ({
        effort: 'high',
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Adding.', toolCalls: [{ id: 'c1', name: 'add', arguments: '{}' }], reasoning },
          { role: 'tool', toolCallId: 'c1', content: '3' },
        ],
      });
      const signed: OpaqueReasoning = {
        format: 'anthropic',
        data: { type: 'thinking', thinking: 'hm', signature: 's' },
      };

      it('goes on without a budget when the caller could not give the thinking back', () => {
        expect(anthropicBody(HAIKU, request(loop([]))).thinking).toBeUndefined();
      });

      it('goes on thinking when it could, and always on models that decide by themselves', () => {
        expect(anthropicBody(HAIKU, request(loop([signed]))).thinking?.type).toBe('enabled');
        expect(anthropicBody(SONNET_4_6, request(loop([]))).thinking?.type).toBe('adaptive');
      });

      it('thinks again once the loop has ended', () => {
        const { messages = [] } = loop([]);
        const later = [
          ...messages,
          { role: 'assistant' as const, content: '3' },
          { role: 'user' as const, content: '?' },
        ];

        expect(anthropicBody(HAIKU, request({ effort: 'high', messages: later })).thinking?.type).toBe('enabled');
      });
    });

    it('refuses reasoning of a model that has none', () => {
      const plain: ModelDescriptor = { ...HAIKU, reasoning: { control: 'none' } };

      expect(refusalOf(plain, { effort: 'low' })).toMatchObject({ code: 'reasoning_unsupported' });
    });
  });

  describe('sampling', () => {
    it('sends a temperature to a model that takes one and does not think', () => {
      expect(anthropicBody(HAIKU, request({ temperature: 0.7, topP: 0.9 }))).toMatchObject({
        temperature: 0.7,
        top_p: 0.9,
      });
    });

    it('leaves out what changes nothing, where the model would refuse it', () => {
      const neutral = { temperature: 1, topP: 1 };

      expect(anthropicBody(HAIKU, request({ ...neutral, effort: 'low' }))).toMatchObject({ top_p: 1 });
      for (const body of [
        anthropicBody(HAIKU, request({ ...neutral, effort: 'low' })),
        anthropicBody(OPUS, request(neutral)),
      ]) {
        expect(body).not.toHaveProperty('temperature');
      }
      expect(anthropicBody(OPUS, request(neutral))).not.toHaveProperty('top_p');
    });

    it.each([
      [OPUS, { temperature: 0.7 }, 'temperature'],
      [OPUS, { topP: 0.99 }, 'topP'],
      [HAIKU, { temperature: 0.7, effort: 'low' }, 'temperature'],
      [HAIKU, { topP: 0.9, effort: 'low' }, 'topP'],
      [{ ...HAIKU, tools: false }, { tools: [TOOL] }, 'tools'],
    ] satisfies [ModelDescriptor, Partial<ModelRequest>, string][])(
      'refuses what the model does not take, %#, by name rather than ignoring it',
      (model, more, param) => {
        expect(refusalOf(model, more)).toMatchObject({ code: 'unsupported_parameter', param });
      },
    );
  });

  it.each([
    [{ temperature: 1.5 }, 'temperature'],
    [{ seed: 1 }, 'seed'],
    [{ responseFormat: { type: 'json_object' } }, 'responseFormat'],
    [{ passthrough: { logit_bias: {} } }, 'logit_bias'],
    [{ tools: [TOOL], toolChoice: 'required', effort: 'low' }, 'toolChoice'],
  ] satisfies [Partial<ModelRequest>, string][])('refuses %j, naming the parameter', (more, param) => {
    expect(refusalOf(HAIKU, more)).toMatchObject({ code: 'unsupported_parameter', param });
  });

  it('takes the response format that is what the model does anyway', () => {
    expect(anthropicBody(HAIKU, request({ responseFormat: { type: 'text' } }))).not.toHaveProperty('response_format');
  });

  describe('tools', () => {
    it('gives every tool an object schema', () => {
      expect(anthropicBody(HAIKU, request({ tools: [TOOL, { name: 'now', strict: true }] })).tools).toEqual([
        {
          name: 'add',
          description: 'Adds',
          input_schema: { type: 'object', properties: { a: { type: 'number' } } },
        },
        { name: 'now', strict: true, input_schema: { type: 'object' } },
      ]);
    });

    it.each([
      ['auto', { type: 'auto' }],
      ['none', { type: 'none' }],
      ['required', { type: 'any' }],
      [{ name: 'add' }, { type: 'tool', name: 'add' }],
    ] as const)('turns the choice %j into the words of the API', (toolChoice, choice) => {
      expect(anthropicBody(HAIKU, request({ tools: [TOOL], toolChoice })).tool_choice).toEqual(choice);
    });

    it('asks for one call at a time when the caller does', () => {
      const body = anthropicBody(HAIKU, request({ tools: [TOOL], passthrough: { parallel_tool_calls: false } }));

      expect(body.tool_choice).toEqual({ type: 'auto', disable_parallel_tool_use: true });
    });
  });
});
