import type { ErrorBody } from '@app/contracts';
import { ROLES, SCOPES, type Role } from '@app/kernel';
import { replyThenSilence, UpstreamServer } from '@app/testing';
import type { AccessRule } from '../../../src/http/decorators/route-config';
import type { RoutePolicy } from '../../../src/http/auth/route-policies';
import type { HttpAdapter } from '../../../src/http/server/http-server';
import { endpointEnv } from '../support/endpoint-env';
import { chatChunks } from '../support/wire-replies';
import { bearer, IdentityApp, type MadeKey } from './identity-app';
import { bodyFor, CANARY, OWNED_BY_NOBODY, REFERENCES, RESOURCES, resourceOf, type Resource } from './resources';

jest.setTimeout(120_000);

type ClosedRoute = RoutePolicy & { access: AccessRule };

/** An organisation with somebody of each role. */
type Team = Record<Role, MadeKey>;

describe('the matrix of routes, organisations, users and roles', () => {
  let app: IdentityApp;
  let upstream: UpstreamServer;
  let ours: Team;
  let theirs: Team;
  let colleague: MadeKey;
  let closed: ClosedRoute[];
  const ids = new Map<Resource, string>();

  beforeAll(async () => {
    upstream = await UpstreamServer.start(replyThenSilence(...chatChunks([], [CANARY]).slice(0, 2)));
    app = await IdentityApp.start(endpointEnv(upstream.url));
    const { edge } = app.running.app.getHttpAdapter() as unknown as HttpAdapter;
    closed = edge.policies.all.filter(isClosed);
    ours = await team('ours');
    theirs = await team('theirs');
    colleague = await app.user(`${CANARY} colleague`, ['user'], ours.user.organisationId);
    for (const resource of RESOURCES) ids.set(resource, await resource.make(app, ours.user, ours.admin));
  });
  afterAll(async () => {
    await app.close();
    await upstream.close();
  });

  async function team(name: string): Promise<Team> {
    const organisationId = await app.organisation(`${CANARY} ${name}`);
    const members: Partial<Team> = {};
    for (const role of ROLES) members[role] = await app.user(`${CANARY} ${name} ${role}`, [role], organisationId);
    return members as Team;
  }

  /** Asks a route for our thing, or for nothing in particular where it has no parameter. */
  async function ask({ method, url }: RoutePolicy, key: string | undefined): Promise<{ status: number; text: string }> {
    const resource = resourceOf(url);
    const nothing = url.includes(':userId') && method === 'GET' ? 'me' : 'nothing';
    const path = url.replace(/:[a-z]+|\*/gi, resource === undefined ? nothing : ids.get(resource)!);
    return send(method, `${app.url}${path}`, key, bodyFor(method, url));
  }

  /** What was wrong at every route, so that one failure tells of all. */
  async function faultsOf(
    routes: readonly ClosedRoute[],
    check: (route: ClosedRoute) => Promise<string | undefined>,
  ): Promise<string[]> {
    const faults: string[] = [];
    for (const route of routes) {
      const fault = await check(route);
      if (fault !== undefined) faults.push(`${route.method} ${route.url}: ${fault}`);
    }
    return faults;
  }

  const withoutBody = ({ method }: RoutePolicy): boolean => ['GET', 'HEAD'].includes(method);

  it('is made of every route of the app', () => {
    expect(closed.length).toBeGreaterThan(40);
    const unknown = closed.filter(
      ({ url, access }) =>
        /[:*]/.test(url) &&
        access.installation !== true &&
        resourceOf(url) === undefined &&
        !OWNED_BY_NOBODY.includes(url),
    );
    // A route by an id needs an entry in resources.ts, or its things could be anybody's without a test noticing.
    expect(unknown.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
  });

  it('lets nobody in without a key', async () => {
    const faults = await faultsOf(closed, async (route) => {
      const { status } = await ask(route, undefined);
      return status === 401 ? undefined : String(status);
    });
    expect(faults).toEqual([]);
  });

  it.each(ROLES)('lets %s into the routes that name the role, and into no others', async (role) => {
    const faults = await faultsOf(closed, async (route) => {
      const mayCall = isFor(route, role);
      // Ours would be changed by those who may: they ask without a body that could, and only the policy is of interest.
      if (mayCall && !withoutBody(route)) return undefined;
      if (mayCall && route.method === 'HEAD') return undefined; // the same policy as GET, whose answer tells more
      const { status } = await ask(route, ours[role].key);
      if (!mayCall) return status === 403 ? undefined : `${status} in place of 403`;
      return status === 401 || status === 403 ? String(status) : undefined;
    });
    expect(faults).toEqual([]);
  });

  it.each(ROLES)('shows no foreign byte to %s of another organisation, and changes nothing for them', async (role) => {
    const faults = await faultsOf(closed, async (route) => {
      const { status, text } = await ask(route, theirs[role].key);
      const own = text.replaceAll(`${CANARY} theirs`, '');
      if (own.includes(CANARY)) return `shows ${own.slice(0, 200)}`;
      if (resourceOf(route.url) === undefined) return undefined;
      const expected = isFor(route, role) ? 404 : 403;
      return status === expected ? undefined : `${status} in place of ${expected}: ${text.slice(-200)}`;
    });
    expect(faults).toEqual([]);
    await expectOursUnchanged();
  });

  it('lets administrators of the installation see what is about all of it', async () => {
    const { key } = await app.user('administrator of the installation', ['admin'], 'org_local');
    const routes = closed.filter((route) => route.access.installation === true && withoutBody(route));
    expect(routes.length).toBeGreaterThan(5);
    const faults = await faultsOf(routes, async (route) => {
      const { status } = await ask(route, key);
      return [401, 403].includes(status) ? String(status) : undefined;
    });
    expect(faults).toEqual([]);
  });

  it('takes the id of a foreign thing in a body for one that is not there', async () => {
    for (const { under, path, bodyWith } of REFERENCES) {
      const id = ids.get(resourceOf(under)!)!;
      const unknown = `${id.slice(0, -4)}zzzz`;
      for (const { key } of [colleague, ...Object.values(theirs)]) {
        const [foreign, absent] = [
          await app.as<ErrorBody>(key, 'POST', path, bodyWith(id)),
          await app.as<ErrorBody>(key, 'POST', path, bodyWith(unknown)),
        ];
        expect([path, absent.status < 500, absent.status >= 400]).toEqual([path, true, true]);
        expect(foreign.status).toBe(absent.status);
        expect({ ...foreign.body.error, requestId: '' }).toEqual({ ...absent.body.error, requestId: '' });
      }
    }
    await expectOursUnchanged();
  });

  it('shows what is personal to no colleague', async () => {
    const faults = await faultsOf(closed, async (route) => {
      const resource = resourceOf(route.url);
      if (resource?.sharedWith !== 'owner' || !isFor(route, 'user')) return undefined;
      const { status, text } = await ask(route, colleague.key);
      return status === 404 && !text.includes(CANARY) ? undefined : `${status}: ${text.slice(-200)}`;
    });
    expect(faults).toEqual([]);
    await expectOursUnchanged();
  });

  it('keeps narrowed keys to the routes of their scope', async () => {
    for (const scope of SCOPES) {
      const { key } = await app.key({ name: scope, userId: ours.admin.userId, scopes: [scope] });
      const faults = await faultsOf(closed, async (route) => {
        const { scope: asked, installation } = route.access;
        const isIn = installation !== true && (asked === scope || asked === 'any');
        if (isIn && !withoutBody(route)) return undefined;
        const { status } = await ask(route, key);
        return (status === 403) === !isIn && status !== 401 ? undefined : `${status} for a key of the scope ${scope}`;
      });
      expect(faults).toEqual([]);
    }
  });

  it('takes a key the same way in either header, and in the address not at all', async () => {
    const path = '/api/v1/me';
    const { key } = ours.user;
    expect((await app.as({ 'x-api-key': key }, 'GET', path)).status).toBe(200);
    for (const name of ['api_key', 'key', 'access_token', 'token']) {
      expect((await app.as(undefined, 'GET', `${path}?${name}=${key}`)).status).toBe(401);
      expect((await app.as(key, 'GET', `${path}?${name}=${key}`)).status).toBe(401);
    }
    for (const cookie of [`stepwise=${key}`, `__Host-stepwise=${key}`, `api_key=${key}`]) {
      expect((await app.as({ cookie }, 'GET', path)).status).toBe(401);
    }
  });

  async function expectOursUnchanged(): Promise<void> {
    for (const [{ under }, id] of ids) {
      if (!closed.some(({ method, url }) => method === 'GET' && url === under)) continue;
      const { status } = await app.as(ours.admin.key, 'GET', under.replace(':id', id));
      const { status: byOwner } = await app.as(ours.user.key, 'GET', under.replace(':id', id));
      expect([under, [status, byOwner].includes(200)]).toEqual([under, true]);
    }
  }
});

/** Longest wait for an answer, milliseconds; for a stream, whose first event may never come, less once it is known as one. */
const ANSWER_MS = 5_000;
const QUIET_STREAM_MS = 500;
const quietStreams = new Set<string>();

/** An answer with its headers and body as text. Of a stream what comes in time; one in which nothing comes lets in and shows nothing. */
async function send(
  method: string,
  url: string,
  key: string | undefined,
  body: object | undefined,
): Promise<{ status: number; text: string }> {
  const name = `${method} ${url}`;
  const signal = AbortSignal.timeout(quietStreams.has(name) ? QUIET_STREAM_MS : ANSWER_MS);
  let text = '';
  let status = 200;
  try {
    const answer = await fetch(url, {
      method,
      signal,
      headers: {
        ...(key === undefined ? {} : bearer(key)),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    ({ status } = answer);
    text = JSON.stringify([...answer.headers]);
    const decoder = new TextDecoder();
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) text += decoder.decode(chunk);
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw error;
    quietStreams.add(name);
  }
  return { status, text };
}

function isClosed(route: RoutePolicy): route is ClosedRoute {
  return route.access !== 'public' && route.access !== undefined && route.method !== 'OPTIONS';
}

/** Whether the policy lets a role of another organisation than the installation's in. */
function isFor({ access: { roles, installation } }: ClosedRoute, role: Role): boolean {
  return installation !== true && (roles === undefined || role === 'admin' || roles.includes(role));
}
