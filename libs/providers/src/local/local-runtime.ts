import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalModelConfig } from '../providers-config';
import type { JinjaModule, NodeLlamaModule } from './node-llama-module';

/** How to get the runtime, completing "… is not set up: ". */
export const INSTALL_RUNTIME = 'run `npm run local:install` once to install the local runtime';

/** The optional package that runs model files, found on disk. */
export interface LocalRuntime {
  /** Folder of node-llama-cpp. */
  folder: string;
}

/**
 * Where the package is: in the runtime folder that `npm run local:install` fills, else among the product's own packages.
 * Undefined when it is not installed. Looks at the disk only.
 */
export function findLocalRuntime(config: LocalModelConfig): LocalRuntime | undefined {
  const own = config.runtimeDir ?? join(dirname(resolve(config.cacheDir)), 'local-runtime');
  const roots = [join(own, 'node_modules'), ...(createRequire(__filename).resolve.paths('node-llama-cpp') ?? [])];
  const folder = roots
    .map((root) => join(root, 'node-llama-cpp'))
    .find((path) => existsSync(join(path, 'package.json')));
  return folder === undefined ? undefined : { folder };
}

/** Loads the package: about one second and 90 MB, so only when a local model is first used. */
export async function loadLocalRuntime({
  folder,
}: LocalRuntime): Promise<{ llama: NodeLlamaModule; jinja: JinjaModule }> {
  const main = join(folder, 'dist', 'index.js');
  const [llama, jinja] = await Promise.all([
    import(pathToFileURL(main).href) as Promise<NodeLlamaModule>,
    import(pathToFileURL(createRequire(main).resolve('@huggingface/jinja')).href) as Promise<JinjaModule>,
  ]);
  return { llama, jinja };
}
