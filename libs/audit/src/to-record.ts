import { checkDetails } from './audit-details';
import type { AuditEntry, AuditRecord } from './audit-entry';
import { plainText } from './plain-text';

const MAX_ID = 200;

/** An entry with the time and id that it is kept with. Throws an Error for details that the trail does not keep. */
export function toRecord(entry: AuditEntry, { id, at }: { id: string; at: number }): AuditRecord {
  const { organisationId, actor, action, target, result, clientAddress, requestId } = entry;
  const details = entry.details === undefined ? undefined : checkDetails(entry.details);
  return {
    id,
    at,
    organisationId,
    actor: {
      kind: actor.kind,
      ...(actor.userId === undefined ? {} : { userId: actor.userId }),
      ...(actor.keyId === undefined ? {} : { keyId: actor.keyId }),
    },
    action,
    ...(target === undefined ? {} : { target: { type: target.type, id: plainText(target.id, MAX_ID) } }),
    result,
    ...(clientAddress === undefined ? {} : { clientAddress: plainText(clientAddress, MAX_ID) }),
    ...(requestId === undefined ? {} : { requestId: plainText(requestId, MAX_ID) }),
    ...(details === undefined ? {} : { details }),
  };
}
