import { plainToInstance, Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { AppError } from '@app/kernel';
import { compileDto, type DtoClass } from './compile-dto';

class PartDto {
  @IsIn(['text', 'image'])
  kind!: string;

  @IsString()
  @MinLength(1)
  @MaxLength(5)
  text!: string;
}

class OptionsDto {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(50)
  steps?: number;

  @IsOptional()
  @IsBoolean()
  show?: boolean;
}

class RequestDto {
  @IsString()
  @Matches(/^[a-z]*$/)
  name!: string;

  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  heat?: number | null;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => PartDto)
  parts?: PartDto[];

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OptionsDto)
  options?: OptionsDto;

  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsString({ each: true })
  tags?: string[];

  @ValidateIf((_object, value) => value !== undefined)
  @IsString()
  notNull?: string;

  @Allow()
  free?: unknown;

  @IsOptional()
  @IsObject()
  labels?: object;
}

function classValidatorAccepts(dtoClass: DtoClass, value: object): boolean {
  const errors = validateSync(plainToInstance(dtoClass, value), { whitelist: true, forbidNonWhitelisted: true });
  return errors.length === 0;
}

function refusal(value: unknown): AppError | undefined {
  try {
    compileDto(RequestDto)(value);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return undefined;
}

/** Where we are stricter on purpose: see compileDto. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

function isListOfLists(value: unknown): boolean {
  return Array.isArray(value) && value.some((item) => Array.isArray(item));
}

const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined));
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: right, weight: 20 }, { arbitrary: anything, weight: 1 });

const part = fc.record(
  {
    kind: mostly(fc.constantFrom('text', 'image')),
    text: mostly(fc.string({ unit: 'grapheme', maxLength: 6 })),
  },
  { requiredKeys: ['kind', 'text'] },
);
const known = fc.record(
  {
    name: mostly(fc.constantFrom('a', 'abc', '')),
    heat: mostly(fc.oneof(fc.double({ min: -1, max: 3, noNaN: true }), fc.constant(null))),
    parts: mostly(fc.array(mostly(part), { maxLength: 4 })),
    options: mostly(
      fc.record({ steps: mostly(fc.integer({ min: 0, max: 51 })), show: mostly(fc.boolean()) }, { requiredKeys: [] }),
    ),
    tags: mostly(fc.array(mostly(fc.string({ maxLength: 2 })), { maxLength: 3 })),
    notNull: mostly(fc.oneof(fc.string(), fc.constant(null))),
    free: anything,
    labels: mostly(fc.dictionary(fc.string(), fc.string())),
  },
  { requiredKeys: ['name'] },
);

/** Now and then with a member that no DTO knows, at the top or in a part. */
const request = fc.tuple(known, fc.integer({ min: 0, max: 9 }), anything).map(([value, place, extra]): object => {
  if (place === 0) return { ...value, unknown: extra };
  if (place === 1 && Array.isArray(value.parts)) return { ...value, parts: [...(value.parts as unknown[]), { extra }] };
  return value;
});

describe('a compiled DTO', () => {
  it('accepts and refuses exactly what class-validator does', () => {
    let accepted = 0;
    fc.assert(
      fc.property(request, (value) => {
        fc.pre(!isListOfLists((value as { parts?: unknown }).parts));
        const plain = JSON.parse(JSON.stringify(value)) as object;
        const expected = classValidatorAccepts(RequestDto, plain);
        if (expected) accepted += 1;
        expect(refusal(plain) === undefined).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
    // Some 340 of them are, give or take 20: far fewer would say that little was compared.
    expect(accepted).toBeGreaterThan(150);
  });

  it('names a parameter that class-validator names too', () => {
    fc.assert(
      fc.property(request, (value) => {
        fc.pre(!isListOfLists((value as { parts?: unknown }).parts));
        const plain = JSON.parse(JSON.stringify(value)) as object;
        const error = refusal(plain);
        fc.pre(error !== undefined);
        const errors = validateSync(plainToInstance(RequestDto, plain), {
          whitelist: true,
          forbidNonWhitelisted: true,
        });
        const top = errors.map(({ property }) => property);
        expect(top).toContain((error.param ?? '').split(/[.[]/, 1)[0]);
      }),
    );
  });

  it.each([
    [{}, 'missing_parameter', 'name', 'name is required'],
    [{ name: 1 }, 'invalid_parameter', 'name', 'name must be a string'],
    [{ name: 'a', heat: '1' }, 'invalid_parameter', 'heat', 'heat must be a number from 0 to 2, not a string'],
    [{ name: 'a', heat: 3 }, 'invalid_parameter', 'heat', 'heat must be a number from 0 to 2, not 3'],
    [{ name: 'a', parts: {} }, 'invalid_parameter', 'parts', 'parts must be an array'],
    [{ name: 'a', parts: [] }, 'invalid_parameter', 'parts', 'parts must contain at least 1 element'],
    [{ name: 'a', parts: [null] }, 'invalid_parameter', 'parts[0]', 'parts[0] must be an object'],
    [{ name: 'a', parts: [[]] }, 'invalid_parameter', 'parts[0]', 'parts[0] must be an object'],
    [{ name: 'a', parts: [{ kind: 'text' }] }, 'missing_parameter', 'parts[0].text', 'parts[0].text is required'],
    [
      { name: 'a', parts: [{ kind: 'x', text: 'y' }] },
      'invalid_parameter',
      'parts[0].kind',
      'parts[0].kind must be one of the following values: text, image',
    ],
    [
      { name: 'a', options: { show: 'false' } },
      'invalid_parameter',
      'options.show',
      'options.show must be a boolean value',
    ],
    [{ name: 'a', options: [] }, 'invalid_parameter', 'options', 'options must be an object'],
    [{ name: 'a', notNull: null }, 'invalid_parameter', 'notNull', 'notNull must be a string'],
    [
      { name: 'a', more: 1 },
      'unknown_parameter',
      'more',
      'more is no parameter of this route: docs/openapi.json lists those it knows',
    ],
    [
      { name: 'a', prats: [] },
      'unknown_parameter',
      'prats',
      'prats is no parameter of this route: did you mean parts?',
    ],
    [
      { name: 'a', 'b\n': 1 },
      'unknown_parameter',
      undefined,
      expect.stringMatching(/^The body holds an unknown parameter:/),
    ],
    [[], 'invalid_parameter', undefined, 'The body must be an object'],
    [null, 'invalid_parameter', undefined, 'The body must be an object'],
    [undefined, 'invalid_parameter', undefined, 'The body must be an object'],
  ])('explains %j', (value, code, param, message) => {
    expect(refusal(value)).toMatchObject({ code, param, message });
  });

  it.each(INHERITED)('refuses an unknown member named %s', (name) => {
    const value = JSON.parse(`{"name":"a","${name}":1}`) as object;
    expect(refusal(value)?.code).toBe('unknown_parameter');
  });

  it('repeats nothing of the value in its message', () => {
    const error = refusal({ name: 'CANARY', heat: 1 });
    expect(error?.message).not.toContain('CANARY');
  });

  it('costs no more for a long list of wrong items than for its first', () => {
    const value = { name: 'a', tags: undefined, parts: Array.from({ length: 3 }, () => ({})) };
    expect(refusal(value)?.param).toBe('parts[0].kind');
  });

  it('fails at once for classes that it cannot compile', () => {
    class Bare {
      name = '';
    }
    class WithoutType {
      @IsObject()
      @ValidateNested()
      inner!: object;
    }
    class Grouped {
      @IsString({ groups: ['create'] })
      name!: string;
    }
    class Recursive {
      @IsOptional()
      @IsObject()
      @ValidateNested()
      @Type(() => Recursive)
      inner?: Recursive;
    }
    expect(() => compileDto(Bare)).toThrow('Bare has no class-validator decorators.');
    expect(() => compileDto(WithoutType)).toThrow('WithoutType.inner: add @Type(() => …) to @ValidateNested().');
    expect(() => compileDto(Grouped)).toThrow('@isString on name: validation groups are not supported');
    expect(() => compileDto(Recursive)).toThrow('Recursive holds itself');
  });
});
