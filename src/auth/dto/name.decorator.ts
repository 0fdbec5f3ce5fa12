import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength } from 'class-validator';

/** A name for people: 1 to 200 characters that are not all white space. */
export function IsName(): PropertyDecorator {
  return applyDecorators(IsString(), MaxLength(200), Matches(/\S/, { message: '$property holds only white space' }));
}
