import type { Page, PageQuery } from '@app/identity';
import { AppError } from '@app/kernel';
import type { PageQueryDto } from './dto/page-query.dto';

const DEFAULT_LIMIT = 50;

/** Whether a text has the form of an id of this kind (`user`, `key`, …). Any other is not looked for. */
export function isId(text: string, kind: string): boolean {
  return text.startsWith(`${kind}_`) && /^[0-9a-z_]{1,60}$/.test(text);
}

/** Reads which part of a list is asked for. Throws `invalid_parameter` for a cursor that no list of this kind gave. */
export function readPage({ limit = DEFAULT_LIMIT, cursor }: PageQueryDto, kind: string): PageQuery {
  if (cursor === undefined) return { limit };
  const after = Buffer.from(cursor, 'base64url').toString('latin1');
  if (isId(after, kind) && cursorAt(after) === cursor) return { limit, after };
  throw new AppError('invalid_parameter', 'The cursor is not one of this list. Send the nextCursor of an answer.', {
    param: 'cursor',
  });
}

/** Where the next part of a list begins, as an answer tells it; nothing at the end. */
export function nextCursor({ items, hasMore }: Page<{ id: string }>): { nextCursor?: string } {
  const last = items.at(-1);
  return hasMore && last !== undefined ? { nextCursor: cursorAt(last.id) } : {};
}

function cursorAt(id: string): string {
  return Buffer.from(id, 'latin1').toString('base64url');
}
