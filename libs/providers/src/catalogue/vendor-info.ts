import type { Vendor } from '../providers-config';
import { ANTHROPIC_MODELS } from './anthropic-models';
import type { CatalogueModel } from './catalogue-model';
import { DEEPSEEK_MODELS } from './deepseek-models';
import { MISTRAL_MODELS } from './mistral-models';
import { OPENAI_MODELS } from './openai-models';

/** What is shipped about a vendor. */
export interface VendorInfo {
  /** The setting that holds its key, for messages. */
  keyVariable: string;
  models: readonly CatalogueModel[];
}

/** The vendors in the order in which messages name them. */
export const VENDOR_INFO: Readonly<Record<Vendor, VendorInfo>> = {
  openai: { keyVariable: 'OPENAI_API_KEY', models: OPENAI_MODELS },
  anthropic: { keyVariable: 'ANTHROPIC_API_KEY', models: ANTHROPIC_MODELS },
  mistral: { keyVariable: 'MISTRAL_API_KEY', models: MISTRAL_MODELS },
  deepseek: { keyVariable: 'DEEPSEEK_API_KEY', models: DEEPSEEK_MODELS },
};
