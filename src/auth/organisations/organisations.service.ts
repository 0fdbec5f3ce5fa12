import { SqlOrganisations, type Organisation, type OrganisationChange } from '@app/identity';
import { AppError, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { LOCAL_ORGANISATION_ID } from '../../http/auth/built-in-principals';
import { Acts, type Acting } from '../acts';
import type { PageQueryDto } from '../dto/page-query.dto';
import { isId, nextCursor, readPage } from '../paging';
import { isInstallationAdmin, reachOf } from '../reach';
import { requireChange } from '../require-change';
import type { CreateOrganisationDto, OrganisationListDto, UpdateOrganisationDto } from './dto/organisation.dto';

/** Organisations, for who administers the installation; other administrators see and rename their own. */
@Injectable()
export class OrganisationsService {
  constructor(
    private readonly organisations: SqlOrganisations,
    private readonly acts: Acts,
  ) {}

  /** Throws `forbidden` for who does not administer the installation. */
  async create({ name }: CreateOrganisationDto, acting: Acting): Promise<Organisation> {
    requireInstallationAdmin(acting.principal);
    const id = this.acts.newId('org');
    return this.acts.perform(acting, async () => ({
      result: await this.organisations.create(id, name),
      organisationId: id,
      action: 'organisation.create',
      target: { type: 'organisation', id },
      details: { name },
    }));
  }

  async list(query: PageQueryDto, principal: Principal): Promise<OrganisationListDto> {
    const page = await this.organisations.list(reachOf(principal), readPage(query, 'org'));
    return { organisations: page.items, ...nextCursor(page) };
  }

  /** Throws `not_found`. */
  async get(id: string, principal: Principal): Promise<Organisation> {
    const found = isId(id, 'org') ? await this.organisations.find(id, reachOf(principal)) : undefined;
    return found ?? notFound();
  }

  /** Throws `not_found`; `forbidden` and `conflict` for disabling what may not be. */
  async update(id: string, asked: UpdateOrganisationDto, acting: Acting): Promise<Organisation> {
    requireChange(asked, 'name');
    const { name, disabled } = asked;
    const { principal } = acting;
    if (disabled !== undefined) requireInstallationAdmin(principal);
    if (disabled === true && id === LOCAL_ORGANISATION_ID) {
      throw new AppError('conflict', 'The organisation of the installation cannot be disabled.', { param: 'disabled' });
    }
    const change: OrganisationChange = {
      ...(name === undefined ? {} : { name }),
      ...(disabled === undefined ? {} : { disabledAt: disabled ? this.acts.now() : null }),
    };
    return this.acts.perform(acting, async () => ({
      result:
        (isId(id, 'org') ? await this.organisations.change(id, reachOf(principal), change) : undefined) ?? notFound(),
      organisationId: id,
      action: disabled === true ? 'organisation.disable' : 'organisation.update',
      target: { type: 'organisation', id },
      details: { name, changed: disabled === false ? 'enabled' : undefined },
    }));
  }
}

function requireInstallationAdmin(principal: Principal): void {
  if (isInstallationAdmin(principal)) return;
  throw new AppError('forbidden', 'Only administrators of the installation make, disable and enable organisations.');
}

function notFound(): never {
  throw new AppError('not_found', 'There is no organisation of this id.');
}
