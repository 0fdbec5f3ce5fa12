import { REASONING_EFFORTS } from '@app/contracts';
import { VENDORS, type ProvidersConfig } from '../providers-config';
import { PriceBook } from '../pricing/price-book';
import { buildCatalogue } from './build-catalogue';
import { openWeightFamily } from './open-weight-models';

const vendors = Object.fromEntries(VENDORS.map((vendor) => [vendor, { baseUrl: 'https://x' }]));
const config: ProvidersConfig = {
  vendors: vendors as never,
  endpoints: [],
  models: {},
  defaultModel: 'auto',
  timeouts: { connectMs: 1, firstTokenMs: 1, idleMs: 1, totalMs: 1 },
};
const entries = buildCatalogue(config);

describe('the address of a model', () => {
  it('tells two servers of one name apart, and is not told itself', () => {
    const at = (baseUrl: string): (string | undefined)[] =>
      buildCatalogue({
        ...config,
        vendors: { ...config.vendors, openai: { baseUrl } },
        models: { openai: [{ name: 'more' }] },
        endpoints: [{ name: 'own', baseUrl, models: [{ name: 'm' }] }],
      })
        .filter(({ descriptor }) => ['own', 'openai'].includes(descriptor.provider))
        .map(({ descriptor }) => descriptor.addressDigest);
    const [one, other] = [at('http://one/v1'), at('http://other/v1')];
    expect(one.every((digest, index) => digest !== undefined && digest !== other[index])).toBe(true);
    expect(new Set([...one, ...other]).size).toBe(2);
    expect(one.join()).not.toContain('one');
  });
});

describe('the shipped catalogue', () => {
  it('gives every name and alias to one model', () => {
    const names = entries.flatMap(({ descriptor }) => [descriptor.upstreamName, ...descriptor.aliases]);

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(entries.map((entry) => [entry.descriptor.id, entry] as const))(
    'describes %s without contradiction',
    (_, entry) => {
      const { contextWindow, maxOutputTokens, reasoning, aliases, upstreamName } = entry.descriptor;
      const order = (reasoning.efforts ?? []).map((effort) => REASONING_EFFORTS.indexOf(effort));

      expect(maxOutputTokens).toBeGreaterThan(0);
      expect(contextWindow).toBeGreaterThanOrEqual(maxOutputTokens!);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(['effort', 'adaptive', 'budget'].includes(reasoning.control)).toBe(order.length > 0);
      for (const name of [upstreamName, ...aliases]) expect(name).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
    },
  );

  it('knows what every model costs', () => {
    const book = new PriceBook();

    expect(entries.filter((entry) => book.priceOf(entry) === undefined).map(({ descriptor }) => descriptor.id)).toEqual(
      [],
    );
  });

  it('has no two models of one rank, so that auto is predictable', () => {
    const ranks = entries.map(({ descriptor }) => `${descriptor.provider} ${descriptor.rank}`);

    expect(ranks.filter((rank, index) => ranks.indexOf(rank) !== index)).toEqual([]);
  });
});

describe('openWeightFamily', () => {
  it.each([
    ['openai/gpt-oss-20b', 'gpt-oss-20b'],
    ['gpt-oss:20b', 'gpt-oss-20b'],
    ['gpt-oss-20b-mxfp4.gguf', 'gpt-oss-20b'],
    ['openai/gpt-oss-120b', 'gpt-oss-120b'],
    ['meta-llama/Meta-Llama-3-70B-Instruct', 'llama3-70b'],
    ['llama3:70b', 'llama3-70b'],
    ['llama-3.3-70b-versatile', 'llama3-70b'],
    ['llama3.1-8b', 'llama3-8b'],
    ['Llama-3-8B', 'llama3-8b'],
    ['deepseek-ai/DeepSeek-R1', 'deepseek-r1'],
    ['Qwen/QwQ-32B', 'qwq-32b'],
    ['mixtral', undefined],
    ['llama-2-70b', undefined],
  ])('takes %s for %s', (name, family) => {
    expect(openWeightFamily(name)?.name).toBe(family);
  });
});
