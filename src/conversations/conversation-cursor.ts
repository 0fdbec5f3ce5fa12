import { createHash } from 'node:crypto';
import type { ConversationOwner, ConversationPosition } from '@app/conversations';
import { AppError } from '@app/kernel';

const CHECK_LENGTH = 8;
const CURSOR = /^(\d{1,16})\.([a-z0-9_]{1,100})\.([A-Za-z0-9_-]{8})$/;

/** A place in the list as a text for one user: another's is refused. It holds nothing that the list does not show. */
export function writeCursor({ updatedAt, id }: ConversationPosition, owner: ConversationOwner): string {
  return Buffer.from(`${updatedAt}.${id}.${checkOf(updatedAt, id, owner)}`).toString('base64url');
}

/** Reads what {@link writeCursor} wrote. Throws `invalid_parameter` for anything else. */
export function readCursor(cursor: string, owner: ConversationOwner): ConversationPosition {
  const [, time, id, check] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const updatedAt = Number(time);
  if (id === undefined || check !== checkOf(updatedAt, id, owner)) {
    throw new AppError('invalid_parameter', 'cursor must be the nextCursor of a page of your own list.', {
      param: 'cursor',
    });
  }
  return { updatedAt, id };
}

/** Tells mistakes apart, not attackers: whatever a cursor says, only one's own conversations are listed. */
function checkOf(updatedAt: number, id: string, { organisationId, userId }: ConversationOwner): string {
  const text = JSON.stringify([organisationId, userId, updatedAt, id]);
  return createHash('sha256').update(text).digest('base64url').slice(0, CHECK_LENGTH);
}
