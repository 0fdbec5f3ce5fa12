import type { IdentityApp, MadeKey } from './identity-app';

/** Stands in the name of everything that is made for the matrix: a foreigner must never see it. */
export const CANARY = 'CANARY';

/** A kind of thing that routes have by its id, and how to make one. */
export interface Resource {
  /** The beginning of the routes' pattern, up to and with the parameter. */
  readonly under: string;
  /** Who of its organisation may see it beside administrators. */
  readonly sharedWith: 'owner' | 'organisation';
  /** Makes one that belongs to a user and gives its id. */
  readonly make: (app: IdentityApp, owner: MadeKey, admin: MadeKey) => Promise<string>;
}

/** Makes something by a request and gives the id of the answer. */
const made =
  (path: string, body: object): Resource['make'] =>
  async (app, { key }) => {
    const answer = await app.as<{ id: string }>(key, 'POST', path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  };

/** An answer that goes on without its reader. Gives its id. */
async function answering(app: IdentityApp, { key }: MadeKey): Promise<string> {
  const response = await fetch(`${app.url}/api/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ message: CANARY, stream: true, resumable: true, reasoning: { strategy: 'direct' } }),
  });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk);
    const id = /"id":"(chat_[0-9a-z]+)"/.exec(text)?.[1];
    if (id !== undefined) return id; // and leaves, which cancels the body
  }
  throw new Error(`No answer began: ${text}`);
}

const BUDGET = { name: CANARY, subjectType: 'organisation', period: 'month', limitMicroUsd: 1_000_000 };
const WARMUP = { source: 'list', questions: [{ message: CANARY }] };
const MESSAGES = [{ role: 'user', content: `${CANARY} question` }];
const EVALUATION = { name: CANARY, questions: [{ question: CANARY, answer: '4' }], strategies: ['direct'] };

/** Every kind of thing with routes of its own. A new route by an id needs one here, and the matrix says so. */
export const RESOURCES: readonly Resource[] = [
  {
    under: '/api/v1/organisations/:id',
    sharedWith: 'organisation',
    make: async (_, { organisationId }) => Promise.resolve(organisationId),
  },
  { under: '/api/v1/users/:id', sharedWith: 'owner', make: async (_, { userId }) => Promise.resolve(userId) },
  { under: '/api/v1/keys/:id', sharedWith: 'owner', make: async (_, { id }) => Promise.resolve(id) },
  {
    under: '/api/v1/conversations/:id',
    sharedWith: 'owner',
    make: made('/api/v1/conversations', { title: CANARY, messages: MESSAGES }),
  },
  { under: '/api/v1/sessions/:id', sharedWith: 'owner', make: made('/api/v1/sessions', {}) },
  {
    under: '/api/v1/budgets/:id',
    sharedWith: 'organisation',
    make: (app, _, admin) => made('/api/v1/budgets', BUDGET)(app, admin, admin),
  },
  { under: '/api/v1/chat/:id', sharedWith: 'owner', make: answering },
  {
    under: '/api/v1/cache/warmup/:id',
    sharedWith: 'organisation',
    make: (app, _, admin) => made('/api/v1/cache/warmup', WARMUP)(app, admin, admin),
  },
  { under: '/api/v1/evaluations/:id', sharedWith: 'owner', make: made('/api/v1/evaluations', EVALUATION) },
];

/** Routes by a name of what belongs to nobody. What is about the whole installation says so in its policy. */
export const OWNED_BY_NOBODY: readonly string[] = [
  '/v1/models/:id',
  '/v1/models/:provider/*',
  '/api/v1/privacy/users/:userId/data', // by the id of a user: administration.e2e-spec.ts asks for a foreign one
];

/** Good bodies of routes by an id for which `{}` is none. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /api/v1/conversations/:id/messages': { messages: MESSAGES },
  'PATCH /api/v1/conversations/:id': { title: 'other' },
  'PATCH /api/v1/budgets/:id': { name: 'other' },
  'PATCH /api/v1/organisations/:id': { name: 'other' },
  'PATCH /api/v1/users/:id': { name: 'other' },
  'PATCH /api/v1/keys/:id': { name: 'other' },
};

/** A body that the route takes, so that it is the id that decides. */
export function bodyFor(method: string, pattern: string): object | undefined {
  if (['GET', 'HEAD', 'DELETE'].includes(method)) return undefined;
  return BODIES[`${method} ${pattern}`] ?? {};
}

/** The kind of thing that a route is about; undefined for a route without parameters. */
export function resourceOf(pattern: string): Resource | undefined {
  return RESOURCES.find(({ under }) => pattern === under || pattern.startsWith(`${under}/`));
}

/** Bodies that name a thing by its id. Whoever may not see the thing gets the answer for one that is not there. */
export const REFERENCES: readonly { under: string; path: string; bodyWith: (id: string) => object }[] = [
  {
    under: '/api/v1/conversations/:id',
    path: '/api/v1/chat',
    bodyWith: (conversationId) => ({ message: 'and then?', conversationId }),
  },
  {
    under: '/api/v1/sessions/:id',
    path: '/api/v1/chat',
    bodyWith: (sessionId) => ({ message: 'and then?', sessionId }),
  },
];
