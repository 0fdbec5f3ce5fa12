import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { compileDto, type DtoClass, type DtoValidator } from './compile-dto';
import { queryValues } from './query-values';

const BUILT_IN = new Set<unknown>([Object, String, Number, Boolean, Array, undefined]);

/**
 * Checks every `@Body()` and `@Query()` that is typed with a DTO class. A body is handed on as it is: plain data, nothing
 * converted, no defaults filled in; none at all is one that gives nothing. Of an address, numbers and truth values are read
 * from their text. Other parameters pass untouched.
 */
export class DtoPipe implements PipeTransform {
  private readonly validators = new Map<unknown, DtoValidator>();

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || BUILT_IN.has(metatype)) return value;
    const dtoClass = metatype as DtoClass;
    const given = type === 'query' ? queryValues(value, dtoClass) : bodyOf(value);
    this.validatorOf(dtoClass)(given);
    return given;
  }

  private validatorOf(dtoClass: DtoClass): DtoValidator {
    let validator = this.validators.get(dtoClass);
    if (validator === undefined) {
      validator = compileDto(dtoClass);
      this.validators.set(dtoClass, validator);
    }
    return validator;
  }
}

function bodyOf(value: unknown): unknown {
  return value === undefined ? {} : value;
}
