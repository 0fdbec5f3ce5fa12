import type { Clock } from '@app/kernel';
import type { AuditAnchor } from './audit-anchor';
import type { AuditLog, ChainHead } from './audit-log';
import type { CheckpointSigner } from './checkpoint';

/** What a {@link Checkpointer} works with. */
export interface CheckpointerParts {
  log: AuditLog;
  signer: CheckpointSigner;
  anchors: readonly AuditAnchor[];
  clock: Clock;
  /** Told of every failed anchor. */
  onFailure?: (anchor: string, error: unknown) => void;
}

/**
 * Signs the end of every chain that has moved on and gives it to every anchor. An anchor that fails gets the newest end the next
 * time: a later checkpoint vouches for all before it.
 */
export class Checkpointer {
  private readonly anchored = new Map<AuditAnchor, Map<string, number>>();

  constructor(private readonly parts: CheckpointerParts) {
    for (const anchor of parts.anchors) this.anchored.set(anchor, new Map());
  }

  /** Entries that no anchor vouches for yet, by the last run. */
  pending = 0;

  /** Resolves when every anchor has answered. Rejects only when the ends cannot be read. */
  async run(): Promise<void> {
    const heads = await this.parts.log.heads();
    this.pending = 0;
    for (const head of heads) {
      const waiting = [...this.anchored].filter(([, done]) => (done.get(head.organisationId) ?? 0) < head.sequence);
      if (waiting.length > 0) await this.anchor(head, waiting);
      this.pending += head.sequence - Math.max(0, ...this.sequencesOf(head.organisationId));
    }
  }

  private async anchor(head: ChainHead, waiting: [AuditAnchor, Map<string, number>][]): Promise<void> {
    const checkpoint = this.parts.signer.sign(head, this.parts.clock.now());
    await Promise.all(
      waiting.map(async ([anchor, done]) => {
        try {
          await anchor.write(checkpoint);
          done.set(head.organisationId, head.sequence);
        } catch (error) {
          this.parts.onFailure?.(anchor.name, error);
        }
      }),
    );
  }

  private sequencesOf(organisationId: string): number[] {
    return [...this.anchored.values()].map((done) => done.get(organisationId) ?? 0);
  }
}
