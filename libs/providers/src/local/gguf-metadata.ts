import { closeSync, fstatSync, openSync } from 'node:fs';
import { GgufHeader, type GgufValue } from './gguf-header';

const DEFAULT_ALIGNMENT = 32;

/**
 * The scalar metadata of a GGUF file (version 2 or 3), by key. Reads the header only: a few megabytes, about 30 ms for the
 * vocabulary of a large model. Throws when the file cannot be read or is no GGUF file.
 * Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export function readGgufMetadata(path: string): Map<string, GgufValue> {
  const file = openSync(path, 'r');
  try {
    return new GgufHeader(file).readMetadata();
  } finally {
    closeSync(file);
  }
}

/** What is wrong with a model file, completing "… ": that it is none, or that its end is missing. Undefined: nothing that its header shows. */
export function findGgufFlaw(path: string): string | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const header = new GgufHeader(file);
    const alignment = header.readMetadata().get('general.alignment');
    const wanted = header.readFileSize(typeof alignment === 'number' ? alignment : DEFAULT_ALIGNMENT);
    if (wanted === undefined || size >= wanted) return undefined;
    return `is cut off: ${String(size)} of at least ${String(wanted)} bytes are there; copy or download it again`;
  } catch (error) {
    return `is no model file that can be read (${error instanceof Error ? error.message : 'unknown reason'})`;
  } finally {
    closeSync(file);
  }
}
