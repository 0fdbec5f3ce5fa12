import type { Principal, Role, Scope } from '@app/kernel';
import { checkAccess } from './check-access';

const caller = (roles: Role[], scopes?: Scope[]): Principal => ({
  kind: 'key',
  organisationId: 'org_1',
  userId: 'user_1',
  roles,
  limits: {},
  ...(scopes === undefined ? {} : { scopes }),
});

describe('the check of a route against its caller', () => {
  it('lets every role in where none is named', () => {
    expect(checkAccess({}, caller(['user']))).toBeUndefined();
  });

  it('lets in one of the named roles and admins, and nobody else', () => {
    const rule = { roles: ['auditor', 'operator'] } as const;
    expect(checkAccess(rule, caller(['user', 'operator']))).toBeUndefined();
    expect(checkAccess(rule, caller(['admin']))).toBeUndefined();
    expect(checkAccess(rule, caller(['user']))).toMatchObject({ code: 'forbidden' });
    expect(checkAccess({ roles: ['admin'] }, caller(['operator']))).toMatchObject({ code: 'forbidden' });
    expect(checkAccess({ roles: [] }, caller(['user', 'auditor', 'operator']))).toMatchObject({ code: 'forbidden' });
  });

  it('names each role that is let in once', () => {
    const messageFor = (...roles: Role[]) => checkAccess({ roles }, caller(['user']))?.message;
    expect(messageFor('admin')).toBe('This needs the role admin.');
    expect(messageFor('auditor')).toBe('This needs one of the roles auditor, admin.');
  });

  it('lets a narrowed key in only with the scope of the route', () => {
    expect(checkAccess({ scope: 'chat' }, caller(['user'], ['models', 'chat']))).toBeUndefined();
    expect(checkAccess({ scope: 'chat' }, caller(['admin'], ['models']))).toMatchObject({ code: 'forbidden' });
    expect(checkAccess({ scope: 'any' }, caller(['user'], []))).toBeUndefined();
  });

  it('keeps narrowed keys out of a route without a scope', () => {
    expect(checkAccess({}, caller(['admin'], ['chat', 'admin']))).toMatchObject({ code: 'forbidden' });
  });

  it('keeps what is about the whole installation to its own organisation', () => {
    const rule = { roles: ['operator'], installation: true } as const;
    expect(checkAccess(rule, caller(['admin']))).toMatchObject({ code: 'forbidden' });
    expect(checkAccess(rule, { ...caller(['operator']), organisationId: 'org_local' })).toBeUndefined();
    expect(checkAccess(rule, { ...caller(['user']), organisationId: 'org_local' })).toMatchObject({
      code: 'forbidden',
    });
  });

  it('asks for the role of a key with the scope too', () => {
    const rule = { roles: ['admin'], scope: 'admin' } as const;
    expect(checkAccess(rule, caller(['user'], ['admin']))).toMatchObject({ code: 'forbidden' });
    expect(checkAccess(rule, caller(['admin'], ['admin']))).toBeUndefined();
  });
});
