import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'model';
/** Beside the sources, and seen from `dist`, which holds compiled code alone. */
const FOLDERS = [join(__dirname, '..', FOLDER), join(__dirname, '../../../../libs/embedded-model', FOLDER)];

/** The GGUF file of the model that comes with the product; undefined when it is not there. */
export function findShippedModel(): string | undefined {
  const folder = FOLDERS.find((path) => existsSync(join(path, 'manifest.json')));
  if (folder === undefined) return undefined;
  const { file } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { file: string };
  const path = join(folder, file);
  return existsSync(path) ? path : undefined;
}
