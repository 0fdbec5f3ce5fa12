import { plainToInstance } from 'class-transformer';
import { nearestName } from '@app/kernel';
import { getMetadataStorage, IS_OPTIONAL, ValidationTypes } from 'class-validator';
import { compileRules, type Rule, type RuleMetadata } from './dto-rule';
import { isGiven } from './if-given.decorator';
import { describeNumber, isNumberRule } from './number-range';
import { isPlainName } from './to-param';
import { toValidationError, within, type Violation } from './violation';

/** A class with class-validator decorators. */
export type DtoClass = new () => object;

/** Throws an `AppError` naming the parameter when a parsed body is not what its DTO says. */
export type DtoValidator = (value: unknown) => void;

type Condition = (object: object, value: unknown) => boolean;

/** All that one property's decorators ask. */
interface CompiledProperty {
  name: string;
  /** Its place in the declaration. */
  order: number;
  conditions: Condition[];
  rules: Rule[];
  nested: { each: boolean; dto: CompiledDto } | undefined;
}

/** A violation by a property at this place of the declaration. */
interface OrderedViolation {
  order: number;
  violation: Violation;
}

interface CompiledDto {
  properties: ReadonlyMap<string, CompiledProperty>;
  /** Those that are checked also when they are absent. */
  demanded: readonly CompiledProperty[];
}

/**
 * Builds the fast validator of a DTO: class-validator's decorators and their own implementations, gathered once instead of
 * on every request, run over the plain parsed body without making instances. Accepts what class-validator accepts with
 * `whitelist` and `forbidNonWhitelisted`, except for two things that it lets through and this does not: a list in a
 * list of objects, and unknown members named like those of Object.prototype. Nothing is coerced. Stops at the first
 * violation, so a refusal costs no more than an acceptance.
 */
export function compileDto(dtoClass: DtoClass): DtoValidator {
  const dto = compileClass(dtoClass, []);
  return (value) => {
    const violation = isObject(value) ? checkObject(value, dto) : notAnObject();
    if (violation !== undefined) throw toValidationError(violation);
  };
}

function compileClass(dtoClass: DtoClass, parents: readonly DtoClass[]): CompiledDto {
  if (parents.includes(dtoClass)) throw new Error(`${dtoClass.name} holds itself; request bodies cannot be recursive.`);
  const all = getMetadataStorage().getTargetValidationMetadatas(dtoClass, '', true, false);
  if (all.length === 0) throw new Error(`${dtoClass.name} has no class-validator decorators.`);
  const properties = new Map<string, CompiledProperty>();
  const demanded: CompiledProperty[] = [];
  for (const name of new Set(all.map(({ propertyName }) => propertyName))) {
    const own = all.filter(({ propertyName }) => propertyName === name);
    const property = { ...compileProperty(dtoClass, name, own, [...parents, dtoClass]), order: properties.size };
    properties.set(name, property);
    if (!own.some(maySkip)) demanded.push(property);
  }
  return { properties, demanded };
}

function compileProperty(
  dtoClass: DtoClass,
  name: string,
  own: readonly RuleMetadata[],
  parents: readonly DtoClass[],
): Omit<CompiledProperty, 'order'> {
  const ofType = (type: string): RuleMetadata[] => own.filter((metadata) => metadata.type === type);
  const describe = describeNumber(own);
  const [nested] = ofType(ValidationTypes.NESTED_VALIDATION);
  return {
    name,
    conditions: ofType(ValidationTypes.CONDITIONAL_VALIDATION).map(({ constraints }) => constraints[0] as Condition),
    // Decorators register from the last to the first; the first, which says the type, explains best.
    rules: ofType(ValidationTypes.CUSTOM_VALIDATION)
      .reverse()
      .flatMap((metadata) => compileRules(metadata, isNumberRule(metadata) ? describe : undefined)),
    nested:
      nested === undefined
        ? undefined
        : { each: nested.each, dto: compileClass(nestedClass(dtoClass, name, nested.each), parents) },
  };
}

/** True for a decorator that lets its property be absent, whatever the rest of the object is. */
function maySkip({ type, name, constraints }: RuleMetadata): boolean {
  if (type !== ValidationTypes.CONDITIONAL_VALIDATION) return false;
  return name === IS_OPTIONAL || constraints[0] === isGiven;
}

/** The class that `@Type` names, found by letting class-transformer make one. */
function nestedClass(dtoClass: DtoClass, name: string, each: boolean): DtoClass {
  const made = plainToInstance(dtoClass, { [name]: each ? [{}] : {} }) as Record<string, unknown>;
  const member = each ? (made[name] as unknown[])[0] : made[name];
  const { constructor } = member as object;
  if (constructor === Object) throw new Error(`${dtoClass.name}.${name}: add @Type(() => …) to @ValidateNested().`);
  return constructor as DtoClass;
}

/** Looks at what is there, which is far less than what may be, each member once; finds the violation that is declared first. */
function checkObject(value: object, { properties, demanded }: CompiledDto): Violation | undefined {
  const members = value as Record<string, unknown>;
  let first: OrderedViolation | undefined;
  for (const key of Object.keys(value)) {
    const property = properties.get(key);
    if (property === undefined) return unknown(key, properties);
    first = firstOf(first, property, members);
  }
  for (const property of demanded) {
    if (members[property.name] === undefined) first = firstOf(first, property, members);
  }
  return first?.violation;
}

function firstOf(
  first: OrderedViolation | undefined,
  property: CompiledProperty,
  members: Record<string, unknown>,
): OrderedViolation | undefined {
  const { name, order } = property;
  if (first !== undefined && first.order < order) return first;
  const violation = checkProperty(members[name], members, property);
  return violation === undefined ? first : { order, violation: within(name, violation) };
}

function unknown(key: string, properties: CompiledDto['properties']): Violation {
  const meant = nearestName(key, properties.keys());
  const hint = meant === undefined ? 'docs/openapi.json lists those it knows' : `did you mean ${meant}?`;
  // A name that is not plain is not repeated: then the path ends before it.
  const what = isPlainName(key) ? '$property is no parameter of this route' : '$property holds an unknown parameter';
  return { code: 'unknown_parameter', message: `${what}: ${hint}`, path: [key] };
}

function checkProperty(value: unknown, object: object, property: CompiledProperty): Violation | undefined {
  for (const condition of property.conditions) if (!condition(object, value)) return undefined;
  for (const rule of property.rules) {
    const message = rule(value, object);
    if (message === undefined) continue;
    if (value === undefined) return { code: 'missing_parameter', message: '$property is required', path: [] };
    return { code: 'invalid_parameter', message, path: [] };
  }
  if (property.nested === undefined || value === undefined) return undefined;
  return property.nested.each ? checkItems(value, property.nested.dto) : checkNested(value, property.nested.dto);
}

function checkItems(value: unknown, dto: CompiledDto): Violation | undefined {
  if (!Array.isArray(value)) return { code: 'invalid_parameter', message: '$property must be a list', path: [] };
  for (let index = 0; index < value.length; index++) {
    const violation = checkNested(value[index], dto);
    if (violation !== undefined) return within(index, violation);
  }
  return undefined;
}

function checkNested(value: unknown, dto: CompiledDto): Violation | undefined {
  return isObject(value) ? checkObject(value, dto) : notAnObject();
}

function notAnObject(): Violation {
  return { code: 'invalid_parameter', message: '$property must be an object', path: [] };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
