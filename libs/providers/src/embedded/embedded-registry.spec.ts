import { writeTinyGguf } from '@app/testing';
import { ModelRegistry } from '../model-registry';
import { VENDORS, type ProvidersConfig } from '../providers-config';
import { drain } from '../testing/drain';
import { FakeLocalEngine } from '../testing/fake-local-engine';

// Starting a thread that compiles its sources takes seconds on a busy machine.
jest.setTimeout(60_000);

const modelPath = writeTinyGguf({ controls: ['<|direct|>', '<|cot|>', '<|answer|>'] });
const vendors = Object.fromEntries(VENDORS.map((vendor) => [vendor, { baseUrl: 'http://127.0.0.1:9' }]));
const CONFIG: ProvidersConfig = {
  vendors: vendors as ProvidersConfig['vendors'],
  endpoints: [],
  models: {},
  embedded: { modelPath },
  defaultModel: 'claude-3',
  timeouts: { connectMs: 1000, firstTokenMs: 1000, idleMs: 1000, totalMs: 60_000 },
};

describe('ModelRegistry with the embedded model', () => {
  const registries: ModelRegistry[] = [];
  const registry = (more: Partial<ProvidersConfig> = {}): ModelRegistry => {
    const local = { loadLocalEngine: () => Promise.resolve(new FakeLocalEngine()) };
    const made = new ModelRegistry({ ...CONFIG, ...more }, local);
    registries.push(made);
    return made;
  };
  afterEach(async () => {
    await Promise.all(registries.splice(0).map((made) => made.close()));
  });

  it.each(['auto', 'stepwise-mini', 'embedded/stepwise-mini', 'embedded'])('finds it under %s', (name) => {
    expect(registry().resolve(name).model.descriptor.id).toBe('embedded/stepwise-mini');
  });

  it('warns that another model was preferred only when somebody chose that one', () => {
    expect(registry().resolve('auto').warnings).toEqual(['default_model_unavailable']);
    expect(registry({ defaultModelIsPreset: true }).resolve('auto').warnings).toEqual([]);
  });

  it('prefers whatever else is set up for auto', () => {
    const providerOf = (more: Partial<ProvidersConfig>): string =>
      registry(more).resolve('auto').model.descriptor.provider;
    const keyed = { ...CONFIG.vendors, mistral: { ...CONFIG.vendors.mistral, apiKey: 'key' } };
    const endpoint = { name: 'lab', baseUrl: 'http://127.0.0.1:9', models: [{ name: 'm', rank: 2 }] };

    expect(providerOf({ vendors: keyed })).toBe('mistral');
    expect(providerOf({ endpoints: [endpoint] })).toBe('lab');
    expect(providerOf({ local: { modelPath: '/models/a.gguf', cacheDir: '/nowhere' } })).toBe('local');
  });

  it('offers it for the strategies whose prompts it can follow', () => {
    const { strategies } = registry().resolve('embedded').model.descriptor;
    expect(strategies).toEqual(['direct', 'cot', 'self-consistency']);
  });

  it('lists it as free, and says in one line what it is for', () => {
    const made = registry();

    expect(made.find('embedded')).toMatchObject({ available: true, default: true, tools: false, contextWindow: 512 });
    expect(made.costMicroUsd('embedded/stepwise-mini', { inputTokens: 9, outputTokens: 9 })).toBe(0);
    expect(made.describe().at(-1)).toMatchObject({
      provider: 'embedded',
      available: true,
      how: expect.stringContaining('short arithmetic word problems') as string,
    });
  });

  it('answers through it', async () => {
    const made = registry();
    await made.warmUp();
    const { model } = made.resolve('auto');
    const request = { messages: [{ role: 'user' as const, content: '1 + 1?' }], stream: true, maxOutputTokens: 3 };
    const { parts, error } = await drain(model.respond(request, new AbortController().signal));

    expect(error).toBeUndefined();
    expect(parts.at(-1)).toEqual({ type: 'finish', reason: 'length' });
  });

  it('fails running calls when it closes', async () => {
    const made = registry();
    const { model } = made.resolve('auto');
    const reply = drain(model.respond({ messages: [], stream: true }, new AbortController().signal));
    await made.close();

    expect((await reply).error).toMatchObject({ code: 'provider_unavailable' });
  });

  it('is not there where it is switched off', () => {
    const { embedded: _, ...without } = CONFIG;
    const made = new ModelRegistry(without);
    registries.push(made);

    expect(() => made.resolve('stepwise-mini')).toThrow('No model has this name');
    expect(() => made.resolve('auto')).toThrow('No model is set up');
  });
});
