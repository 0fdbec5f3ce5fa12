import { SqlApiKeys } from '@app/identity';
import { AppError, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { LOCAL_ORGANISATION_ID } from '../http/auth/built-in-principals';
import { checkAccess } from '../http/auth/check-access';
import type { LimitSubjectDto } from './dto/limits.dto';

/** A caller, or an address without one. */
export type LimitSubject =
  { readonly principal: Principal; readonly address?: never } | { readonly principal: null; readonly address: string };

/** What an operator of limits must be allowed. */
export const LIMIT_OPERATOR = { roles: ['operator'], scope: 'operations' } as const;

/** Finds whose limits are meant, within what the caller may see: its own, and for operators those of the organisation. */
@Injectable()
export class LimitSubjects {
  constructor(private readonly keys: SqlApiKeys) {}

  /** Throws `forbidden`, `not_found` for a key that there is not, and `invalid_parameter` for more than one subject. */
  async find({ userId, keyId, address }: LimitSubjectDto, caller: Principal): Promise<LimitSubject> {
    const [first, second] = Object.entries({ userId, keyId, address }).filter(([, value]) => value !== undefined);
    if (second !== undefined) {
      throw new AppError('invalid_parameter', 'Name one of userId, keyId and address.', { param: second[0] });
    }
    const isOwn = first === undefined || userId === caller.userId || (keyId !== undefined && keyId === caller.keyId);
    if (isOwn) return { principal: caller };
    const refusal = checkAccess(LIMIT_OPERATOR, caller);
    if (refusal !== undefined) throw refusal;
    if (address !== undefined) return ofAddress(address, caller);
    return { principal: keyId === undefined ? otherUser(caller, userId) : await this.ofKey(keyId, caller) };
  }

  private async ofKey(keyId: string, { organisationId }: Principal): Promise<Principal> {
    const key = await this.keys.find(keyId, { organisationId });
    if (key === undefined) throw new AppError('not_found', 'No API key of your organisation has this id.');
    return { kind: 'key', organisationId, userId: key.userId, keyId, roles: ['user'], limits: key.limits };
  }
}

/** Addresses belong to no organisation, so those who run the installation look after them. */
function ofAddress(address: string, { organisationId }: Principal): LimitSubject {
  if (organisationId === LOCAL_ORGANISATION_ID) return { principal: null, address };
  throw new AppError('forbidden', 'Addresses are for operators of the installation.');
}

/** A user who has no record may have been counted all the same, so nobody is looked up. */
function otherUser({ organisationId, userId: own }: Principal, userId = own): Principal {
  return { kind: 'key', organisationId, userId, roles: ['user'], limits: {} };
}
