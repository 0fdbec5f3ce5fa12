import { readFileSync } from 'node:fs';
import { expectError } from '../support/expect-error';
import { describedRoutes, fieldsOf, objectsOf, type FieldPath } from './body-fields';
import { ROUTES, write, type TargetRoute } from './bad-case';
import { wrongValuesFor, type FieldCase } from './field-cases';
import { CANARY, KEY, SENDINGS, TargetApp } from './target-app';

const TOOL_MESSAGE = { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'f', arguments: '{}' }] };
const MESSAGE = { role: 'user', content: 'What is 2 + 2?' };

/** What an answer that was voted on has beside its text. */
const VOTED = {
  samples: [{ branch: 0, status: 'answered', agrees: true, complete: true, warnings: [], durationMs: 1 }],
  vote: { counts: [{ answer: '4', branches: [0] }], agreement: 1, samples: 1, stoppedEarly: false },
  cache: { status: 'miss' },
};

/**
 * A good body for each POST route with every object in it that a field can be inside of. A new route needs one here, and
 * the first test says so.
 */
const FULL_BODIES: Record<string, object> = {
  '/api/v1/chat': { messages: [MESSAGE], reasoning: {}, cache: {} },
  '/api/v1/evaluations': {
    questions: [{ question: 'What is 2 + 2?', answer: '4' }],
    strategies: ['direct', 'cot'],
    judge: { model: 'auto', compare: { first: { strategy: 'direct' }, second: { strategy: 'cot' } } },
  },
  '/api/v1/budgets': { name: 'a team', subjectType: 'user', period: 'day', limitMicroUsd: 1 },
  '/api/v1/cache/invalidate': { tag: 'faq' },
  '/api/v1/cache/warmup': { source: 'list', questions: [{ message: 'What is 2 + 2?', tags: ['faq'] }] },
  '/api/v1/monitoring/anomalies/{id}/feedback': { status: 'dismissed' },
  '/api/v1/monitoring/detect': { values: [1, 2, 3] },
  '/api/v1/monitoring/metrics': { events: [{ name: 'shop.orders', value: 1 }] },
  '/api/v1/conversations': { messages: [TOOL_MESSAGE] },
  '/api/v1/conversations/import': {
    conversation: {
      format: 'stepwise-conversation',
      formatVersion: 1,
      title: 'Sums',
      createdAt: 0,
      activeLeafId: null,
      messages: [{ ...TOOL_MESSAGE, id: 'a', parentId: null, state: 'complete', createdAt: 0, ...VOTED }],
    },
  },
  '/api/v1/conversations/{id}/fork': {},
  '/api/v1/conversations/{id}/messages': { messages: [TOOL_MESSAGE] },
  '/api/v1/keys': { name: 'a key', limits: {} },
  '/api/v1/keys/{id}/rotate': {},
  '/api/v1/login': { apiKey: KEY },
  '/api/v1/organisations': { name: 'an organisation' },
  '/api/v1/users': { name: 'a user', roles: ['user'] },
  '/v1/chat/completions': {
    model: 'auto',
    messages: [
      {
        role: 'assistant',
        content: 'I will look it up.',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: '4' },
      MESSAGE,
    ],
    stream_options: {},
    reasoning: {},
    tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
  },
};

/** Routes of the OpenAI API, where null means not given. */
const NULL_IS_ABSENT = new Set(['/v1/chat/completions']);

/** What a good body is answered with, where that is not 200. There are no stores here. */
const GOOD_STATUS: Record<string, number> = {
  '/api/v1/budgets': 503,
  '/api/v1/cache/invalidate': 503,
  '/api/v1/cache/warmup': 503,
  '/api/v1/monitoring/anomalies/{id}/feedback': 503,
  '/api/v1/monitoring/metrics': 503,
  '/api/v1/conversations': 503,
  '/api/v1/conversations/import': 503,
  '/api/v1/conversations/{id}/fork': 503,
  '/api/v1/conversations/{id}/messages': 503,
  '/api/v1/evaluations': 503,
  '/api/v1/keys': 503,
  '/api/v1/keys/{id}/rotate': 503,
  '/api/v1/login': 503,
  '/api/v1/organisations': 503,
  '/api/v1/users': 503,
};

/** Fields that cannot be given beside what the full body holds. */
const ALONE: Record<string, object> = { message: {}, dataset: {}, jsonl: {} };

/** As it is checked in and, by the gate, as the built app serves it: the test's compiler derives fewer types. */
const document = JSON.parse(readFileSync(`${__dirname}/../../../docs/openapi.json`, 'utf8')) as object;

describe('bad bodies, generated from the OpenAPI document', () => {
  let app: TargetApp;

  beforeAll(async () => {
    app = await TargetApp.start();
  });

  afterAll(async () => {
    await app.close();
  });

  const routeAt = (path: string): TargetRoute => ({
    ...(ROUTES.find((route) => route.path === path) ?? { name: path, method: 'POST', path }),
    body: FULL_BODIES[path] ?? {},
  });

  /** Sends a body fresh and on a used connection, and asserts that it is refused, naming the field or what it is in. */
  async function expectRefused(
    path: string,
    body: unknown,
    at: FieldPath,
    canBe: readonly number[] = [400, 422],
  ): Promise<void> {
    const asked = app.upstream.exchanges.length;
    const param = paramOf(at);
    for (const sending of SENDINGS) {
      const answer = await app.ask(write(routeAt(path), { body: JSON.stringify(body) }), sending);
      const error = expectError(answer, canBe.find((status) => status === answer?.status) ?? 400);
      expect(isPartOf(error.param, param)).toBe(true);
      expect(error.message).not.toContain(CANARY);
      expect(answer?.headers['connection']).not.toBe('close');
    }
    expect(app.upstream.exchanges).toHaveLength(asked);
  }

  it('cover every POST route that takes JSON', () => {
    expect(
      describedRoutes(document)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(Object.keys(FULL_BODIES).sort());
  });

  it('start from bodies that are good', async () => {
    for (const [path, body] of Object.entries(FULL_BODIES)) {
      const answer = await app.ask(write(routeAt(path), { body: JSON.stringify(body) }));
      expect({ path, status: answer?.status, text: answer?.status === 400 ? answer.body : '' }).toEqual({
        path,
        status: GOOD_STATUS[path] ?? 200,
        text: '',
      });
    }
  });

  it.each(Object.keys(FULL_BODIES))(
    'G75 to G86: refuse wrong values of every field of %s',
    async (path) => {
      const { schema } = describedRoutes(document).find((route) => route.path === path)!;
      const counts: Record<string, number> = {};
      const accepted: string[] = [];
      for (const field of fieldsOf(schema, document)) {
        for (const wrong of wrongValuesFor(field)) {
          if (wrong.group === 'G78' && !field.required && NULL_IS_ABSENT.has(path)) continue;
          counts[wrong.group] = (counts[wrong.group] ?? 0) + 1;
          const body = withWrongValue(path, field.path, wrong);
          await expectRefused(path, body, field.path).catch((error: unknown) => {
            accepted.push(
              `${wrong.group} ${paramOf(field.path)} = ${shown(wrong)}: ${String(error).split('\n').slice(0, 6).join(' ')}`,
            );
          });
        }
      }
      await app.expectHealthy();
      expect(accepted).toEqual([]);
      expect(Object.keys(counts)).toEqual(expect.arrayContaining(['G75', 'G81']));
    },
    120_000,
  );

  it.each([...NULL_IS_ABSENT])(
    'G78: take null for not given in every optional field of %s',
    async (path) => {
      const { schema } = describedRoutes(document).find((route) => route.path === path)!;
      for (const field of fieldsOf(schema, document).filter(({ required }) => !required)) {
        const body = replaceAt(FULL_BODIES[path]!, field.path, null);
        const answer = await app.ask(write(routeAt(path), { body: JSON.stringify(body) }));
        if (answer?.status !== 200) expectError(answer, 400, 'invalid_parameter'); // another field depends on it
      }
    },
    60_000,
  );

  it.each(Object.keys(FULL_BODIES))('G77: refuse an unknown field in every object of %s', async (path) => {
    const { schema } = describedRoutes(document).find((route) => route.path === path)!;
    for (const at of objectsOf(schema, document)) {
      for (const name of ['unknownField', 'role2', '__proto', 'toString', 'hasOwnProperty']) {
        const body = replaceAt(FULL_BODIES[path]!, [...at, name], CANARY);
        await expectRefused(path, body, [...at, name]);
      }
    }
    await app.expectHealthy();
  });

  function withWrongValue(path: string, at: FieldPath, wrong: FieldCase): unknown {
    const base = ALONE[String(at[0])] ?? FULL_BODIES[path]!;
    return replaceAt(base, at, wrong.absent === true ? undefined : wrong.value);
  }
});

/** A copy of a body with another value at a path. Undefined takes the member away. */
function replaceAt(body: unknown, [step, ...rest]: FieldPath, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(body))
    return body.map((item, index) => (index === step ? replaceAt(item, rest, value) : (item as unknown)));
  return { ...(body as object), [step]: replaceAt((body as Record<string, unknown>)[step], rest, value) };
}

function paramOf(path: FieldPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

/** An error may name the field, something inside it, or (for a field that others depend on) what it is in. */
function isPartOf(param: string | undefined, expected: string): boolean {
  return param !== undefined && (param.startsWith(expected) || expected.startsWith(param));
}

function shown({ value, absent }: FieldCase): string {
  return absent === true ? 'absent' : JSON.stringify(value).slice(0, 60);
}
