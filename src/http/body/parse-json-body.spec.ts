import fc from 'fast-check';
import { AppError } from '@app/kernel';
import { parseJsonBody } from './parse-json-body';

function parse(text: string): unknown {
  return parseJsonBody(Buffer.from(text, 'utf8'));
}

function refusal(text: string | Buffer): AppError {
  try {
    parseJsonBody(Buffer.isBuffer(text) ? text : Buffer.from(text));
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('The body was not refused.');
}

/** Values as any honest client sends them: nothing that strict JSON leaves out. */
const honest = fc
  .jsonValue({ maxDepth: 5 })
  .filter((value) => !JSON.stringify(value).match(/__proto__|"constructor"|:-0|\[-0|,-0|^-0|\\u0000|\\ud[89a-f]/i))
  .filter((value) => everyNumber(value, (number) => Math.abs(number) <= Number.MAX_SAFE_INTEGER));

function everyNumber(value: unknown, holds: (number: number) => boolean): boolean {
  if (typeof value === 'number') return holds(value);
  return typeof value !== 'object' || value === null || Object.values(value).every((one) => everyNumber(one, holds));
}

/** The same name in JSON with every UTF-16 unit escaped. */
function escaped(name: string): string {
  const units = Array.from({ length: name.length }, (_, i) => name.charCodeAt(i).toString(16).padStart(4, '0'));
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`;
}

describe('parsing a JSON body', () => {
  it('gives what JSON.parse gives for every honest value', () => {
    fc.assert(
      fc.property(honest, (value) => {
        const text = JSON.stringify(value);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses every repeated name, however deep and however written', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), honest, fc.boolean(), (name, value, escape) => {
        fc.pre(name !== '__proto__' && !/\p{Surrogate}/u.test(name) && !name.includes('\0'));
        const written = JSON.stringify(name);
        const again = escape ? escaped(name) : written;
        const member = JSON.stringify(value);
        expect(refusal(`[{"x":{${written}:${member},${again}:${member}}}]`).code).toBe('invalid_json');
      }),
    );
  });

  it('never throws anything but an AppError, and repeats nothing of the body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          parseJsonBody(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });

  it('takes 32 levels and refuses 33', () => {
    expect(() => parse('['.repeat(32) + ']'.repeat(32))).not.toThrow();
    expect(refusal('['.repeat(33) + ']'.repeat(33)).code).toBe('invalid_json');
  });

  it('takes 50,000 members and refuses one more', () => {
    const members = (count: number): string => `{${Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',')}}`;
    expect(() => parse(members(50_000))).not.toThrow();
    expect(refusal(members(50_001)).code).toBe('invalid_json');
  });

  it('takes large floats and safe integers', () => {
    expect(parse('[1.7976931348623157e308,9007199254740991,-0.5,1e-400]')).toEqual([
      1.7976931348623157e308, 9007199254740991, -0.5, 0,
    ]);
  });

  it('names where a value is that cannot be kept', () => {
    expect(refusal('{"a":[{"b":"\\u0000"}]}')).toMatchObject({ code: 'invalid_parameter', param: 'a[0].b' });
    expect(refusal('{"a":[0,9007199254740993]}')).toMatchObject({ code: 'invalid_parameter', param: 'a[1]' });
    expect(refusal('{"strange name":{"b":"\\udc00"}}').param).toBeUndefined();
  });
});
