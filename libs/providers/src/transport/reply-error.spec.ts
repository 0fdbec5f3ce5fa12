import type { ModelErrorCode } from '@app/model';
import { ManualClock } from '@app/testing';
import { everythingIn } from '../testing/drain';
import { modelErrorOfEvent, modelErrorOfReply } from './reply-error';

const errorOf = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
  modelErrorOfReply('unit', { status, headers, body }, new ManualClock());
const openai = (message: string, code: string | null = null, type = 'invalid_request_error') => ({
  error: { message, type, code, param: null },
});

describe('modelErrorOfReply', () => {
  it.each<[number, ModelErrorCode, boolean]>([
    [301, 'provider_invalid_response', false],
    [400, 'provider_rejected', false],
    [401, 'provider_auth_failed', false],
    [402, 'provider_rate_limited', false],
    [403, 'provider_auth_failed', false],
    [404, 'provider_rejected', false],
    [408, 'provider_unavailable', true],
    [409, 'provider_rejected', false],
    [413, 'provider_rejected', false],
    [422, 'provider_rejected', false],
    [429, 'provider_rate_limited', true],
    [500, 'provider_unavailable', true],
    [502, 'provider_unavailable', true],
    [503, 'provider_overloaded', true],
    [504, 'provider_unavailable', true],
    [529, 'provider_overloaded', true],
    [599, 'provider_unavailable', true],
  ])('reads status %i without a body as %s', (status, code, retryable) => {
    expect(errorOf(status)).toMatchObject({ code, retryable, provider: 'unit', upstreamStatus: status });
  });

  it.each([
    [openai('The value of x is canary', 'unsupported_value'), ' (HTTP 400, unsupported_value).'],
    [openai('canary', null, 'BadRequestError'), ' (HTTP 400, BadRequestError).'],
    [openai('canary', 'sk-canary4f9', 'request failed for canary'), ' (HTTP 400).'],
    [openai('canary', 'canary '.repeat(40), 'a'.repeat(80)), ' (HTTP 400).'],
    [undefined, ' (HTTP 400).'],
  ])('tells the status and the word of the provider, where it is one: %j', (body, said) => {
    const { message } = errorOf(400, body);
    expect(message.endsWith(said)).toBe(true);
    expect(message).not.toContain('canary');
  });

  it.each([
    [
      'OpenAI',
      400,
      openai("This model's maximum context length is 8192 tokens. However, …", 'context_length_exceeded'),
    ],
    ['OpenAI Responses', 400, openai('Your input exceeds the context window of this model.')],
    [
      'vLLM',
      400,
      {
        object: 'error',
        message: 'The decoder prompt (length 9) is longer than the maximum model length of 4',
        type: 'BadRequestError',
        code: 400,
      },
    ],
    [
      'llama.cpp',
      400,
      {
        error: {
          code: 400,
          message: 'the request exceeds the available context size',
          type: 'exceed_context_size_error',
        },
      },
    ],
    [
      'Mistral',
      400,
      {
        object: 'error',
        message:
          'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
        type: 'invalid_request_prompt',
        code: '3051',
      },
    ],
    ['DeepSeek', 400, openai("This model's maximum context length is 65536 tokens.")],
    ['Ollama', 500, { error: 'the input length exceeds the context length' }],
    [
      'Anthropic',
      400,
      { type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 9 tokens > 8 maximum' } },
    ],
    [
      'Gemini',
      400,
      [
        {
          error: {
            code: 400,
            message: 'The input token count (9) exceeds the maximum number of tokens allowed (8).',
            status: 'INVALID_ARGUMENT',
          },
        },
      ],
    ],
    ['Bedrock', 400, { message: 'Input is too long for requested model.' }],
  ])('knows a prompt that is too long at %s', (_provider, status, body) => {
    expect(errorOf(status, body)).toMatchObject({ code: 'context_length_exceeded', retryable: false });
  });

  it.each([
    [
      'Azure',
      { error: { code: 'content_filter', message: 'filtered', innererror: { code: 'ResponsibleAIPolicyViolation' } } },
    ],
    ['OpenAI', openai('Your request was rejected as a result of our safety system.')],
    ['DeepSeek', openai('Content Exists Risk')],
    ['Alibaba', openai('Input data may contain inappropriate content.', 'data_inspection_failed')],
  ])('knows a filtered prompt at %s', (_provider, body) => {
    expect(errorOf(400, body)).toMatchObject({ code: 'content_filtered', retryable: false });
  });

  it('does not take a rate limit in tokens for a prompt that is too long', () => {
    const body = openai(
      'Rate limit: the context size of the last minute exceeds the maximum tokens',
      'rate_limit_exceeded',
    );
    expect(errorOf(429, body)).toMatchObject({ code: 'provider_rate_limited', retryable: true });
  });

  it('does not retry when the quota of the account is used up', () => {
    const error = errorOf(429, openai('You exceeded your current quota', 'insufficient_quota'), { 'retry-after': '1' });
    expect(error).toMatchObject({ code: 'provider_rate_limited', retryable: false, retryAfterMs: undefined });
  });

  it('carries how long to wait', () => {
    expect(errorOf(429, undefined, { 'retry-after': '7' }).retryAfterMs).toBe(7000);
    expect(errorOf(503, undefined, { 'retry-after': 'junk' }).retryAfterMs).toBeUndefined();
  });

  it('knows an overloaded provider by its words where the status does not say it', () => {
    expect(errorOf(500, { error: { message: 'x', type: 'overloaded_error' } }).code).toBe('provider_overloaded');
  });

  it('takes an error inside a reply of status 200 by the status that it names', () => {
    expect(errorOf(200, { error: { code: 429, message: 'slow down' } })).toMatchObject({
      code: 'provider_rate_limited',
    });
    expect(errorOf(200, { error: { message: 'x', type: 'server_error' } })).toMatchObject({
      code: 'provider_unavailable',
    });
    expect(errorOf(200, { choices: [] })).toMatchObject({ code: 'provider_invalid_response' });
  });

  it('names the field that the provider refused, when it looks like one', () => {
    const refused = (param: unknown) => errorOf(400, { error: { message: 'no', param } }).param;
    expect(refused('reasoning.summary')).toBe('reasoning.summary');
    expect(refused('messages[0].content')).toBe('messages[0].content');
    expect(refused('sk-proj-4711')).toBeUndefined();
    expect(refused({ deep: 1 })).toBeUndefined();
  });

  it("repeats nothing of the provider's text, in the message or beneath", () => {
    const secret = 'sk-proj-1234567890';
    const body = { error: { message: `key ${secret}`, type: secret, code: secret, param: secret, status: secret } };
    for (const status of [400, 401, 429, 500]) {
      const error = errorOf(status, body, { 'x-echo': secret, 'retry-after': secret });
      expect(everythingIn(error)).not.toContain(secret);
    }
  });

  it.each([[null], ['text'], [[]], [[1]], [{ error: null }], [{ error: [] }], [{ message: 5 }]])(
    'bears the body %j',
    (body) => {
      expect(errorOf(400, body).code).toBe('provider_rejected');
    },
  );

  it('reads a huge body in the same time as a small one', () => {
    const message = 'exceeds the maximum '.repeat(200_000);
    expect(errorOf(400, openai(message)).code).toBe('provider_rejected');
  });
});

describe('modelErrorOfEvent', () => {
  it.each([
    [{ type: 'error', error: { type: 'overloaded_error', message: 'm' } }, 'provider_overloaded'],
    [{ error: { message: 'm', code: 502 } }, 'provider_unavailable'],
    [{ error: { message: 'm', type: 'authentication_error' } }, 'provider_auth_failed'],
    [{ error: { message: 'm', code: 'model_not_found' } }, 'provider_rejected'],
    [{ error: { message: 'm', code: 'insufficient_quota' } }, 'provider_rate_limited'],
    [{ code: 'server_error', message: 'm' }, 'provider_unavailable'],
    [null, 'provider_unavailable'],
  ])('reads %j as %s', (event, code) => {
    expect(modelErrorOfEvent('unit', event)).toMatchObject({ code, upstreamStatus: undefined });
  });
});
