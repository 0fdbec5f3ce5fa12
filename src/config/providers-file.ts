import { REASONING_EFFORTS } from '@app/contracts';
import { VENDORS, type ConfiguredModel, type EndpointConfig, type ProvidersConfig } from '@app/providers';
import Ajv, { type ErrorObject } from 'ajv';
import { SettingProblem, readHttpUrl } from './setting';
import type { Environment } from './read-settings';

/** An endpoint as it is written in the file: its key is named, not given. */
type EndpointEntry = Omit<EndpointConfig, 'apiKey'>;

interface ProvidersFile {
  endpoints?: EndpointEntry[];
  models?: ProvidersConfig['models'];
}

const price = { type: 'number', minimum: 0 };
const tokens = { type: 'integer', minimum: 1 };
const name = { type: 'string', minLength: 1, maxLength: 200 };

/** JSON Schema of one model, as docs/providers.md describes it. */
const modelSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name,
    aliases: { type: 'array', items: name, uniqueItems: true },
    contextWindow: tokens,
    maxOutputTokens: tokens,
    reasoning: {
      type: 'object',
      additionalProperties: false,
      required: ['control'],
      properties: {
        control: { enum: ['none', 'effort', 'budget', 'adaptive', 'toggle', 'always'] },
        efforts: { type: 'array', items: { enum: [...REASONING_EFFORTS] }, minItems: 1, uniqueItems: true },
        leastBudgetTokens: tokens,
        onByDefault: { type: 'boolean' },
        inlineText: { enum: ['marked', 'opened'] },
        hiddenText: { type: 'boolean' },
      },
    },
    tools: { type: 'boolean' },
    temperature: { type: 'boolean' },
    price: {
      type: 'object',
      additionalProperties: false,
      required: ['input', 'output'],
      properties: { input: price, output: price, cachedInput: price, cacheWrite: price },
    },
    rank: { type: 'number' },
  },
};

const fileSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    endpoints: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'baseUrl', 'models'],
        properties: {
          name: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,62}$' },
          baseUrl: { type: 'string' },
          keyVariable: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' },
          headers: { type: 'object', additionalProperties: { type: 'string' } },
          models: { type: 'array', items: modelSchema, minItems: 1 },
        },
      },
    },
    models: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(VENDORS.map((vendor) => [vendor, { type: 'array', items: modelSchema }])),
    },
  },
};

const RESERVED_NAMES = new Set<string>([...VENDORS, 'local', 'embedded', 'auto']);

/** Reads the text of PROVIDERS_FILE or PROVIDERS_JSON. Throws {@link SettingProblem} with every fault, by path. */
export function readProvidersFile(
  text: string,
  env: Environment,
): { endpoints: EndpointConfig[]; models: Partial<Record<(typeof VENDORS)[number], ConfiguredModel[]>> } {
  const file = parseFile(text);
  const faults: string[] = [];
  const seen = new Set<string>();
  const endpoints = (file.endpoints ?? []).map((entry, i) => {
    const at = `endpoints[${i}]`;
    if (RESERVED_NAMES.has(entry.name)) faults.push(`${at}.name is taken by a built-in provider`);
    if (seen.has(entry.name)) faults.push(`${at}.name is used twice`);
    seen.add(entry.name);
    const names = entry.models.map((model) => model.name.toLowerCase());
    if (new Set(names).size < names.length) faults.push(`${at}.models names a model twice`);
    return readEndpoint(entry, at, env, faults);
  });
  if (faults.length > 0) throw new SettingProblem(`is wrong: ${faults.join('; ')}`);
  return { endpoints, models: file.models ?? {} };
}

function readEndpoint(
  { keyVariable, ...entry }: EndpointEntry,
  at: string,
  env: Environment,
  faults: string[],
): EndpointConfig {
  const endpoint: EndpointConfig = { ...entry };
  try {
    endpoint.baseUrl = readHttpUrl(entry.baseUrl);
  } catch (error) {
    if (!(error instanceof SettingProblem)) throw error;
    faults.push(`${at}.baseUrl ${error.message}`);
  }
  if (keyVariable !== undefined) {
    const key = env[keyVariable]?.trim();
    if (key === undefined || key === '') faults.push(`${at}.keyVariable names ${keyVariable}, which is not set`);
    else Object.assign(endpoint, { apiKey: key, keyVariable });
  }
  return endpoint;
}

function parseFile(text: string): ProvidersFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold secrets.
    throw new SettingProblem('is not valid JSON');
  }
  const validate = new Ajv({ allErrors: true }).compile<ProvidersFile>(fileSchema);
  if (!validate(value)) throw new SettingProblem(`is wrong: ${(validate.errors ?? []).map(explain).join('; ')}`);
  return value;
}

function explain({ instancePath, message, params }: ErrorObject): string {
  const path =
    instancePath
      .replace(/\/(\d+)/g, '[$1]')
      .replace(/^\//, '')
      .replace(/\//g, '.') || 'the whole';
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: string[] };
  const detail = additionalProperty ?? allowedValues?.join(', ');
  return `${path} ${message ?? 'is wrong'}${detail === undefined ? '' : ` (${detail})`}`;
}
