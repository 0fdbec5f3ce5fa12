import type { AuditAction } from '@app/audit';
import { SqlOrganisations, SqlUsers, type User, type UserChange } from '@app/identity';
import { AppError, type DataSubject, type Principal, type Role } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { isBuiltIn } from '../../http/auth/built-in-principals';
import { Acts, type Acting } from '../acts';
import type { PageQueryDto } from '../dto/page-query.dto';
import { GiverRights } from '../keys/giver-rights';
import { isId, nextCursor, readPage } from '../paging';
import { reachOf } from '../reach';
import { requireChange } from '../require-change';
import type { CreateUserDto, UpdateUserDto, UserListDto } from './dto/user.dto';

/** Users: administrators see and change those of their organisation. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: SqlUsers,
    private readonly organisations: SqlOrganisations,
    private readonly acts: Acts,
    private readonly givers: GiverRights,
  ) {}

  /** Throws `invalid_parameter` for an organisation that is not within reach, `forbidden` for roles that the own key may not give. */
  create(body: CreateUserDto, acting: Acting): Promise<User> {
    const { principal } = acting;
    const { name, organisationId = principal.organisationId } = body;
    const roles = unique(body.roles);
    const id = this.acts.newId('user');
    return this.acts.perform(acting, async () => {
      await this.requireOrganisation(organisationId, principal);
      await this.givers.requireRoles(roles, principal);
      return {
        result: await this.users.create({ id, organisationId, name, roles }),
        organisationId,
        action: 'user.create',
        target: { type: 'user', id },
        details: { roles },
      };
    });
  }

  async list(query: PageQueryDto, principal: Principal): Promise<UserListDto> {
    const page = await this.users.list(reachOf(principal), readPage(query, 'user'));
    return { users: page.items, ...nextCursor(page) };
  }

  /** Throws `not_found`. */
  async get(id: string, principal: Principal): Promise<User> {
    const found = isId(id, 'user') ? await this.users.find(id, reachOf(principal)) : undefined;
    return found ?? notFound();
  }

  /** Whether a user is there and kept out. */
  async isDisabled({ organisationId, userId }: DataSubject): Promise<boolean> {
    const user = await this.users.find(userId, { organisationId });
    return user?.disabledAt !== undefined;
  }

  /** Throws `not_found`, `conflict` for what would lock somebody out by mistake, and `forbidden` as {@link create} does. */
  async update(id: string, asked: UpdateUserDto, acting: Acting): Promise<User> {
    requireChange(asked, 'name');
    const { name, disabled, ...body } = asked;
    const roles = body.roles && unique(body.roles);
    if (roles !== undefined || disabled !== undefined) refuseLockout(id, acting.principal);
    const change: UserChange = {
      ...(name === undefined ? {} : { name }),
      ...(roles === undefined ? {} : { roles }),
      ...(disabled === undefined ? {} : { disabledAt: disabled ? this.acts.now() : null }),
    };
    return this.acts.perform(acting, async () => {
      if (roles !== undefined) await this.requireGivable(id, roles, acting.principal);
      const user = isId(id, 'user') ? await this.users.change(id, reachOf(acting.principal), change) : undefined;
      if (user === undefined) return notFound();
      return {
        result: user,
        organisationId: user.organisationId,
        action: actionOf(disabled),
        target: { type: 'user', id },
        details: { roles, fields: name === undefined ? undefined : ['name'] },
      };
    });
  }

  private async requireGivable(id: string, roles: readonly Role[], principal: Principal): Promise<void> {
    const { roles: before } = await this.get(id, principal);
    await this.givers.requireRoles(roles, principal, before);
  }

  private async requireOrganisation(id: string, principal: Principal): Promise<void> {
    const found = isId(id, 'org') ? await this.organisations.find(id, reachOf(principal)) : undefined;
    if (found !== undefined) return;
    const message = 'There is no organisation of this id that you administer.';
    throw new AppError('invalid_parameter', message, { param: 'organisationId' });
  }
}

function unique(roles: readonly Role[]): Role[] {
  return [...new Set(roles)];
}

function actionOf(disabled: boolean | undefined): AuditAction {
  if (disabled === undefined) return 'user.update';
  return disabled ? 'user.disable' : 'user.enable';
}

function refuseLockout(id: string, { userId }: Principal): void {
  if (id === userId) throw new AppError('conflict', 'Nobody changes the own roles. Ask another administrator.');
  if (isBuiltIn(id)) {
    throw new AppError('conflict', 'The users of the installation itself keep their roles.');
  }
}

function notFound(): never {
  throw new AppError('not_found', 'There is no user of this id.');
}
