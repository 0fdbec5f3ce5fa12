import fc from 'fast-check';
import { JsonEcho } from './json-echo';
import { JsonReader, type JsonHandler } from './json-reader';

/** Writes what it is told as JSON again. */
class Rewriter implements JsonHandler {
  text = '';
  private readonly echo = new JsonEcho();

  open(type: 'object' | 'array'): void {
    this.text += this.echo.open(type);
  }

  close(): void {
    this.text += this.echo.close();
  }

  key(name: string): void {
    this.text += this.echo.key(name);
  }

  stringStart(): void {
    this.text += this.echo.stringStart();
  }

  stringText(text: string): void {
    this.text += this.echo.stringText(text);
  }

  stringEnd(): void {
    this.text += '"';
  }

  literal(text: string): void {
    this.text += this.echo.literal(text);
  }
}

function read(pieces: readonly string[]) {
  const handler = new Rewriter();
  const reader = new JsonReader(handler);
  for (const piece of pieces) reader.push(piece);
  return { text: handler.text, state: reader.state };
}

describe('JsonReader', () => {
  it('reads any object as JSON.parse does, in any pieces', () => {
    const values = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    fc.assert(
      fc.property(values, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const whole = read([text]);
        expect(whole.state).toBe('whole');
        expect(JSON.parse(whole.text)).toEqual(JSON.parse(text));
        expect(read(text.split(''))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('never hands half a character on', () => {
    const pieces: string[] = [];
    const handler = new Rewriter();
    handler.stringText = (text) => pieces.push(text);
    const reader = new JsonReader(handler);
    for (const char of '["a\\ud83c\\udf89b"]') reader.push(char);
    expect(pieces).toEqual(['a', '🎉', 'b']);
  });

  it.each(['["a\nb"]', '["a",]', '{"a":1,}', '["\\frac"]'])(
    'allows what models write though JSON does not: %j',
    (text) => {
      expect(read([text]).state).toBe('whole');
    },
  );

  it.each(['[1 2]', '{"a" 1}', '{a:1}', '[tru]', '[01]', '{"a":}', '["\\u12x4"]', '['.repeat(65)])(
    'breaks at %j',
    (text) => {
      expect(read([text]).state).toBe('broken');
    },
  );

  it('says how much of a text belongs to the value', () => {
    expect(new JsonReader(new Rewriter()).push('{"a":1} rest')).toBe(7);
  });
});
