import { readRoles } from './read-roles';

describe('reading roles from claims', () => {
  it.each([
    ['a list', { roles: ['operator', 'user'] }, ['user', 'operator']],
    ['words in a text', { roles: 'admin auditor' }, ['auditor', 'admin']],
    ['words that mean nothing here', { roles: ['boss', 'user', 7, null] }, ['user']],
    ['nothing', {}, []],
    ['another kind of value', { roles: { admin: true } }, []],
  ])('takes %s', (_, claims, roles) => {
    expect(readRoles(claims, { name: 'roles' })).toEqual(roles);
  });

  it('finds a claim within objects, and one whose name has dots', () => {
    const claims = { realm_access: { roles: ['admin'] }, 'https://app.example/roles': ['auditor'] };
    expect(readRoles(claims, { name: 'realm_access.roles' })).toEqual(['admin']);
    expect(readRoles(claims, { name: 'https://app.example/roles' })).toEqual(['auditor']);
  });

  it("uses the identity provider's words where they are given, and no others", () => {
    const claim = { name: 'groups', roleOf: { 'platform-team': 'admin', staff: 'user' } } as const;
    expect(readRoles({ groups: ['platform-team', 'staff'] }, claim)).toEqual(['user', 'admin']);
    expect(readRoles({ groups: ['admin', 'toString', '__proto__'] }, claim)).toEqual([]);
  });

  it('finds nothing on the prototype of an object', () => {
    expect(readRoles({}, { name: 'constructor.name' })).toEqual([]);
  });
});
