import type { ModelDescriptor } from '@app/model';
import type { LongPromptPrice } from './catalogue-model';

/** One model that this installation knows. */
export interface ModelEntry {
  descriptor: ModelDescriptor;
  source: 'vendor' | 'endpoint' | 'local' | 'embedded';
  longPromptPrice?: LongPromptPrice;
  /** What to do to make it available; absent when it is. Completes the sentence "To use it, … ". */
  missing?: string;
}
