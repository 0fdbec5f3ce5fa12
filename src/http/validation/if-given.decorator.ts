import { ValidateIf } from 'class-validator';

/** The condition of {@link IfGiven}. */
export const isGiven = (_object: object, value: unknown): boolean => value !== undefined;

/** The field may be left out; null is a value like any other and is refused by the field's own rules. */
export const IfGiven = (): PropertyDecorator => ValidateIf(isGiven);
