import 'reflect-metadata';
import type { DtoClass } from './compile-dto';

const NUMBER = /^-?\d{1,15}(?:\.\d{1,9})?$/;

/**
 * The parameters of an address as a query DTO means them: an address knows texts only, so what the class declares as a number or a
 * truth value is read from its one plain spelling (`20`, `true`). What is spelled otherwise, and what comes twice, stays as it is,
 * for the validation to refuse by its name.
 */
export function queryValues(query: unknown, dtoClass: DtoClass): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(query as Record<string, unknown>)) {
    const type: unknown = Reflect.getMetadata('design:type', dtoClass.prototype as object, name);
    Object.defineProperty(values, name, {
      value: typeof text === 'string' ? read(text, type) : text,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return values;
}

function read(text: string, type: unknown): unknown {
  if (type === Number && NUMBER.test(text)) return Number(text);
  if (type === Boolean && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
