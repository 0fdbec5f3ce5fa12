import { CredentialHasher, SqlApiKeys, SqlUsers, SqlWebSessions } from '@app/identity';
import { Clock, PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isBuiltIn } from '../../http/auth/built-in-principals';

const PAGE = 100;

/**
 * The user's record, keys and logins. Erased, the record keeps its id and roles for what others have of the user, without a name,
 * and can do nothing any more. The users of the installation itself are no persons: they stay, logged out.
 */
@Injectable()
export class IdentityData extends PersonalData implements OnModuleInit {
  override readonly name = 'identity';

  constructor(
    private readonly registry: PersonalDataRegistry,
    private readonly users: SqlUsers,
    private readonly keys: SqlApiKeys,
    private readonly sessions: SqlWebSessions,
    private readonly clock: Clock,
    private readonly hasher: CredentialHasher,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  override async *export({ organisationId, userId }: DataSubject, signal: AbortSignal): AsyncGenerator<JsonValue> {
    const reach = { organisationId, userId };
    const user = await this.users.find(userId, reach);
    if (user !== undefined) yield { user: toJson(user) };
    let after: string | undefined;
    do {
      const page = await this.keys.list(reach, { limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const key of page.items) yield { key: toJson(key) };
      after = page.hasMore ? page.items.at(-1)?.id : undefined;
    } while (after !== undefined && !signal.aborted);
  }

  override async erase(subject: DataSubject): Promise<number> {
    const sessions = await this.sessions.erase(subject);
    if (isBuiltIn(subject.userId)) return sessions;
    const now = this.clock.now();
    return sessions + (await this.keys.erase(subject, now)) + (await this.users.erase(subject, now, this.hasher));
  }
}

/** A record as JSON has it: without what is undefined. */
function toJson(record: object): JsonValue {
  return JSON.parse(JSON.stringify(record)) as JsonValue;
}
