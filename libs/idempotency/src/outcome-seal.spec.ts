import { OutcomeSeal } from './outcome-seal';

describe('OutcomeSeal', () => {
  const seal = new OutcomeSeal(() => Buffer.alloc(32, 1));
  const sealKey = Buffer.alloc(32, 5);
  const body = Buffer.from('{"key":"sw_secret"}');

  it('opens what it sealed, which shows nothing of it', () => {
    const sealed = seal.seal(body, sealKey);
    expect(sealed.toString('latin1')).not.toContain('secret');
    expect(seal.open(sealed, sealKey)).toEqual(body);
    expect(seal.open(seal.seal(Buffer.alloc(0), sealKey), sealKey)).toHaveLength(0);
  });

  it('opens nothing of another secret or request, and nothing that was changed', () => {
    const sealed = seal.seal(body, sealKey);
    const changed = Buffer.from(sealed);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(() => new OutcomeSeal(() => Buffer.alloc(32, 2)).open(sealed, sealKey)).toThrow('cannot be opened');
    expect(() => seal.open(sealed, Buffer.alloc(32, 6))).toThrow('cannot be opened');
    expect(() => seal.open(changed, sealKey)).toThrow('cannot be opened');
  });
});
