import { VENDORS, type ProvidersConfig } from '../providers-config';
import type { ModelEntry } from './model-entry';
import { VENDOR_INFO } from './vendor-info';

/** One line of the start banner. */
export interface ProviderStatus {
  provider: string;
  available: boolean;
  /** By what it is available, or what to do to make it so. Never a key. */
  how: string;
}

/** The vendors, then the configured endpoints, then the local file, then the model that comes with the product. */
export function describeProviders(config: ProvidersConfig, entries: readonly ModelEntry[]): ProviderStatus[] {
  const vendors = VENDORS.map((provider): ProviderStatus => {
    const available = config.vendors[provider].apiKey !== undefined;
    const { keyVariable } = VENDOR_INFO[provider];
    return { provider, available, how: available ? `${keyVariable} is set` : `set ${keyVariable}` };
  });
  const endpoints = config.endpoints.map(({ name, models }): ProviderStatus => {
    const count = models.length === 1 ? '1 model' : `${models.length} models`;
    return { provider: name, available: true, how: `configured endpoint with ${count}` };
  });
  const inProcess = entries.filter(({ source }) => source === 'local' || source === 'embedded').map(inProcessStatus);
  return [...vendors, ...endpoints, ...inProcess];
}

function inProcessStatus({ descriptor, missing, source }: ModelEntry): ProviderStatus {
  const what = source === 'embedded' ? ', the demo model for short arithmetic word problems,' : '';
  const how = missing ?? `runs ${descriptor.upstreamName}${what} in this process`;
  return { provider: descriptor.provider, available: missing === undefined, how };
}
