import type { Clock } from '@app/kernel';
import { Logger } from '@nestjs/common';

/** Time for which the same reason is not said again, milliseconds: whoever sends bad tokens must not write the log. The reasons are few. */
const QUIET_MS = 60_000;

/** Says in the log why tokens of the identity provider are refused, which the answer does not tell: each reason at most once a minute. */
export class RefusedTokens {
  private readonly logger = new Logger('Tokens');
  private readonly saidAtMs = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Notes a refusal. */
  note(reason: string): void {
    const now = this.clock.monotonicMs();
    if (now - (this.saidAtMs.get(reason) ?? -Infinity) < QUIET_MS) return;
    this.saidAtMs.set(reason, now);
    this.logger.warn(
      `A token was refused: ${reason}. See the JWT_ settings (docs/security.md). This reason is said at most once a minute.`,
    );
  }
}
