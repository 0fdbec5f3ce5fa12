import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { RandomIdGenerator } from '@app/kernel';
import { ManualClock } from '@app/testing';
import { MemoryAuditTrail } from './adapters/memory/memory-audit-trail';
import { SYSTEM_ACTOR, type AuditRecord } from './audit-entry';
import { canonicalForm, linkHash, type ChainLink } from './chain';
import { ChainVerifier, type ChainFlaw } from './chain-verifier';
import { CheckpointSigner, isAuthentic } from './checkpoint';
import { toTrailEnd, toTrailLine } from './trail-file';
import { verifyTrailFile } from './verify-trail-file';

const ORG = 'org_one';
const { privateKey } = generateKeyPairSync('ed25519');
const signer = new CheckpointSigner(() => privateKey);
const keys = [createPublicKey(signer.publicKeyPem)];

async function chainOf(count: number): Promise<ChainLink[]> {
  const trail = new MemoryAuditTrail(new ManualClock(), new RandomIdGenerator());
  for (let i = 0; i < count; i++) {
    await trail.append({
      organisationId: ORG,
      actor: SYSTEM_ACTOR,
      action: 'key.create',
      result: 'success',
      details: { name: `Ключ ${i} "😀"` },
    });
  }
  return trail.links;
}

/** The chain with true hashes from here on, as somebody makes it who can write the table. */
function rehash(links: ChainLink[]): ChainLink[] {
  let previousHash = '0'.repeat(64);
  return links.map((link, index) => {
    const made = { ...link, sequence: index + 1, previousHash };
    previousHash = linkHash(made);
    return { ...made, hash: previousHash };
  });
}

const changed = (link: ChainLink): ChainLink => ({ ...link, entry: link.entry.replace('key.create', 'key.revoke') });

describe('the verification of a chain', () => {
  let links: ChainLink[];
  beforeEach(async () => {
    links = await chainOf(10);
  });

  const verify = (tampered: ChainLink[]): ChainFlaw | undefined => {
    const checkpoint = signer.sign({ ...links[9]! }, 1);
    const verifier = new ChainVerifier(ORG, [checkpoint]);
    for (const link of tampered) {
      const flaw = verifier.check(link);
      if (flaw !== undefined) return flaw;
    }
    return verifier.finish();
  };

  it('finds nothing wrong with what was appended', () => {
    expect(verify(links)).toBeUndefined();
  });

  it.each<[string, (links: ChainLink[]) => ChainLink[], string, number]>([
    ['a changed entry', (all) => all.with(4, changed(all[4]!)), 'changed', 5],
    ['a removed entry', (all) => all.toSpliced(4, 1), 'missing', 5],
    [
      'two swapped entries',
      (all) => all.with(3, { ...all[3]!, entry: all[4]!.entry }).with(4, { ...all[4]!, entry: all[3]!.entry }),
      'changed',
      4,
    ],
    ['an inserted entry', (all) => all.toSpliced(4, 0, { ...changed(all[4]!), sequence: 5 }), 'changed', 5],
    ['a cut tail', (all) => all.slice(0, 7), 'tail_missing', 8],
    ['a chain that was made anew', (all) => rehash(all.with(4, changed(all[4]!))), 'differs_from_checkpoint', 10],
    [
      'an entry of another organisation',
      (all) => {
        const entry = canonicalForm({ ...(JSON.parse(all[4]!.entry) as AuditRecord), organisationId: 'org_two' });
        return rehash(all.with(4, { ...all[4]!, entry }));
      },
      'foreign',
      5,
    ],
  ])('names the first bad entry of %s', (_, tamper, problem, sequence) => {
    expect(verify(tamper(links))).toMatchObject({ problem, sequence });
  });

  it('takes a checkpoint only as it was signed', () => {
    const checkpoint = signer.sign(links[9]!, 1);
    expect(isAuthentic(checkpoint, keys)).toBe(true);
    expect(isAuthentic({ ...checkpoint, sequence: 9 }, keys)).toBe(false);
    expect(
      isAuthentic(checkpoint, [
        createPublicKey(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })),
      ]),
    ).toBe(false);
  });

  describe('in a file', () => {
    const fileOf = (some: ChainLink[], end = some.at(-1)!): string[] => [
      ...some.map(toTrailLine),
      toTrailEnd(signer.sign(end, 1)),
    ];
    const check = (lines: string[], checkpoints = [signer.sign(links[9]!, 1)]) =>
      verifyTrailFile(
        (async function* () {
          yield* lines;
        })(),
        { keys, checkpoints },
      );

    it('finds nothing wrong with a whole one, nor with one that begins later', async () => {
      expect(await check(fileOf(links))).toMatchObject({ ok: true, checked: 10, organisationId: ORG });
      expect(await check(fileOf(links.slice(5)))).toMatchObject({ ok: true, checked: 5, firstSequence: 6 });
    });

    it('sees that its end was cut off, with and without an anchor', async () => {
      expect(await check(fileOf(links).slice(0, 7), [])).toMatchObject({
        flaw: { problem: 'tail_missing', sequence: 8 },
      });
      expect(await check(fileOf(links.slice(0, 7)))).toMatchObject({ flaw: { problem: 'tail_missing', sequence: 8 } });
      expect(await check([...fileOf(links).slice(0, 7), fileOf(links).at(-1)!], [])).toMatchObject({
        flaw: { problem: 'tail_missing', sequence: 8 },
      });
    });

    it('sees a changed entry, a forged end and a forged checkpoint', async () => {
      const lines = fileOf(links);
      const forged = { ...signer.sign(links[9]!, 1), at: 2 };
      expect(await check(lines.with(4, lines[4]!.replace('key.create', 'key.revoke')))).toMatchObject({
        flaw: { problem: 'changed', sequence: 5 },
      });
      expect(await check([...links.map(toTrailLine), toTrailEnd(forged)])).toMatchObject({
        flaw: { problem: 'forged_checkpoint' },
      });
      expect(await check(lines, [forged])).toMatchObject({ flaw: { problem: 'forged_checkpoint', sequence: 10 } });
    });

    it('does not take another file for a trail', async () => {
      await expect(check(['{"a":1}'])).rejects.toThrow('no line of an audit trail');
      await expect(check([])).rejects.toThrow('holds no audit trail');
    });
  });
});
