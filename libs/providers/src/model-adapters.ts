import { findShippedModel, InferenceEngine, refusalOf } from '@app/embedded-model';
import type { Clock } from '@app/kernel';
import type { ChatModel, ModelDescriptor } from '@app/model';
import { AnthropicModel } from './anthropic/anthropic-model';
import type { ModelEntry } from './catalogue/model-entry';
import { DeepSeekModel } from './deepseek/deepseek-model';
import { EmbeddedModel } from './embedded/embedded-model';
import { loadNodeLlamaEngine } from './local/load-node-llama-engine';
import type { LocalEngineLoader } from './local/local-engine';
import { LocalModel } from './local/local-model';
import { MistralModel } from './mistral/mistral-model';
import { OpenAiModel } from './openai/openai-model';
import { OpenAiCompatibleModel } from './openai-compatible/openai-compatible-model';
import { VENDORS, type EndpointConfig, type ProvidersConfig, type Vendor, type VendorConfig } from './providers-config';
import { HttpTransport } from './transport/http-transport';
import type { ProviderConnection } from './transport/provider-connection';

type Adapter = new (descriptor: ModelDescriptor, connection: ProviderConnection) => ChatModel;

const VENDOR_ADAPTERS: Readonly<Record<Vendor, Adapter>> = {
  openai: OpenAiModel,
  anthropic: AnthropicModel,
  mistral: MistralModel,
  deepseek: DeepSeekModel,
};

/** What the adapters are made with in place of their own. */
export interface ModelAdaptersDeps {
  clock: Clock;
  transport?: HttpTransport;
  /** Loads the local model. Default: node-llama-cpp. */
  loadLocalEngine?: LocalEngineLoader;
}

/** Makes the adapter of a model when it is first needed and keeps it; owns what they share. */
export class ModelAdapters {
  private readonly models = new Map<string, ChatModel>();
  private readonly transport: HttpTransport;
  private local: LocalModel | undefined;
  private embedded: { engine: InferenceEngine; model: EmbeddedModel } | undefined;

  constructor(
    private readonly config: ProvidersConfig,
    private readonly deps: ModelAdaptersDeps,
  ) {
    this.transport = deps.transport ?? new HttpTransport({ connectTimeoutMs: config.timeouts.connectMs });
  }

  /** The same instance for the same model. */
  modelOf({ descriptor, source }: ModelEntry): ChatModel {
    if (source === 'local') return this.localModel(descriptor);
    if (source === 'embedded') return this.embeddedModel(descriptor);
    let model = this.models.get(descriptor.id);
    if (model === undefined) {
      model = this.make(descriptor);
      this.models.set(descriptor.id, model);
    }
    return model;
  }

  /** The providers that have what they need to be asked: vendors with a key, then endpoints. The local model has no address. */
  connections(): ProviderConnection[] {
    const { vendors, endpoints } = this.config;
    const withKey = VENDORS.filter((vendor) => vendors[vendor].apiKey !== undefined);
    return [
      ...withKey.map((vendor) => this.connect(vendor, vendors[vendor])),
      ...endpoints.map((endpoint) => this.connect(endpoint.name, endpoint)),
    ];
  }

  /** Loads a model of this process, downloading it first when that is needed. Others need nothing. */
  async warmUp({ descriptor, source }: ModelEntry): Promise<void> {
    if (source === 'local') await this.localModel(descriptor).warmUp();
    if (source === 'embedded') await this.embeddedModel(descriptor).warmUp();
  }

  async close(): Promise<void> {
    await Promise.all([this.local?.close(), this.embedded?.engine.close()]);
    if (this.deps.transport === undefined) await this.transport.close();
  }

  private localModel(descriptor: ModelDescriptor): LocalModel {
    const { local, timeouts } = this.config;
    if (local === undefined) throw new Error('There is no local model in this configuration.');
    const load = this.deps.loadLocalEngine ?? ((signal) => loadNodeLlamaEngine(local, signal));
    return (this.local ??= new LocalModel(descriptor, load, {
      totalMs: timeouts.totalMs,
      ...(local.maxQueuedRequests === undefined ? {} : { maxQueued: local.maxQueuedRequests }),
    }));
  }

  private embeddedModel(descriptor: ModelDescriptor): EmbeddedModel {
    const { maxQueuedRequests, modelPath } = this.config.embedded ?? {};
    const path = modelPath ?? findShippedModel();
    if (path === undefined) throw new Error('The embedded model is not there.');
    if (this.embedded === undefined) {
      const engine = new InferenceEngine({
        modelPath: path,
        clock: this.deps.clock,
        ...(maxQueuedRequests === undefined ? {} : { maxQueued: maxQueuedRequests }),
      });
      const { totalMs } = this.config.timeouts;
      const limits = { totalMs, ...(modelPath === undefined ? { refuses: refusalOf } : {}) };
      this.embedded = { engine, model: new EmbeddedModel(descriptor, engine, limits) };
    }
    return this.embedded.model;
  }

  private make(descriptor: ModelDescriptor): ChatModel {
    const { provider } = descriptor;
    const endpoint = this.config.endpoints.find(({ name }) => name === provider);
    if (endpoint !== undefined) return new OpenAiCompatibleModel(descriptor, this.connect(provider, endpoint));
    const vendor = provider as Vendor;
    return new VENDOR_ADAPTERS[vendor](descriptor, this.connect(provider, this.config.vendors[vendor]));
  }

  private connect(provider: string, to: VendorConfig | EndpointConfig): ProviderConnection {
    return {
      provider,
      baseUrl: to.baseUrl,
      timeouts: this.config.timeouts,
      transport: this.transport,
      clock: this.deps.clock,
      ...(to.apiKey === undefined ? {} : { apiKey: to.apiKey }),
      ...('headers' in to ? { headers: to.headers } : {}),
    };
  }
}
