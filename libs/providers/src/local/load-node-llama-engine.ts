import { resolve } from 'node:path';
import type { LocalModelConfig } from '../providers-config';
import { downloadModel } from './download-model';
import type { LocalEngine } from './local-engine';
import { localError } from './local-error';
import { findLocalRuntime, INSTALL_RUNTIME, loadLocalRuntime } from './local-runtime';
import { NodeLlamaEngine } from './node-llama-engine';

/** Below this size one thread is fastest: waiting for each other costs threads more than the work they share. */
const ONE_THREAD_BELOW_BYTES = 64 * 1024 * 1024;

/**
 * Loads the configured file with node-llama-cpp. An `hf:` URI is downloaded into `cacheDir` first, with a progress bar,
 * unless it is there. Nothing is ever compiled. Aborting ends the download or the load. Throws
 * what the package throws, and `provider_unavailable` when the package is not installed.
 */
export async function loadNodeLlamaEngine(config: LocalModelConfig, signal: AbortSignal): Promise<LocalEngine> {
  const runtime = findLocalRuntime(config);
  if (runtime === undefined) {
    throw localError('provider_unavailable', `The local runtime is missing: ${INSTALL_RUNTIME}.`);
  }
  const modelPath = config.modelPath.startsWith('hf:')
    ? await downloadModel(runtime, config.modelPath, config.cacheDir, signal)
    : resolve(config.modelPath);
  const { llama: module, jinja } = await loadLocalRuntime(runtime);
  signal.throwIfAborted();
  const llama = await module.getLlama({
    gpu: config.gpu === true ? 'auto' : false,
    build: 'never',
    logLevel: 'error',
    progressLogs: false,
    skipDownload: true,
  });
  try {
    const model = await llama.loadModel({ modelPath, loadSignal: signal });
    const threads = config.threads ?? (model.size < ONE_THREAD_BELOW_BYTES ? 1 : undefined);
    const context = await model.createContext({
      contextSize: config.contextSize ?? { max: model.trainContextSize },
      sequences: 1,
      createSignal: signal,
      ...(threads === undefined ? {} : { threads }),
    });
    return new NodeLlamaEngine(llama, model, context, jinja);
  } catch (error) {
    await llama.dispose();
    throw error;
  }
}
