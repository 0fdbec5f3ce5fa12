import { getMetadataStorage, type ValidationArguments } from 'class-validator';

/** One entry of class-validator's metadata. */
export type RuleMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One decorator of a property. Tells what is wrong with a value, or undefined. */
export type Rule = (value: unknown, object: object) => string | undefined;

/** The part of a class-validator constraint that is called. */
interface Constraint {
  validate(value: unknown, args: ValidationArguments): unknown;
  defaultMessage?: (args: ValidationArguments) => string;
}

/**
 * Binds a decorator to class-validator's own implementation of it, so that it means the same here. Throws, at start, for
 * what cannot be decided at once: asynchronous constraints and groups. `describe` has the words where class-validator's do not do.
 */
export function compileRules(metadata: RuleMetadata, describe?: (value: unknown) => string): Rule[] {
  const name = `@${metadata.name ?? metadata.type} on ${metadata.propertyName}`;
  const groups = metadata.groups as string[] | undefined; // typed as always there, and is not
  if (groups !== undefined && groups.length > 0)
    throw new Error(`${name}: validation groups are not supported in request bodies.`);
  return getMetadataStorage()
    .getTargetValidatorConstraints(metadata.constraintCls)
    .map((constraint) => {
      if (constraint.async) throw new Error(`${name}: asynchronous constraints are not supported in request bodies.`);
      return compileRule(metadata, constraint.instance, describe);
    });
}

function compileRule(metadata: RuleMetadata, constraint: Constraint, describe?: (value: unknown) => string): Rule {
  const { propertyName: property, each, validateIf } = metadata;
  const constraints = (metadata.constraints as unknown[] | undefined) ?? [];
  return (value, object) => {
    if (validateIf !== undefined && !validateIf(object, value)) return undefined;
    const args: ValidationArguments = { value, object, property, constraints, targetName: object.constructor.name };
    const isValid =
      each && Array.isArray(value)
        ? value.every((item) => constraint.validate(item, args) === true)
        : constraint.validate(value, args) === true;
    if (isValid) return undefined;
    return describe === undefined ? messageOf(metadata, constraint, args) : describe(value);
  };
}

/** A number of one, and the plural that class-validator gives it. */
const ONE_OF_MANY = /\b1 (element|character)s\b/g;

/** The decorator's words with its own constraints filled in; `$value` is not, since it is input. */
function messageOf(metadata: RuleMetadata, constraint: Constraint, args: ValidationArguments): string {
  const { message } = metadata;
  const text =
    typeof message === 'function'
      ? message(args)
      : (message as string | undefined) || constraint.defaultMessage?.(args) || '$property is not valid';
  const filled = args.constraints.reduce<string>((words, value, index) => {
    const shown = Array.isArray(value) ? value.join(', ') : String(value);
    return words.replaceAll(`$constraint${index + 1}`, shown);
  }, text);
  return filled.replace(ONE_OF_MANY, '1 $1');
}
