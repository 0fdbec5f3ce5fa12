import { IsBoolean, IsInt, IsString } from 'class-validator';
import { DtoPipe } from './dto.pipe';
import { IfGiven } from './if-given.decorator';

class NameDto {
  @IsString()
  name!: string;
}

class PageDto {
  @IfGiven()
  @IsInt()
  limit?: number;

  @IfGiven()
  @IsBoolean()
  archived?: boolean;

  @IfGiven()
  @IsString()
  cursor?: string;
}

describe('DtoPipe', () => {
  const pipe = new DtoPipe();

  it('hands on a body that is what its DTO says, untouched', () => {
    const body = { name: 'a' };
    expect(pipe.transform(body, { type: 'body', metatype: NameDto })).toBe(body);
  });

  it('refuses a body that is not', () => {
    const transform = (): unknown => pipe.transform({ name: 1 }, { type: 'body', metatype: NameDto });
    expect(transform).toThrow('name must be a string');
    expect(transform).toThrow('name must be a string');
  });

  it('takes a body that is not there for one that gives nothing', () => {
    expect(pipe.transform(undefined, { type: 'body', metatype: PageDto })).toEqual({});
    expect(() => pipe.transform(undefined, { type: 'body', metatype: NameDto })).toThrow('name is required');
    expect(() => pipe.transform(null, { type: 'body', metatype: PageDto })).toThrow('The body must be an object');
  });

  it('leaves alone what has no DTO', () => {
    expect(pipe.transform('7', { type: 'param', metatype: String })).toBe('7');
    expect(pipe.transform({ a: 1 }, { type: 'body', metatype: Object })).toEqual({ a: 1 });
    expect(pipe.transform(1, { type: 'custom', metatype: undefined })).toBe(1);
  });

  describe('of an address', () => {
    const read = (query: object): unknown => pipe.transform(query, { type: 'query', metatype: PageDto });

    it('reads numbers and truth values by what the DTO declares', () => {
      const query = Object.assign(Object.create(null) as object, { limit: '20', archived: 'true', cursor: '7' });
      expect(read(query)).toEqual({ limit: 20, archived: true, cursor: '7' });
      expect(read({})).toEqual({});
    });

    it.each([
      { limit: '2e1' },
      { limit: '' },
      { limit: ['1', '2'] },
      { archived: '1' },
      { cursor: ['a', 'b'] },
      { x: '1' },
    ])('refuses %j', (query) => {
      expect(() => read(query)).toThrow();
    });

    it('does not touch prototypes', () => {
      expect(() => read(JSON.parse('{"__proto__": "1"}') as object)).toThrow('is no parameter of this route');
      expect({}).not.toHaveProperty('limit');
    });
  });
});
