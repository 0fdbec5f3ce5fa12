import { randomBytes } from 'node:crypto';
import type { OpaqueReasoning } from '@app/model';
import type { LedgerOwner, ReasoningLedger } from '../reasoning-ledger';

/** What a suite runs on. */
export interface ContractLedger {
  ledger: ReasoningLedger;
  /** Two users that exist. */
  owners: readonly [LedgerOwner, LedgerOwner];
  /** How long entries are kept, milliseconds. */
  keptMs: number;
  advance: (ms: number) => void;
}

/** What every {@link ReasoningLedger} does. */
export function describeReasoningLedgerContract(name: string, open: () => ContractLedger): void {
  const newKey = (): Buffer => randomBytes(32);
  const entry = (...blocks: OpaqueReasoning[]) => ({ provider: 'anthropic', model: 'claude-x', blocks });
  const thinking = (text: string): OpaqueReasoning => ({
    format: 'anthropic',
    data: { type: 'thinking', thinking: text, signature: 'EqQBCkYIB==' },
  });

  describe(`the reasoning ledger in ${name}`, () => {
    it('gives back what it was given, to the last character', async () => {
      const { ledger, owners } = open();
      const [one, two, other] = [newKey(), newKey(), newKey()];
      const odd = thinking('a\0b \ud800 \r\n\t\u2028 "\\" 😀 e\u0301');
      const kept = entry(odd, { format: 'anthropic', data: { type: 'redacted_thinking', data: 'x'.repeat(50_000) } });
      await ledger.keep(owners[0], [one, two], kept);
      const found = await ledger.find(owners[0], [one, two, other]);
      expect([...found.keys()].sort()).toEqual([one.toString('hex'), two.toString('hex')].sort());
      expect(JSON.stringify(found.get(one.toString('hex')))).toBe(JSON.stringify(kept));
      expect(await ledger.find(owners[0], [])).toEqual(new Map());
    });

    it('gives nothing to anybody else', async () => {
      const { ledger, owners } = open();
      const key = newKey();
      await ledger.keep(owners[0], [key], entry(thinking('mine')));
      expect(await ledger.find(owners[1], [key])).toEqual(new Map());
    });

    it('takes the newer of two under one key', async () => {
      const { ledger, owners } = open();
      const key = newKey();
      await ledger.keep(owners[0], [key], entry(thinking('old')));
      await ledger.keep(owners[0], [key, key], entry(thinking('new')));
      expect([...(await ledger.find(owners[0], [key])).values()]).toEqual([entry(thinking('new'))]);
    });

    it('forgets after its time, and all of a user at once', async () => {
      const { ledger, owners, keptMs, advance } = open();
      const [old, young, foreign] = [newKey(), newKey(), newKey()];
      await ledger.keep(owners[0], [old], entry(thinking('old')));
      advance(keptMs - 1);
      await ledger.keep(owners[0], [young], entry(thinking('young')));
      await ledger.keep(owners[1], [foreign], entry(thinking('foreign')));
      advance(1);
      expect(await ledger.find(owners[0], [old])).toEqual(new Map());
      expect(await ledger.expire()).toBeGreaterThanOrEqual(1);
      expect((await ledger.find(owners[0], [young])).size).toBe(1);
      expect(await ledger.forget(owners[0])).toBeGreaterThanOrEqual(1);
      expect(await ledger.find(owners[0], [young])).toEqual(new Map());
      expect((await ledger.find(owners[1], [foreign])).size).toBe(1);
    });
  });
}
