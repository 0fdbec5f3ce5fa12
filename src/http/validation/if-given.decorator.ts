import { ValidateIf } from 'class-validator';

/** The field may be left out; null is a value like any other and is refused by the field's own rules. */
export const IfGiven = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);
