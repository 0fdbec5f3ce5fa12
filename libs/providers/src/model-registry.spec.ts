import { AppError } from '@app/kernel';
import { ModelRegistry, type ModelRegistryDeps } from './model-registry';
import type { ProvidersConfig } from './providers-config';
import { FakeLocalEngine } from './testing/fake-local-engine';

const KEYLESS: ProvidersConfig = {
  vendors: {
    openai: { baseUrl: 'https://api.openai.com/v1' },
    anthropic: { baseUrl: 'https://api.anthropic.com/v1' },
    mistral: { baseUrl: 'https://api.mistral.ai/v1' },
    deepseek: { baseUrl: 'https://api.deepseek.com' },
  },
  endpoints: [],
  models: {},
  defaultModel: 'claude-3',
  timeouts: { connectMs: 1000, firstTokenMs: 1000, idleMs: 1000, totalMs: 1000 },
};

function withKeys(vendors: (keyof ProvidersConfig['vendors'])[], more: Partial<ProvidersConfig> = {}): ProvidersConfig {
  const keyed = vendors.map((vendor) => [vendor, { ...KEYLESS.vendors[vendor], apiKey: 'key' }]);
  return { ...KEYLESS, vendors: { ...KEYLESS.vendors, ...Object.fromEntries(keyed) }, ...more };
}

const registries: ModelRegistry[] = [];
function registry(config: ProvidersConfig, deps: ModelRegistryDeps = {}): ModelRegistry {
  const made = new ModelRegistry(config, deps);
  registries.push(made);
  return made;
}

function refusalOf(config: ProvidersConfig, name: string): AppError {
  try {
    registry(config).resolve(name);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('resolved');
}

const idOf = (config: ProvidersConfig, name: string): string => registry(config).resolve(name).model.descriptor.id;

afterEach(async () => {
  await Promise.all(registries.splice(0).map((made) => made.close()));
});

describe('ModelRegistry.resolve', () => {
  it.each([
    ['openai/gpt-5', 'openai/gpt-5'],
    ['gpt-5', 'openai/gpt-5'],
    [' GPT-5 ', 'openai/gpt-5'],
    ['claude-3', 'anthropic/claude-sonnet-5-5'],
    ['anthropic/claude-3', 'anthropic/claude-sonnet-5-5'],
    ['mistral-large', 'mistral/mistral-large-latest'],
    ['deepseek-coder', 'deepseek/deepseek-flash'],
  ])('understands %j', (name, id) => {
    expect(idOf(withKeys(['openai', 'anthropic', 'mistral', 'deepseek']), name)).toBe(id);
  });

  it('takes the default model for auto while it has a key', () => {
    const { model, warnings } = registry(withKeys(['openai', 'anthropic'])).resolve('auto');

    expect([model.descriptor.id, warnings]).toEqual(['anthropic/claude-sonnet-5-5', []]);
  });

  it('takes the best available model for auto when the default has no key, and says so', () => {
    const { model, warnings } = registry(withKeys(['mistral', 'deepseek'])).resolve('auto');

    expect([model.descriptor.id, warnings]).toEqual(['mistral/mistral-large-4', ['default_model_unavailable']]);
  });

  it.each([
    ['claud-3', 'DEFAULT_COT_MODEL is the name of no known model: did you mean claude-3?'],
    ['a name of nothing', 'DEFAULT_COT_MODEL is the name of no known model: GET /api/v1/models lists those that are'],
    ['claude-3', undefined], // known, though it has no key here
    ['llama3-70b', undefined], // known, though nothing here offers it
    ['auto', undefined],
  ])('says of the default model %s whether it is known: %s', (defaultModel, said) => {
    expect(registry(withKeys(['openai'], { defaultModel })).describeUnknownDefault()).toBe(said);
  });

  it('does not warn when the best model is what was configured', () => {
    const { model, warnings } = registry(withKeys(['openai'], { defaultModel: 'auto' })).resolve('AUTO');

    expect([model.descriptor.id, warnings]).toEqual(['openai/gpt-6.1-sol', []]);
  });

  it('tells in one line how to get a provider when there is none', () => {
    const error = refusalOf(KEYLESS, 'auto');

    expect(error.code).toBe('model_not_configured');
    expect(error.message).toContain('OPENAI_API_KEY');
    expect(error.message).toContain('LOCAL_MODEL_PATH');
    expect(error.message).not.toContain('\n');
  });

  it('names the setting that a known model lacks', () => {
    const error = refusalOf(withKeys(['openai']), 'claude-opus-5-5');

    expect([error.code, error.param]).toEqual(['model_not_configured', 'model']);
    expect(error.message).toContain('set ANTHROPIC_API_KEY');
  });

  it('says where the names are for a name it does not know, without repeating it', () => {
    const error = refusalOf(withKeys(['openai']), 'no-such-model');

    expect(error.code).toBe('model_not_found');
    expect(error.message).toContain('GET /v1/models');
    expect(error.message).not.toContain('no-such-model');
  });

  it('tells how to get an open-weight model that nothing offers', () => {
    const error = refusalOf(withKeys(['openai']), 'llama3-70b');

    expect(error.code).toBe('model_not_configured');
    expect(error.message).toContain('open-weight');
  });

  it('asks for a file when a local model is named and there is none', () => {
    expect(refusalOf(KEYLESS, 'local').message).toContain('LOCAL_MODEL_PATH');
  });

  it('shares one adapter among the names of a model', () => {
    const made = registry(withKeys(['anthropic']));

    expect(made.resolve('claude-3').model).toBe(made.resolve('anthropic/claude-sonnet-5-5').model);
  });
});

describe('ModelRegistry with endpoints', () => {
  const groq = {
    name: 'groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    models: [{ name: 'openai/gpt-oss-20b' }, { name: 'llama-3.3-70b-versatile' }],
  };
  const own = {
    name: 'own',
    baseUrl: 'http://127.0.0.1:8000/v1',
    models: [{ name: 'meta-llama/Llama-3-70B', rank: 60 }],
  };

  it.each([
    ['gpt-oss-20b', 'groq/openai/gpt-oss-20b'],
    ['groq/openai/gpt-oss-20b', 'groq/openai/gpt-oss-20b'],
    ['openai/gpt-oss-20b', 'groq/openai/gpt-oss-20b'],
    ['groq/llama3-70b', 'groq/llama-3.3-70b-versatile'],
  ])('finds an open-weight model under %j', (name, id) => {
    expect(idOf({ ...KEYLESS, endpoints: [groq] }, name)).toBe(id);
  });

  it('prefers the higher rank when two endpoints offer the same family', () => {
    expect(idOf({ ...KEYLESS, endpoints: [groq, own] }, 'llama3-70b')).toBe('own/meta-llama/Llama-3-70B');
  });

  it('gives an offer the abilities of its family', () => {
    const { descriptor } = registry({ ...KEYLESS, endpoints: [groq] }).resolve('gpt-oss-20b').model;

    expect(descriptor.reasoning).toMatchObject({ control: 'effort', efforts: ['low', 'medium', 'high'] });
    expect(descriptor.contextWindow).toBe(131_072);
  });

  it('takes the last of several models of one name', () => {
    const models = [{ name: 'm', contextWindow: 1 }, { name: 'n' }, { name: 'm', contextWindow: 2 }];
    const made = registry({ ...KEYLESS, endpoints: [{ ...own, models }] });
    const ids = made.list().map(({ id }) => id);

    expect(ids).toHaveLength(new Set(ids).size);
    expect(made.find('own/m')).toMatchObject({ contextWindow: 2 });
  });

  it('lets configuration override what is known of a model', () => {
    const models = [{ name: 'openai/gpt-oss-20b', contextWindow: 4096, reasoning: { control: 'none' as const } }];
    const { descriptor } = registry({ ...KEYLESS, endpoints: [{ ...groq, models }] }).resolve('gpt-oss-20b').model;

    expect(descriptor).toMatchObject({ contextWindow: 4096, reasoning: { control: 'none' } });
  });
});

describe('ModelRegistry with configured vendor models', () => {
  it('adds models and changes shipped ones', () => {
    const models = {
      openai: [
        { name: 'gpt-9', aliases: ['nine'] },
        { name: 'gpt-5', price: { input: 7, output: 8 } },
      ],
    };
    const made = registry(withKeys(['openai'], { models }));

    expect(made.resolve('nine').model.descriptor.id).toBe('openai/gpt-9');
    expect(made.resolve('gpt-5').model.descriptor).toMatchObject({
      price: { input: 7, output: 8 },
      contextWindow: 400_000,
      aliases: ['gpt-5-2025-08-07'],
    });
    expect(made.costMicroUsd('openai/gpt-5', { inputTokens: 10, outputTokens: 1 })).toBe(78);
  });
});

describe('ModelRegistry with a local model', () => {
  const local = { modelPath: '/models/gpt-oss-20b-Q4.gguf', cacheDir: '/nowhere/models' };
  const loadLocalEngine = (): Promise<FakeLocalEngine> => Promise.resolve(new FakeLocalEngine());

  it.each(['local', 'local/gpt-oss-20b-Q4', 'gpt-oss-20b-q4', 'gpt-oss-20b', 'auto'])(
    'finds the file under %j',
    (name) => {
      const { model } = registry({ ...KEYLESS, local }, { loadLocalEngine }).resolve(name);

      expect(model.descriptor).toMatchObject({
        id: 'local/gpt-oss-20b-Q4',
        tools: false,
        price: { input: 0, output: 0 },
        reasoning: { control: 'effort' },
      });
    },
  );

  it('prefers any model behind a key for auto', () => {
    const config = withKeys(['mistral'], { local });

    expect(registry(config, { loadLocalEngine }).resolve('auto').model.descriptor.provider).toBe('mistral');
  });

  it('names the command that installs the runtime when it is missing', () => {
    const made = registry({ ...KEYLESS, local });

    expect(made.describe().at(-1)).toMatchObject({ provider: 'local', available: false });
    expect(refusalOf({ ...KEYLESS, local }, 'local')).toMatchObject({
      code: 'model_not_configured',
      message: expect.stringContaining('npm run local:install') as string,
    });
  });

  it('loads the model when it is told to, and unloads it at the end', async () => {
    const engine = new FakeLocalEngine();
    const made = new ModelRegistry({ ...KEYLESS, local }, { loadLocalEngine: () => Promise.resolve(engine) });
    await made.warmUp();
    await made.close();

    expect(engine.disposed).toBe(true);
  });

  it('names the file it runs in the banner', () => {
    expect(
      registry({ ...KEYLESS, local }, { loadLocalEngine })
        .describe()
        .at(-1),
    ).toEqual({
      provider: 'local',
      available: true,
      how: 'runs gpt-oss-20b-Q4 in this process',
    });
  });
});

describe('ModelRegistry.list', () => {
  it('puts available models first, marks the one auto takes and gives prices', () => {
    const [first, ...rest] = registry(withKeys(['anthropic'])).list();

    expect(first).toMatchObject({ id: 'anthropic/claude-opus-5-5', available: true, nativeReasoning: true });
    expect(first?.priceUsdPerMillion).toMatchObject({ input: 4, output: 20 });
    expect(rest.filter((model) => model.default).map(({ id }) => id)).toEqual(['anthropic/claude-sonnet-5-5']);
    expect(rest.find(({ id }) => id === 'openai/gpt-5')).toMatchObject({ available: false });
  });
});

describe('ModelRegistry.find', () => {
  it.each(['anthropic/claude-opus-5-5', ' OPUS ', 'claude-opus-5-5'])('knows the model called %j', (name) => {
    expect(registry(withKeys(['anthropic'])).find(name)).toMatchObject({
      id: 'anthropic/claude-opus-5-5',
      available: true,
      default: false,
    });
  });

  it('tells what list tells, also of a model without a key', () => {
    const made = registry(withKeys(['anthropic']));

    for (const model of made.list()) expect(made.find(model.id)).toEqual(model);
  });

  it('finds what auto means, and nothing where there is nothing', () => {
    expect(registry(withKeys(['anthropic'])).find('auto')).toMatchObject({ default: true });
    expect(registry(KEYLESS).find('auto')).toBeUndefined();
    expect(registry(KEYLESS).find('no-such-model')).toBeUndefined();
  });
});

describe('ModelRegistry.describe', () => {
  it('says of each provider what it has or lacks, never a key', () => {
    const endpoints = [{ name: 'lab', baseUrl: 'http://10.0.0.1/v1', apiKey: 'hidden', models: [{ name: 'm' }] }];
    const status = registry(withKeys(['openai'], { endpoints })).describe();

    expect(status).toEqual([
      { provider: 'openai', available: true, how: 'OPENAI_API_KEY is set' },
      { provider: 'anthropic', available: false, how: 'set ANTHROPIC_API_KEY' },
      { provider: 'mistral', available: false, how: 'set MISTRAL_API_KEY' },
      { provider: 'deepseek', available: false, how: 'set DEEPSEEK_API_KEY' },
      { provider: 'lab', available: true, how: 'configured endpoint with 1 model' },
    ]);
  });
});

describe('ModelRegistry, for somebody who may use some models', () => {
  const all = () => registry(withKeys(['openai', 'anthropic', 'mistral']));

  it('offers those and no others, by whatever name they were allowed', () => {
    const models = all();
    const allowed = ['mistral-large', ' GPT-5 ', 'no-such-model'];
    expect(models.list(allowed).map(({ id }) => id)).toEqual(['mistral/mistral-large-latest', 'openai/gpt-5']);
    expect(models.find('openai/gpt-5', allowed)?.id).toBe('openai/gpt-5');
    expect(models.find('claude-3', allowed)).toBeUndefined();
    expect(models.resolve('gpt-5', allowed).model.descriptor.id).toBe('openai/gpt-5');
  });

  it('chooses among them for auto', () => {
    const models = all();
    expect(models.resolve('auto', ['mistral-large']).model.descriptor.id).toBe('mistral/mistral-large-latest');
    expect(models.find('auto', ['mistral-large'])?.id).toBe('mistral/mistral-large-latest');
    expect(models.resolve('auto', ['gpt-5', 'claude-3'])).toMatchObject({ warnings: [] });
  });

  it('says the same of a model that may not be used as of one that is not there', () => {
    const refusals = [
      ['claude-3', ['gpt-5']],
      ['no-such-model', ['gpt-5']],
      ['llama3-70b', ['gpt-5']],
      ['auto', ['x']],
    ] as const;
    const errors = refusals.map(([name, allowed]) => {
      try {
        return all().resolve(name, allowed);
      } catch (error) {
        return error;
      }
    });
    for (const error of errors) expect(error).toMatchObject({ code: 'model_not_found', param: 'model' });
    expect(new Set(errors.map((error) => (error as AppError).message)).size).toBe(1);
  });
});
