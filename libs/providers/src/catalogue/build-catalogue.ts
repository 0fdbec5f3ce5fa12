import { hash } from 'node:crypto';
import { basename } from 'node:path';
import type { ModelDescriptor } from '@app/model';
import { VENDORS, type ConfiguredModel, type ProvidersConfig, type Vendor } from '../providers-config';
import { NO_REASONING, type CatalogueModel } from './catalogue-model';
import { embeddedModelEntry } from './embedded-model-entry';
import type { ModelEntry } from './model-entry';
import { openWeightFamily } from './open-weight-models';
import { VENDOR_INFO } from './vendor-info';

/** Below every shipped model of a vendor, above a file on this machine. A configured `rank` changes it. */
const ENDPOINT_RANK = 40;
const LOCAL_RANK = 20;
const DIGEST_CHARACTERS = 22;

/** The configured model file, with what the file says about itself. */
export interface LocalOffer extends Partial<Pick<ModelDescriptor, 'contextWindow' | 'reasoning'>> {
  modelPath: string;
  /** What to do before it can run; absent when it can. */
  missing?: string;
}

/** The model that comes with the product. */
export interface EmbeddedOffer {
  /** What to do before it can run; absent when it can. */
  missing?: string;
}

/** What runs in this process. */
export interface InProcessOffers {
  local?: LocalOffer | undefined;
  embedded?: EmbeddedOffer | undefined;
}

/** Everything about models that configuration decides, in one list without duplicate ids: of several, the last one holds. */
export function buildCatalogue(config: ProvidersConfig, { local, embedded }: InProcessOffers = {}): ModelEntry[] {
  const vendors = VENDORS.flatMap((vendor) => vendorEntries(config, vendor));
  const endpoints = config.endpoints.flatMap(({ name, baseUrl, models }) =>
    models.map((model): ModelEntry => {
      return { source: 'endpoint', descriptor: { ...endpointDescriptor(name, model), ...addressOf(baseUrl) } };
    }),
  );
  const inProcess = [
    ...(local === undefined ? [] : [localEntry(local)]),
    ...(embedded === undefined ? [] : [embeddedModelEntry(embedded.missing)]),
  ];
  const entries = [...vendors, ...endpoints, ...inProcess];
  return [...new Map(entries.map((entry) => [entry.descriptor.id, entry])).values()];
}

function vendorEntries(config: ProvidersConfig, vendor: Vendor): ModelEntry[] {
  const { keyVariable, models } = VENDOR_INFO[vendor];
  const address = addressOf(config.vendors[vendor].baseUrl);
  const configured = new Map((config.models[vendor] ?? []).map((model) => [model.name, model]));
  const missing = config.vendors[vendor].apiKey === undefined ? { missing: `set ${keyVariable}` } : {};
  const shipped = models.map((model): ModelEntry => {
    const change = configured.get(model.name);
    configured.delete(model.name);
    // A configured price holds for prompts of every length.
    const long = model.longPromptPrice === undefined || change?.price !== undefined ? {} : priceOf(model);
    return {
      source: 'vendor',
      descriptor: { ...vendorDescriptor(vendor, model, change), ...address },
      ...long,
      ...missing,
    };
  });
  const added = [...configured.values()].map((model): ModelEntry => ({
    source: 'vendor',
    descriptor: { ...endpointDescriptor(vendor, model), ...address, rank: model.rank ?? ENDPOINT_RANK },
    ...missing,
  }));
  return [...shipped, ...added];
}

/** Another server under the same name gives other answers. A digest, because an address may hold a secret. */
function addressOf(baseUrl: string): Pick<ModelDescriptor, 'addressDigest'> {
  return { addressDigest: hash('sha256', baseUrl, 'base64url').slice(0, DIGEST_CHARACTERS) };
}

function priceOf({ longPromptPrice }: CatalogueModel): Pick<ModelEntry, 'longPromptPrice'> {
  return longPromptPrice === undefined ? {} : { longPromptPrice };
}

function vendorDescriptor(vendor: Vendor, model: CatalogueModel, change?: ConfiguredModel): ModelDescriptor {
  const { name, longPromptPrice: _, ...facts } = model;
  const { name: __, aliases = [], ...changed } = change ?? { name };
  return {
    ...facts,
    ...changed,
    id: `${vendor}/${name}`,
    provider: vendor,
    upstreamName: name,
    aliases: [...new Set([...facts.aliases, ...aliases])],
  };
}

/** A model known by configuration alone; what it leaves out comes from its open-weight family, where it has one. */
function endpointDescriptor(provider: string, model: ConfiguredModel): ModelDescriptor {
  const { name, aliases = [], ...facts } = model;
  const family = openWeightFamily(name);
  return {
    reasoning: family?.reasoning ?? NO_REASONING,
    tools: family?.tools ?? true,
    temperature: true,
    rank: ENDPOINT_RANK,
    ...(family?.contextWindow === undefined ? {} : { contextWindow: family.contextWindow }),
    ...facts,
    id: `${provider}/${name}`,
    provider,
    upstreamName: name,
    aliases: [...new Set([...aliases, ...(family === undefined ? [] : [family.name, ...family.aliases])])],
  };
}

function localEntry({ modelPath, missing, ...facts }: LocalOffer): ModelEntry {
  const name = basename(modelPath).replace(/\.gguf$/i, '');
  const descriptor = endpointDescriptor('local', { name, aliases: ['local'], rank: LOCAL_RANK, ...facts });
  return {
    source: 'local',
    descriptor: { ...descriptor, tools: false, price: { input: 0, output: 0 }, liveUsage: true },
    ...(missing === undefined ? {} : { missing }),
  };
}
