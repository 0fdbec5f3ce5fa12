import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { compileDto, type DtoClass, type DtoValidator } from './compile-dto';

const BUILT_IN = new Set<unknown>([Object, String, Number, Boolean, Array, undefined]);

/**
 * Checks every `@Body()` that is typed with a DTO class and hands it on as it is: plain data, nothing converted, no
 * defaults filled in. Other parameters pass untouched.
 */
export class DtoPipe implements PipeTransform {
  private readonly validators = new Map<unknown, DtoValidator>();

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'body' && !BUILT_IN.has(metatype)) this.validatorOf(metatype as DtoClass)(value);
    return value;
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
