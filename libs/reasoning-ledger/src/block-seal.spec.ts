import { BlockSeal } from './block-seal';

describe('BlockSeal', () => {
  const seal = new BlockSeal(() => Buffer.alloc(32, 1));
  const blocks = [
    { format: 'anthropic' as const, data: { type: 'thinking', thinking: 'secret thought', signature: 's' } },
  ];

  it('opens what it sealed, which shows nothing of it', () => {
    const sealed = seal.seal(blocks, 'user_1');
    expect(sealed.toString('latin1')).not.toContain('secret');
    expect(seal.open(sealed, 'user_1')).toEqual(blocks);
    expect(seal.seal(blocks, 'user_1')).not.toEqual(sealed);
  });

  it('opens nothing of another secret or user, and nothing that was changed', () => {
    const sealed = seal.seal(blocks, 'user_1');
    expect(new BlockSeal(() => Buffer.alloc(32, 2)).open(sealed, 'user_1')).toBeUndefined();
    expect(seal.open(sealed, 'user_2')).toBeUndefined();
    for (const at of [0, 13, 40, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(seal.open(changed, 'user_1')).toBeUndefined();
    }
    expect(seal.open(Buffer.from('x'), 'user_1')).toBeUndefined();
  });
});
