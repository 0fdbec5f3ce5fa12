import type { ModelInfo } from '@app/contracts';
import { createStore } from 'zustand/vanilla';
import { listModels } from '../api/chat-api';

/** The models of the server. */
export const modelsStore = createStore<{ models: readonly ModelInfo[] }>(() => ({ models: [] }));

/** Reads them anew. When that fails, those that were known stay: a question then says what is wrong. */
export async function refreshModels(): Promise<void> {
  try {
    modelsStore.setState({ models: await listModels() });
  } catch {
    // Asking a question meets the same trouble, and shows it where it can be acted on.
  }
}
