import { randomBytes } from 'node:crypto';
import {
  CredentialHasher,
  newKeyText,
  shownPrefix,
  SqlApiKeys,
  SqlUsers,
  type ApiKey,
  type NewKey,
  type KeyRights,
  type User,
} from '@app/identity';
import { AppError, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { Acts, type Acting } from '../acts';
import type { PageQueryDto } from '../dto/page-query.dto';
import { isId, nextCursor, readPage } from '../paging';
import { reachOf } from '../reach';
import { requireChange } from '../require-change';
import type { CreateKeyDto } from './dto/create-key.dto';
import type { KeyListDto, NewKeyDto } from './dto/key.dto';
import type { RotateKeyDto } from './dto/rotate-key.dto';
import type { UpdateKeyDto } from './dto/update-key.dto';
import { GiverRights } from './giver-rights';
import { changedRights, requireGivable, rightsOf } from './key-rights';

const DEFAULT_OVERLAP_SECONDS = 86_400;

/** API keys: administrators give them to the users of their organisation; users see, replace and revoke their own. */
@Injectable()
export class KeysService {
  constructor(
    private readonly keys: SqlApiKeys,
    private readonly users: SqlUsers,
    private readonly hasher: CredentialHasher,
    private readonly acts: Acts,
    private readonly givers: GiverRights,
  ) {}

  /** Throws `invalid_parameter` for a user that is not within reach, `forbidden` for more than the own key may. */
  async create(body: CreateKeyDto, acting: Acting): Promise<NewKeyDto> {
    const { principal } = acting;
    const rights = rightsOf(body);
    requireGivable(rights, await this.givers.of(principal), this.acts.now());
    const [text, key] = this.make(body.name, rights);
    const made = await this.acts.perform(acting, async () => {
      const user = await this.ownerOf(body, principal);
      return {
        result: await this.keys.create(key, user),
        organisationId: user.organisationId,
        action: 'key.create',
        target: { type: 'key', id: key.id },
        details: { keyPrefix: key.prefix, userId: user.id, ...describe(rights) },
      };
    });
    return { ...made, key: text };
  }

  async list(query: PageQueryDto, principal: Principal): Promise<KeyListDto> {
    const page = await this.keys.list(reachOf(principal), readPage(query, 'key'));
    return { keys: page.items, ...nextCursor(page) };
  }

  /** Throws `not_found`. */
  async get(id: string, principal: Principal): Promise<ApiKey> {
    const found = isId(id, 'key') ? await this.keys.find(id, reachOf(principal)) : undefined;
    return found ?? notFound();
  }

  /** Throws `not_found`, and as {@link create} does. */
  async update(id: string, change: UpdateKeyDto, acting: Acting): Promise<ApiKey> {
    requireChange(change, 'name');
    const { principal } = acting;
    return this.acts.perform(acting, async () => {
      const key = await this.lockInForce(id, principal);
      const rights = changedRights(key, change);
      if (touchesRights(change)) requireGivable(rights, await this.givers.of(principal), this.acts.now());
      const name = change.name ?? key.name;
      return {
        result: (await this.keys.change(id, reachOf(principal), { name, rights })) ?? notFound(),
        organisationId: key.organisationId,
        action: 'key.update',
        target: { type: 'key', id },
        details: {
          keyPrefix: key.prefix,
          fields: change.name === undefined ? undefined : ['name'],
          ...describe(rights),
        },
      };
    });
  }

  /**
   * Makes a key of the same rights in place of one, which goes on for a while. Throws `not_found`, `conflict` for one that is over,
   * `forbidden` for one that may more than the own key.
   */
  async rotate(
    id: string,
    { overlapSeconds = DEFAULT_OVERLAP_SECONDS }: RotateKeyDto,
    acting: Acting,
  ): Promise<NewKeyDto> {
    const { principal } = acting;
    let text = '';
    const made = await this.acts.perform(acting, async () => {
      const old = await this.lockInForce(id, principal);
      requireGivable(rightsIn(old), await this.givers.of(principal), this.acts.now());
      const { name, organisationId, userId } = old;
      const [newText, key] = this.make(name, rightsIn(old));
      text = newText;
      const endsAt = Math.min(old.expiresAt ?? Infinity, this.acts.now() + overlapSeconds * 1_000);
      await this.keys.change(id, reachOf(principal), { rights: { ...rightsIn(old), expiresAt: endsAt } });
      return {
        result: await this.keys.create(key, { id: userId, organisationId }),
        organisationId,
        action: 'key.rotate',
        target: { type: 'key', id },
        details: { from: id, to: key.id, keyPrefix: key.prefix, expiresAt: endsAt },
      };
    });
    return { ...made, key: text };
  }

  /** Ends a key. One that was revoked before stays as it is. Throws `not_found`. */
  async revoke(id: string, acting: Acting): Promise<ApiKey> {
    const reach = reachOf(acting.principal);
    return this.acts.perform(acting, async () => {
      const key = (isId(id, 'key') ? await this.keys.find(id, reach, { lock: true }) : undefined) ?? notFound();
      const revokedAt = key.revokedAt ?? this.acts.now();
      return {
        result: (await this.keys.change(id, reach, { revokedAt })) ?? notFound(),
        organisationId: key.organisationId,
        action: 'key.revoke',
        target: { type: 'key', id },
        details: { keyPrefix: key.prefix, userId: key.userId },
      };
    });
  }

  private make(name: string, rights: KeyRights): [string, NewKey] {
    const text = newKeyText(randomBytes);
    const digest = this.hasher.digest(text);
    return [text, { id: this.acts.newId('key'), name, prefix: shownPrefix(text), digest, ...rights }];
  }

  private async ownerOf({ userId }: CreateKeyDto, principal: Principal): Promise<User> {
    const id = userId ?? principal.userId;
    const user = isId(id, 'user') ? await this.users.find(id, reachOf(principal)) : undefined;
    if (user !== undefined && user.disabledAt === undefined) return user;
    const message = 'There is no user of this id that you administer, or the user is disabled.';
    throw new AppError('invalid_parameter', message, { param: 'userId' });
  }

  private async lockInForce(id: string, principal: Principal): Promise<ApiKey> {
    const key = isId(id, 'key') ? await this.keys.find(id, reachOf(principal), { lock: true }) : undefined;
    if (key === undefined) return notFound();
    if (key.revokedAt === undefined && (key.expiresAt ?? Infinity) > this.acts.now()) return key;
    throw new AppError('conflict', 'The key is over already. Make a new one.');
  }
}

function rightsIn({ scopes, allowedModels, limits, expiresAt }: ApiKey): KeyRights {
  return {
    ...(scopes === undefined ? {} : { scopes }),
    ...(allowedModels === undefined ? {} : { allowedModels }),
    limits,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function touchesRights({ name: _name, ...rights }: UpdateKeyDto): boolean {
  return Object.keys(rights).length > 0;
}

function describe({ scopes, allowedModels, expiresAt }: KeyRights) {
  return { scopes, allowedModels, expiresAt };
}

function notFound(): never {
  throw new AppError('not_found', 'There is no key of this id.');
}
