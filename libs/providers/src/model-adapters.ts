import type { Clock } from '@app/kernel';
import type { ChatModel, ModelDescriptor } from '@app/model';
import { AnthropicModel } from './anthropic/anthropic-model';
import type { ModelEntry } from './catalogue/model-entry';
import { OpenAiCompatibleModel } from './openai-compatible/openai-compatible-model';
import type { EndpointConfig, ProvidersConfig, Vendor, VendorConfig } from './providers-config';
import { HttpTransport } from './transport/http-transport';
import type { ProviderConnection } from './transport/provider-connection';

type Adapter = new (descriptor: ModelDescriptor, connection: ProviderConnection) => ChatModel;

const VENDOR_ADAPTERS: Readonly<Record<Vendor, Adapter>> = {
  openai: OpenAiCompatibleModel,
  anthropic: AnthropicModel,
  mistral: OpenAiCompatibleModel,
  deepseek: OpenAiCompatibleModel,
};

/** Makes the adapter of a model when it is first needed and keeps it; owns what they share. */
export class ModelAdapters {
  /** What to do before a local file can run; undefined when nothing is missing. */
  readonly localMissing: string | undefined = undefined;
  private readonly models = new Map<string, ChatModel>();
  private readonly transport: HttpTransport;
  private readonly ownsTransport: boolean;

  constructor(
    private readonly config: ProvidersConfig,
    private readonly clock: Clock,
    transport?: HttpTransport,
  ) {
    this.ownsTransport = transport === undefined;
    this.transport = transport ?? new HttpTransport();
  }

  /** The same instance for the same model. */
  modelOf({ descriptor }: ModelEntry): ChatModel {
    let model = this.models.get(descriptor.id);
    if (model === undefined) {
      model = this.make(descriptor);
      this.models.set(descriptor.id, model);
    }
    return model;
  }

  async close(): Promise<void> {
    if (this.ownsTransport) await this.transport.close();
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
      clock: this.clock,
      ...(to.apiKey === undefined ? {} : { apiKey: to.apiKey }),
      ...('headers' in to ? { headers: to.headers } : {}),
    };
  }
}
