import type { apiKeys, organisations, users } from '@app/storage';
import type { ApiKey, KeyRights, Organisation, Page, PageQuery, User } from '../../records';

/** Leaves out what the database has no value for. */
function given<Name extends string, Value>(name: Name, value: Value | null): { [Key in Name]?: Value } {
  return (value === null ? {} : { [name]: value }) as { [Key in Name]?: Value };
}

const moment = (date: Date | null): number | null => date?.getTime() ?? null;

/** The row that a statement for one row gave back. */
export function onlyRow<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('A statement that makes a row gave none back.');
  return row;
}

/** A row as an organisation. */
export function toOrganisation(row: typeof organisations.$inferSelect): Organisation {
  const { id, name, createdAt, disabledAt } = row;
  return { id, name, createdAt: createdAt.getTime(), ...given('disabledAt', moment(disabledAt)) };
}

/** A row as a user. */
export function toUser(row: typeof users.$inferSelect): User {
  const { id, organisationId, name, roles, issuer, subject, createdAt, disabledAt } = row;
  return {
    id,
    organisationId,
    name,
    roles,
    ...given('issuer', issuer),
    ...given('subject', subject),
    createdAt: createdAt.getTime(),
    ...given('disabledAt', moment(disabledAt)),
  };
}

/** A row as a key. Its digest stays where it is. */
export function toApiKey(row: typeof apiKeys.$inferSelect): ApiKey {
  const { id, organisationId, userId, name, prefix, createdAt, revokedAt, lastUsedAt } = row;
  return {
    id,
    organisationId,
    userId,
    name,
    prefix,
    ...toRights(row),
    createdAt: createdAt.getTime(),
    ...given('revokedAt', moment(revokedAt)),
    ...given('lastUsedAt', moment(lastUsedAt)),
  };
}

/** The rights in the row of a key. */
export function toRights(
  row: Pick<typeof apiKeys.$inferSelect, 'scopes' | 'allowedModels' | 'limits' | 'expiresAt'>,
): KeyRights {
  return {
    ...given('scopes', row.scopes),
    ...given('allowedModels', row.allowedModels),
    limits: row.limits,
    ...given('expiresAt', moment(row.expiresAt)),
  };
}

/** Rights as a row has them. */
export function fromRights({ scopes, allowedModels, limits, expiresAt }: KeyRights) {
  return {
    scopes: scopes === undefined ? null : [...scopes],
    allowedModels: allowedModels === undefined ? null : [...allowedModels],
    limits,
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
  };
}

/** A page of rows that were asked for with one more than the page holds. */
export function toPage<Row, Item>(rows: readonly Row[], { limit }: PageQuery, toItem: (row: Row) => Item): Page<Item> {
  return { items: rows.slice(0, limit).map(toItem), hasMore: rows.length > limit };
}
