import type { Checkpoint } from './checkpoint';

/** A place outside the database where signed checkpoints are kept, so that who can change the database cannot change them. */
export abstract class AuditAnchor {
  /** For messages and metrics, such as `file`. Never an address. */
  abstract readonly name: string;

  /** Resolves when the checkpoint is kept as safely as the place does. Rejects when it could not be handed over in time. */
  abstract write(checkpoint: Checkpoint): Promise<void>;

  /** Gives up what it holds open. */
  close?(): void;
}
