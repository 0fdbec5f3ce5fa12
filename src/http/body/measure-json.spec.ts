import fc from 'fast-check';
import { measureJson } from './measure-json';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return own + Object.values(value).reduce<number>((sum, member) => sum + membersOf(member), 0);
}

describe('measuring JSON text', () => {
  it('finds the depth and the members that parsing finds', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const text = JSON.stringify(value, null, indent);
        expect(measureJson(text)).toEqual({ depth: depthOf(value), members: membersOf(value) });
      }),
    );
  });

  it('is not misled by what strings hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', ':', '{', '[', ']', '}', 'a', '\n') }), (content) => {
        expect(measureJson(JSON.stringify({ [content]: [content, content] }))).toEqual({ depth: 2, members: 1 });
      }),
    );
  });

  it('counts a repeated name each time', () => {
    expect(measureJson('{"a":1,"a":{"a":2}}')).toEqual({ depth: 2, members: 3 });
  });

  it('ends on text that is no JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', ':', '{', '[', ']', '}') }), (text) => {
        expect(measureJson(text).depth).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
