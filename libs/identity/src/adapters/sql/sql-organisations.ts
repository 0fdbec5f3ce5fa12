import { organisations, type SqlDatabase } from '@app/storage';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { Organisation, Page, PageQuery, Reach } from '../../records';
import { onlyRow, toOrganisation, toPage } from './rows';

/** What may be changed of an organisation. An absent field stays as it is; `null` takes it away. */
export interface OrganisationChange {
  readonly name?: string;
  readonly disabledAt?: number | null;
}

/** Organisations in Postgres. Every method throws `AppError` `storage_unavailable` when it does not answer. */
export class SqlOrganisations {
  constructor(private readonly database: SqlDatabase) {}

  async create(id: string, name: string): Promise<Organisation> {
    const rows = await this.database.write((sql) => sql.insert(organisations).values({ id, name }).returning());
    return toOrganisation(onlyRow(rows));
  }

  async list(reach: Reach, page: PageQuery): Promise<Page<Organisation>> {
    const rows = await this.database.read((sql) =>
      sql
        .select()
        .from(organisations)
        .where(and(within(reach), page.after === undefined ? undefined : lt(organisations.id, page.after)))
        .orderBy(desc(organisations.id))
        .limit(page.limit + 1),
    );
    return toPage(rows, page, toOrganisation);
  }

  /** Undefined when there is none of this id within reach. */
  async find(id: string, reach: Reach): Promise<Organisation | undefined> {
    const [row] = await this.database.read((sql) =>
      sql
        .select()
        .from(organisations)
        .where(and(eq(organisations.id, id), within(reach))),
    );
    return row === undefined ? undefined : toOrganisation(row);
  }

  /** As it is after the change; undefined when there is none of this id within reach. */
  async change(id: string, reach: Reach, { name, disabledAt }: OrganisationChange): Promise<Organisation | undefined> {
    const [row] = await this.database.write((sql) =>
      sql
        .update(organisations)
        .set({
          id, // so that a change of nothing is a statement too
          ...(name === undefined ? {} : { name }),
          ...(disabledAt === undefined ? {} : { disabledAt: disabledAt === null ? null : new Date(disabledAt) }),
        })
        .where(and(eq(organisations.id, id), within(reach)))
        .returning(),
    );
    return row === undefined ? undefined : toOrganisation(row);
  }
}

function within({ organisationId }: Reach) {
  return organisationId === undefined ? undefined : eq(organisations.id, organisationId);
}
