import { compareUsage } from './compare-usage';
import { readUsageExport } from './usage-export';

const DAY = { day: '2026-11-25' };

describe('reading a usage export', () => {
  it('of OpenAI, as JSON', () => {
    const page = {
      object: 'page',
      data: [
        {
          object: 'bucket',
          start_time: 1_795_564_800,
          end_time: 1_795_651_200,
          results: [
            {
              object: 'organization.usage.completions.result',
              input_tokens: 1000,
              input_cached_tokens: 800,
              output_tokens: 500,
              num_model_requests: 5,
              model: 'gpt-5.1-2025-11-13',
            },
          ],
        },
      ],
    };
    const rows = [{ ...DAY, model: 'gpt-5.1-2025-11-13', inputTokens: 1000, outputTokens: 500 }];
    expect(readUsageExport(JSON.stringify(page))).toEqual(rows);
    expect(readUsageExport(JSON.stringify([page]))).toEqual(rows);
  });

  it('of Anthropic, as JSON, with its cached input', () => {
    const text = JSON.stringify({
      data: [
        {
          starting_at: '2026-11-25T00:00:00Z',
          results: [
            {
              uncached_input_tokens: 100,
              cache_creation: { ephemeral_1h_input_tokens: 10, ephemeral_5m_input_tokens: 20 },
              cache_read_input_tokens: 200,
              output_tokens: 50,
              model: 'claude-opus-5-5',
            },
          ],
        },
      ],
    });
    expect(readUsageExport(text)).toEqual([{ ...DAY, model: 'claude-opus-5-5', inputTokens: 330, outputTokens: 50 }]);
  });

  it('as CSV', () => {
    const anthropic =
      'usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_read,usage_output_tokens\n' +
      '2026-11-25,"claude-opus-5-5",100,200,50\n';
    expect(readUsageExport(anthropic)).toEqual([
      { ...DAY, model: 'claude-opus-5-5', inputTokens: 300, outputTokens: 50 },
    ]);
    const openai = 'start_time,project_id,model,input_tokens,output_tokens\r\n1795564800,,gpt-5.1,7,8\r\n';
    expect(readUsageExport(openai)).toEqual([{ ...DAY, model: 'gpt-5.1', inputTokens: 7, outputTokens: 8 }]);
  });

  it.each(['', '{"data": []}', 'a,b\n1,2\n'])('refuses %j', (text) => {
    expect(() => readUsageExport(text)).toThrow('no usage by model');
  });
});

describe('comparing usage', () => {
  const count = (model: string, inputTokens: number, outputTokens: number) => ({
    ...DAY,
    model,
    inputTokens,
    outputTokens,
  });

  it('takes dated names of a model as one and tells the greater difference', () => {
    const ours = [count('gpt-5.1', 900, 50), count('mine', 1, 1)];
    const theirs = [count('gpt-5.1-2025-11-13', 500, 25), count('gpt-5.1', 500, 25), count('other', 0, 0)];
    expect(compareUsage(ours, theirs).map(({ model, share }) => [model, share])).toEqual([
      ['gpt-5.1', 0.1],
      ['mine', 1],
      ['other', 0],
    ]);
  });
});
