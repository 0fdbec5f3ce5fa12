import type { Principal } from '@app/kernel';
import type { AuditAction, AuditResult, AuditTargetType } from './audit-action';
import type { AuditDetail, AuditDetails } from './audit-details';

/** Who acted: a principal, nobody that could be told (`anonymous`), or the program by itself (`system`). */
export interface AuditActor {
  readonly kind: Principal['kind'] | 'anonymous' | 'system';
  readonly userId?: string | undefined;
  /** The id of the key, never its text. */
  readonly keyId?: string | undefined;
}

/** What was acted on. */
export interface AuditTarget {
  readonly type: AuditTargetType;
  readonly id: string;
}

/** One act, as the one who does it tells it. */
export interface AuditEntry {
  /** Whose trail it belongs to. */
  readonly organisationId: string;
  readonly actor: AuditActor;
  readonly action: AuditAction;
  readonly target?: AuditTarget | undefined;
  readonly result: AuditResult;
  /** The client's address, as far as it is trusted. Absent for what no client asked for. */
  readonly clientAddress?: string | undefined;
  readonly requestId?: string | undefined;
  readonly details?: AuditDetails | undefined;
}

/** An entry as it is kept: what its hash covers. Absent members are absent, never null. */
export interface AuditRecord {
  /** `audit_…`, ordered by time. */
  readonly id: string;
  /** Epoch milliseconds, by the clock of the process that acted. The order is that of the sequence. */
  readonly at: number;
  readonly organisationId: string;
  readonly actor: { readonly kind: AuditActor['kind']; readonly userId?: string; readonly keyId?: string };
  readonly action: AuditAction;
  readonly target?: AuditTarget;
  readonly result: AuditResult;
  readonly clientAddress?: string;
  readonly requestId?: string;
  readonly details?: Readonly<Record<string, AuditDetail>>;
}

/** The organisation of what belongs to no other: a refused credential, an act of the program. */
export const SYSTEM_ORGANISATION_ID = 'org_local';

/** The actor that a principal is. */
export function actorOf({ kind, userId, keyId }: Principal): AuditActor {
  return { kind, userId, ...(keyId === undefined ? {} : { keyId }) };
}

/** The program acting by itself. */
export const SYSTEM_ACTOR: AuditActor = Object.freeze<AuditActor>({ kind: 'system' });
