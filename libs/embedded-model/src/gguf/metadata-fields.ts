import { ModelFileError } from '../model-file-error';
import type { GgufValue } from './gguf-file';

/** Typed access to metadata. A field that is missing or of another type throws {@link ModelFileError} by its name. */
export class MetadataFields {
  constructor(private readonly values: ReadonlyMap<string, GgufValue>) {}

  number(key: string, otherwise?: number): number {
    const value = this.values.get(key) ?? otherwise;
    return typeof value === 'number' ? value : refuse(key);
  }

  /** A whole number of at least 1. */
  size(key: string, otherwise?: number): number {
    const value = this.number(key, otherwise);
    return Number.isInteger(value) && value > 0 ? value : refuse(key);
  }

  text(key: string): string {
    const value = this.values.get(key);
    return typeof value === 'string' ? value : refuse(key);
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.values.get(key) ?? otherwise;
    return typeof value === 'boolean' ? value : refuse(key);
  }

  texts(key: string): string[] {
    const value = this.values.get(key);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : refuse(key);
  }

  numbers(key: string): number[] {
    const value = this.values.get(key);
    return Array.isArray(value) && value.every((item) => typeof item === 'number') ? value : refuse(key);
  }
}

function refuse(key: string): never {
  throw new ModelFileError(`The model file lacks ${key}, or has it in another form.`);
}
