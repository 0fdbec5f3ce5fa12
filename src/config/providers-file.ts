import { validateHeaderName, validateHeaderValue } from 'node:http';
import { REASONING_EFFORTS } from '@app/contracts';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { VENDORS, type ConfiguredModel, type EndpointConfig, type ProvidersConfig } from '@app/providers';
import Ajv, { type ErrorObject } from 'ajv';
import { SettingProblem, readHeaderKey, readHttpUrl } from './setting';
import type { Environment } from './read-settings';

/** An endpoint as it is written in the file: its key is named, not given. */
type EndpointEntry = Omit<EndpointConfig, 'apiKey'>;

interface ProvidersFile {
  endpoints?: EndpointEntry[];
  models?: ProvidersConfig['models'];
}

/** What a variable of the environment may be called. */
const VARIABLE_NAME = /^[A-Z][A-Z0-9_]*$/;
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
          keyVariable: { type: 'string', pattern: VARIABLE_NAME.source },
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
  const value = parseJson(text);
  const validate = new Ajv({ allErrors: true }).compile<ProvidersFile>(fileSchema);
  const hasForm = validate(value);
  const faults = [...(validate.errors ?? []).map(explain), ...faultsOfMeaning(value, env)];
  if (!hasForm || faults.length > 0) throw new SettingProblem(`is wrong: ${faults.join('; ')}`);
  return { endpoints: (value.endpoints ?? []).map((entry) => readEndpoint(entry, env)), models: value.models ?? {} };
}

function readEndpoint({ keyVariable, ...entry }: EndpointEntry, env: Environment): EndpointConfig {
  const endpoint: EndpointConfig = { ...entry, baseUrl: readHttpUrl(entry.baseUrl) };
  const apiKey = keyVariable === undefined ? undefined : env[keyVariable]?.trim();
  return apiKey === undefined ? endpoint : Object.assign(endpoint, { apiKey, keyVariable });
}

/** What no schema can see, told together with what it sees; members that have not their form are left to it. */
function faultsOfMeaning(value: unknown, env: Environment): string[] {
  const entries = isJsonObject(value) && Array.isArray(value['endpoints']) ? (value['endpoints'] as unknown[]) : [];
  const seen = new Set<string>();
  return entries.flatMap((entry, i) => {
    if (!isJsonObject(entry)) return [];
    const faults: string[] = [];
    const { name, models } = entry;
    if (typeof name === 'string') {
      if (RESERVED_NAMES.has(name)) faults.push('name is taken by a built-in provider');
      if (seen.has(name)) faults.push('name is used twice');
      seen.add(name);
    }
    if (Array.isArray(models) && namesTwice(models)) faults.push('models names a model twice');
    faults.push(...faultsOfConnection(entry, env));
    return faults.map((fault) => `endpoints[${i}].${fault}`);
  });
}

function namesTwice(models: readonly unknown[]): boolean {
  const names = models.flatMap((model) =>
    isJsonObject(model) && typeof model['name'] === 'string' ? [model['name'].toLowerCase()] : [],
  );
  return new Set(names).size < names.length;
}

function faultsOfConnection({ baseUrl, keyVariable, headers }: JsonObject, env: Environment): string[] {
  const faults = typeof baseUrl === 'string' ? [problemOf('baseUrl', () => readHttpUrl(baseUrl))] : [];
  // What is no name of a variable may be the key itself.
  if (typeof keyVariable === 'string' && VARIABLE_NAME.test(keyVariable)) {
    const key = env[keyVariable]?.trim() ?? '';
    if (key === '') faults.push(`keyVariable names ${keyVariable}, which is not set`);
    else faults.push(problemOf(`keyVariable names ${keyVariable}, which`, () => readHeaderKey(key)));
  }
  const given = Object.entries(isJsonObject(headers) ? headers : {});
  const isBad = given.some(([name, value]) => typeof value === 'string' && !isHeader(name, value));
  if (isBad) faults.push('headers holds one that HTTP does not allow');
  return faults.filter((fault) => fault !== undefined);
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false; // its message quotes the value
  }
}

function problemOf(subject: string, read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof SettingProblem)) throw error;
    return `${subject} ${error.message}`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold secrets.
    throw new SettingProblem('is not valid JSON');
  }
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
