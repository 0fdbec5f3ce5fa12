import type { ModelInfo } from '@app/contracts';
import { findShippedModel } from '@app/embedded-model';
import { AppError, SystemClock, type Clock } from '@app/kernel';
import type { ChatModel, ModelUsage } from '@app/model';
import { buildCatalogue, type EmbeddedOffer, type LocalOffer } from './catalogue/build-catalogue';
import type { ModelEntry } from './catalogue/model-entry';
import { byPreference, ModelNames } from './catalogue/model-names';
import { openWeightFamily } from './catalogue/open-weight-models';
import { describeProviders, type ProviderStatus } from './catalogue/describe-providers';
import { VENDOR_INFO } from './catalogue/vendor-info';
import type { LocalEngineLoader } from './local/local-engine';
import { findLocalRuntime, INSTALL_RUNTIME } from './local/local-runtime';
import { localModelFacts } from './local/local-model-facts';
import { ModelAdapters } from './model-adapters';
import { PriceBook } from './pricing/price-book';
import { checkProvider, type ProviderCheck } from './provider-check';
import type { ProvidersConfig } from './providers-config';
import type { HttpTransport } from './transport/http-transport';

/** The name that leaves the choice of the model to the registry. */
const AUTO = 'auto';

/** The default model is unknown or has no key, so `auto` chose another one. */
const DEFAULT_MODEL_UNAVAILABLE = 'default_model_unavailable';

/** What a registry can be given in place of its own. */
export interface ModelRegistryDeps {
  /** Stays open when the registry closes. */
  transport?: HttpTransport;
  clock?: Clock;
  /** Loads the local model. Default: node-llama-cpp, where it is installed. */
  loadLocalEngine?: LocalEngineLoader;
}

/** Ids and aliases of the models that somebody may use; undefined: every model. Kept, so it must not be changed. */
export type AllowedModels = readonly string[];

/** A model that was asked for. */
export interface ResolvedModel {
  model: ChatModel;
  /** Warning codes for the answer, such as `default_model_unavailable`. */
  warnings: string[];
}

/**
 * Every model that this installation knows, and the way from a name in a request to the model that answers. Adapters are
 * made on first use and shared. Names are `provider/name`, the bare name, or an alias, in any case; a name that several
 * models share means the available one of the highest rank.
 */
export class ModelRegistry {
  private readonly entries: readonly ModelEntry[];
  private readonly names: ModelNames;
  private readonly adapters: ModelAdapters;
  private readonly prices: PriceBook;
  private readonly allowances = new WeakMap<AllowedModels, ReadonlySet<ModelEntry>>();

  constructor(
    private readonly config: ProvidersConfig,
    deps: ModelRegistryDeps = {},
  ) {
    const clock = deps.clock ?? new SystemClock();
    this.adapters = new ModelAdapters(config, { ...deps, clock });
    this.entries = buildCatalogue(config, { local: localOffer(config, deps), embedded: embeddedOffer(config) });
    this.names = new ModelNames(this.entries);
    this.prices = new PriceBook(clock);
  }

  /** All models that are allowed, available ones first, each group best first. */
  list(allowed?: AllowedModels): ModelInfo[] {
    const chosen = this.automatic(allowed)?.entry;
    return this.allowedOf(allowed)
      .sort(byPreference)
      .map((entry) => this.infoOf(entry, entry === chosen));
  }

  /**
   * What is known of the model that a request would get by this name, available or not; undefined for a name that nothing
   * here has or that is not allowed, and for `auto` while no model is available.
   */
  find(name: string, allowed?: AllowedModels): ModelInfo | undefined {
    const chosen = this.automatic(allowed)?.entry;
    const entry = isAuto(name) ? chosen : this.names.find(name);
    return entry === undefined || !this.isAllowed(entry, allowed) ? undefined : this.infoOf(entry, entry === chosen);
  }

  /** What is wrong with the configured default model when no model has such a name, for the start; else undefined. */
  describeUnknownDefault(): string | undefined {
    const { defaultModel } = this.config;
    const isKnown = isAuto(defaultModel) || this.names.find(defaultModel) !== undefined;
    if (isKnown || openWeightFamily(defaultModel) !== undefined) return undefined;
    const nearest = this.names.nearest(defaultModel);
    const hint = nearest === undefined ? 'GET /api/v1/models lists those that are' : `did you mean ${nearest}?`;
    return `DEFAULT_COT_MODEL is the name of no known model: ${hint}`;
  }

  /**
   * The model that a request names; `auto` means the configured default while it is available, else the best available
   * one, with a warning. Throws `AppError`: `model_not_found` for a name that nothing here has or that is not allowed,
   * `model_not_configured` for a model that lacks its key, file or endpoint.
   */
  resolve(name: string, allowed?: AllowedModels): ResolvedModel {
    if (isAuto(name)) return this.resolveAutomatically(allowed);
    const entry = this.names.find(name);
    if (entry !== undefined && !this.isAllowed(entry, allowed)) throw forbiddenModel();
    if (entry === undefined) throw allowed === undefined ? unknownModel(name) : forbiddenModel();
    if (entry.missing !== undefined) {
      throw new AppError('model_not_configured', `The model ${entry.descriptor.id} is not set up: ${entry.missing}.`, {
        param: 'model',
      });
    }
    return { model: this.adapters.modelOf(entry), warnings: [] };
  }

  /**
   * Whole micro-dollars of a call of this model (by catalogue id) that ended now, at the price for a prompt of its length
   * and for the time of day. Undefined when the model, its price or a needed count is unknown.
   */
  costMicroUsd(modelId: string, usage: ModelUsage): number | undefined {
    const entry = this.names.find(modelId);
    return entry === undefined ? undefined : this.prices.costMicroUsd(entry, usage);
  }

  /** Which price list `costMicroUsd` uses for this model: `configured`, or the published one with its version. Undefined: none. */
  priceVersion(modelId: string): string | undefined {
    const entry = this.names.find(modelId);
    return entry === undefined ? undefined : this.prices.versionOf(entry);
  }

  /** Each provider, whether it can answer, and by what or what it lacks; for the start banner. Holds no secret. */
  describe(): ProviderStatus[] {
    return describeProviders(this.config, this.entries);
  }

  /**
   * Loads now what the first request would wait for: the price list, the local model, which is downloaded first when it is
   * an `hf:` URI, and the embedded model where `auto` takes it. Optional. Rejects when one cannot be loaded; the next request
   * will try again.
   */
  async warmUp(): Promise<void> {
    this.list();
    const automatic = this.automatic()?.entry;
    const wanted = this.entries.filter((entry) => entry.source === 'local' || entry === automatic);
    for (const entry of wanted.filter(({ missing }) => missing === undefined)) await this.adapters.warmUp(entry);
  }

  /**
   * Asks every provider that is set up, all at once, whether it answers and takes our key: at most 10 s, no tokens. In the order
   * of the configuration; without the local model. Aborting throws the `ModelError` `request_cancelled`.
   */
  async checkProviders(signal: AbortSignal): Promise<ProviderCheck[]> {
    return Promise.all(this.adapters.connections().map((connection) => checkProvider(connection, signal)));
  }

  /** Closes connections when their calls have ended, and the local model at once: its requests fail, a load or download stops. */
  async close(): Promise<void> {
    await this.adapters.close();
  }

  private resolveAutomatically(allowed: AllowedModels | undefined): ResolvedModel {
    const choice = this.automatic(allowed);
    if (choice === undefined) throw allowed === undefined ? noProvider() : forbiddenModel();
    const warnings = choice.preferred ? [] : [DEFAULT_MODEL_UNAVAILABLE];
    return { model: this.adapters.modelOf(choice.entry), warnings };
  }

  private automatic(allowed?: AllowedModels): { entry: ModelEntry; preferred: boolean } | undefined {
    const { defaultModel, defaultModelIsPreset = false } = this.config;
    const offered = this.allowedOf(allowed).filter(({ missing }) => missing === undefined);
    const preferred = isAuto(defaultModel) ? undefined : this.names.find(defaultModel);
    if (preferred !== undefined && offered.includes(preferred)) return { entry: preferred, preferred: true };
    const best = offered.sort(byPreference)[0];
    if (best === undefined) return undefined;
    return { entry: best, preferred: isAuto(defaultModel) || (defaultModelIsPreset && best.source === 'embedded') };
  }

  private allowedOf(allowed: AllowedModels | undefined): ModelEntry[] {
    return this.entries.filter((entry) => this.isAllowed(entry, allowed));
  }

  private isAllowed(entry: ModelEntry, allowed: AllowedModels | undefined): boolean {
    if (allowed === undefined) return true;
    let entries = this.allowances.get(allowed);
    if (entries === undefined) {
      entries = new Set(allowed.flatMap((name) => this.names.find(name) ?? []));
      this.allowances.set(allowed, entries);
    }
    return entries.has(entry);
  }

  private infoOf(entry: ModelEntry, isDefault: boolean): ModelInfo {
    const { id, provider, aliases, contextWindow, maxOutputTokens, reasoning, tools } = entry.descriptor;
    const price = this.prices.priceOf(entry);
    return {
      id,
      provider,
      aliases: [...aliases],
      available: entry.missing === undefined,
      default: isDefault,
      nativeReasoning: reasoning.control !== 'none',
      tools,
      ...(contextWindow === undefined ? {} : { contextWindow }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(price === undefined ? {} : { priceUsdPerMillion: price }),
    };
  }
}

function isAuto(name: string): boolean {
  return name.trim().toLowerCase() === AUTO;
}

function localOffer(config: ProvidersConfig, deps: ModelRegistryDeps): LocalOffer | undefined {
  if (config.local === undefined) return undefined;
  const { modelPath, contextSize } = config.local;
  const installed = deps.loadLocalEngine !== undefined || findLocalRuntime(config.local) !== undefined;
  return { modelPath, ...localModelFacts(modelPath, contextSize), ...(installed ? {} : { missing: INSTALL_RUNTIME }) };
}

function embeddedOffer({ embedded }: ProvidersConfig): EmbeddedOffer | undefined {
  if (embedded === undefined) return undefined;
  const isThere = embedded.modelPath !== undefined || findShippedModel() !== undefined;
  return isThere ? {} : { missing: 'its file is missing from this installation (libs/embedded-model/model)' };
}

function unknownModel(name: string): AppError {
  if (/^local(\/|$)/i.test(name.trim())) {
    const message = 'No local model is set up: set LOCAL_MODEL_PATH to a GGUF file or an hf: URI.';
    return new AppError('model_not_configured', message, { param: 'model' });
  }
  const family = openWeightFamily(name);
  if (family !== undefined) {
    const message = `${family.name} is an open-weight model that nothing here offers: add an endpoint that serves it (PROVIDERS_FILE), or set LOCAL_MODEL_PATH to its GGUF file.`;
    return new AppError('model_not_configured', message, { param: 'model' });
  }
  return new AppError('model_not_found', 'No model has this name. GET /v1/models lists the names.', { param: 'model' });
}

/** The same for a model that is not there as for one that is: what there is, is not for everybody to know. */
function forbiddenModel(): AppError {
  const message = 'The API key may not use a model of this name. GET /v1/models lists those that it may.';
  return new AppError('model_not_found', message, { param: 'model' });
}

function noProvider(): AppError {
  const keys = Object.values(VENDOR_INFO).map(({ keyVariable }) => keyVariable);
  const message = `No model is set up: set one of ${keys.join(', ')}, add an endpoint (PROVIDERS_FILE), or set LOCAL_MODEL_PATH to a GGUF file.`;
  return new AppError('model_not_configured', message);
}
