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
    const check = (lines: string[], checkpoints = [signer.sign(links[9]!, 1)], from?: number) =>
      verifyTrailFile(
        (async function* () {
          yield* lines;
        })(),
        { keys, checkpoints, ...(from === undefined ? {} : { from }) },
      );
    /** Adds an entry behind ten, and gives the file that was written at once, or so much later. */
    const with11th = (
      action: 'audit.export' | 'audit.archive',
      details: Record<string, number>,
      laterMs = 0,
    ): string[] => {
      const { id, at, ...first } = JSON.parse(links[9]!.entry) as AuditRecord;
      const entry = canonicalForm({ ...first, id, at, action, details });
      const all = rehash([...links, { ...links[9]!, entry }]);
      return [...all.map(toTrailLine), toTrailEnd(signer.sign(all[10]!, at + laterMs))];
    };

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

    it('sees that it was cut off within a line', async () => {
      const lines = fileOf(links);
      const cut = (count: number): string[] => [...lines.slice(0, count), lines[count]!.slice(0, 50)];
      expect(await check(cut(7), [])).toMatchObject({ checked: 7, flaw: { problem: 'tail_missing', sequence: 8 } });
      expect(await check(cut(10), [])).toMatchObject({ checked: 10, flaw: { problem: 'tail_missing', sequence: 11 } });
    });

    it('names the entry of a line that is none, with others after it', async () => {
      const lines = fileOf(links);
      for (const bad of [lines[4]!.slice(0, 50), 'null', '{"end":{"sequence":5}}', '{}']) {
        expect(await check(lines.with(4, bad))).toMatchObject({ flaw: { problem: 'bad_line', sequence: 5 } });
      }
    });

    it('does not take entries after the signed last line for signed', async () => {
      const lines = [...fileOf(links.slice(0, 7)), toTrailLine(links[7]!)];
      expect(await check(lines, [])).toMatchObject({ flaw: { problem: 'tail_missing', sequence: 9 } });
    });

    it('sees that the head of an export was cut off, which tells itself where it begins', async () => {
      const whole = with11th('audit.export', { firstSequence: 1 });
      expect(await check(whole, [])).toMatchObject({ ok: true, isStartKnown: true });
      expect(await check(whole.slice(5), [])).toMatchObject({ flaw: { problem: 'head_missing', sequence: 1 } });
      const later = with11th('audit.export', { firstSequence: 6 });
      expect(await check(later.slice(5), [])).toMatchObject({ ok: true, isStartKnown: true });
      expect(await check(later.slice(6), [])).toMatchObject({ flaw: { problem: 'head_missing', sequence: 6 } });
    });

    it('holds no archive to what an export said that is in it', async () => {
      const archive = with11th('audit.export', { firstSequence: 1 }, 24 * 3_600_000);
      expect(await check(archive.slice(5), [])).toMatchObject({ ok: true, isStartKnown: false });
    });

    it('takes an export as it is whose beginning is in an archive', async () => {
      const file = with11th('audit.archive', { firstSequence: 1, lastSequence: 5 });
      expect(await check(file.slice(5), [], 1)).toMatchObject({ ok: false, flaw: { problem: 'head_missing' } });
      expect(await check(file.slice(5), [])).toMatchObject({ ok: true, isStartKnown: true });
      expect(await check(file.slice(6), [])).toMatchObject({ ok: true, isStartKnown: false });
    });

    it('does not know where another one has to begin, unless that is said', async () => {
      expect(await check(fileOf(links))).toMatchObject({ ok: true, isStartKnown: true });
      expect(await check(fileOf(links.slice(5)))).toMatchObject({ ok: true, isStartKnown: false });
      expect(await check(fileOf(links.slice(5)), [], 6)).toMatchObject({ ok: true, isStartKnown: true });
      expect(await check(fileOf(links.slice(5)), [], 4)).toMatchObject({
        flaw: { problem: 'head_missing', sequence: 4 },
      });
    });

    it('does not take another file for a trail', async () => {
      for (const line of ['{"a":1}', 'null', '[1]', '{"end":null}', '{"sequence":1,"prev', 'a text']) {
        await expect(check([line])).rejects.toThrow('its first line is no line of one');
      }
      await expect(check([])).rejects.toThrow('holds no audit trail');
    });
  });
});
