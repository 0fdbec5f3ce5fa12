import { IsString } from 'class-validator';
import { DtoPipe } from './dto.pipe';

class NameDto {
  @IsString()
  name!: string;
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

  it('leaves alone what has no DTO', () => {
    expect(pipe.transform('7', { type: 'param', metatype: String })).toBe('7');
    expect(pipe.transform({ a: 1 }, { type: 'body', metatype: Object })).toEqual({ a: 1 });
    expect(pipe.transform({ a: 1 }, { type: 'query', metatype: NameDto })).toEqual({ a: 1 });
    expect(pipe.transform(1, { type: 'custom', metatype: undefined })).toBe(1);
  });
});
