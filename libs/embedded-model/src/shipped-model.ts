import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of the model that comes with the product. */
export interface ShippedModel {
  modelPath: string;
  /** The table of its scope gate, for this model file alone. */
  gatePath: string;
}

const FOLDER = 'model';
/** Beside the sources, and seen from `dist`, which holds compiled code alone. */
const FOLDERS = [join(__dirname, '..', FOLDER), join(__dirname, '../../../../libs/embedded-model', FOLDER)];

/** Where the shipped model is; undefined when it, or a part of it, is not there. */
export function findShippedModel(): ShippedModel | undefined {
  const folder = FOLDERS.find((path) => existsSync(join(path, 'manifest.json')));
  if (folder === undefined) return undefined;
  const { file } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { file: string };
  const model = { modelPath: join(folder, file), gatePath: join(folder, 'scope-gate.json') };
  return existsSync(model.modelPath) && existsSync(model.gatePath) ? model : undefined;
}
