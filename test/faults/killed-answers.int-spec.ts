import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatResponse, Conversation } from '@app/contracts';
import { UpstreamServer, type UpstreamScript } from '@app/testing';
import { Client } from 'pg';
import { endpointEnv } from '../e2e/support/endpoint-env';
import { ask } from '../e2e/support/json-client';
import { RunningProcess } from '../e2e/support/running-process';
import { startSql, type SqlFixture } from '../e2e/support/sql-fixture';
import { readEvents } from '../e2e/support/sse-events';
import { chatBody, chatChunks } from '../e2e/support/wire-replies';

jest.setTimeout(3_600_000);

/** Random moments at which the server is killed; 50 in the long run. */
const POINTS = Number(process.env['KILL_POINTS'] ?? 3);
const CHATS_PER_POINT = 4;
const LONGEST_ANSWER_MS = 1_200;
/** An answer must not be in progress for longer after its process died, nor a key be in flight. */
const SETTLED_WITHIN_MS = 60_000;

/** What a client knows of one chat. */
interface Asked {
  key: string;
  body: { message: string; conversationId: string; stream: boolean; model: string; cache: object };
  /** It was told that its question is stored, here. */
  conversationId?: string;
  /** It was told the whole answer. */
  answer?: string;
}

describe('F1, F2: a server that is killed while it answers', () => {
  let sql: SqlFixture;
  let upstream: UpstreamServer;
  let database: Client;
  let dataDir: string;

  const questionOf = (body: unknown): string =>
    (body as { messages: { content: string }[] }).messages.at(-1)?.content ?? '';

  /** Answers over about a second, in pieces or whole. */
  const slowly: UpstreamScript = async (exchange) => {
    const question = questionOf(exchange.body);
    if ((exchange.body as { stream?: boolean }).stream !== true) {
      await delay(Math.random() * LONGEST_ANSWER_MS);
      exchange.json(chatBody(undefined, `Answer to ${question}`));
      return;
    }
    exchange.begin();
    for (const chunk of chatChunks(['Hm.', ' So.'], ['Answer', ` to ${question}`])) {
      await delay(Math.random() * (LONGEST_ANSWER_MS / 4));
      await exchange.events(chunk);
    }
    exchange.end();
  };

  beforeAll(async () => {
    sql = await startSql();
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-killed-'));
    upstream = await UpstreamServer.start(slowly);
    database = new Client({ connectionString: sql.databaseUrl });
    await database.connect();
  }, 120_000);
  afterAll(async () => {
    await database.end();
    await upstream.close();
    await sql.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = (): RunningProcess =>
    RunningProcess.start({
      ...endpointEnv(upstream.url),
      DATABASE_URL: sql.databaseUrl,
      REDIS_URL: 'redis://127.0.0.1:1',
      CONVERSATION_CHECKPOINT_INTERVAL: '1',
      DATA_DIR: dataDir,
    });

  const send = (url: string, { key, body }: Asked): Promise<Response> =>
    fetch(`${url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });

  /** Asks and notes what it is told, until the answer ends or the server dies. */
  async function follow(url: string, asked: Asked): Promise<void> {
    try {
      const response = await send(url, asked);
      if (!asked.body.stream) {
        note(asked, (await response.json()) as ChatResponse);
        return;
      }
      let text = '';
      for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const whole = text.slice(0, text.lastIndexOf('\n\n') + 2);
        for (const { event, data } of readEvents(whole)) {
          if (event === 'start' || event === 'finish') note(asked, data);
        }
      }
    } catch {
      // The server died. What was told until then counts.
    }
  }

  function note(asked: Asked, { conversationId, finalAnswer }: Partial<ChatResponse>): void {
    if (conversationId !== undefined) asked.conversationId = conversationId;
    if (finalAnswer !== undefined) asked.answer = finalAnswer;
  }

  async function untilSettled(isSo: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + SETTLED_WITHIN_MS; !(await isSo());) {
      if (Date.now() > deadline) throw new Error(`It did not settle within ${SETTLED_WITHIN_MS} ms.`);
      await delay(500);
    }
  }

  it(`loses nothing it told, leaves nothing in progress, and answers each request once (${POINTS} kills)`, async () => {
    const all: Asked[] = [];
    let server = start();
    for (let point = 0; point < POINTS; point++) {
      const url = await server.listening();
      const now = Array.from({ length: CHATS_PER_POINT }, (_, at): Asked => {
        const message = `question ${point}.${at}`;
        const stream = at % 2 === 0;
        return {
          key: `kill-${point}-${at}`,
          body: { message, conversationId: 'new', stream, model: 'up/thinker', cache: { mode: 'bypass' } },
        };
      });
      all.push(...now);
      const following = now.map((asked) => follow(url, asked));
      await delay(Math.random() * LONGEST_ANSWER_MS);
      server.signal('SIGKILL');
      await server.exitCode();
      await Promise.all(following);
      server = start();
    }
    const url = await server.listening();
    await untilSettled(async () => {
      const { rows } = await database.query<{ count: string }>(
        `SELECT count(*) FROM stepwise.messages WHERE state = 'in_progress'`,
      );
      return rows[0]?.count === '0';
    });

    for (const asked of all.filter(({ conversationId }) => conversationId !== undefined)) {
      const { body } = await ask<Conversation>(`${url}/api/v1/conversations/${asked.conversationId ?? ''}`);
      const [question, answer] = body.messages;
      expect(question).toMatchObject({ role: 'user', content: asked.body.message, state: 'complete' });
      const { answer: told } = asked;
      if (told === undefined) expect(['interrupted', 'complete']).toContain(answer?.state);
      else expect(answer).toMatchObject({ state: 'complete', content: told });
    }

    const askedBefore = upstream.exchanges.length;
    for (const asked of all) {
      await untilSettled(async () => {
        const response = await send(url, asked);
        const text = await response.text();
        return response.status === 200 && text.includes(`Answer to ${asked.body.message}`);
      });
    }
    const unanswered = all.filter(({ answer }) => answer === undefined).length;
    expect(upstream.exchanges.length - askedBefore).toBeLessThanOrEqual(unanswered);

    const { rows } = await database.query<{ questions: string; answers: string }>(`
      SELECT count(*) FILTER (WHERE role = 'user') AS questions,
        count(*) FILTER (WHERE role = 'assistant' AND state = 'complete') AS answers
      FROM stepwise.messages GROUP BY conversation_id`);
    expect(rows).toHaveLength(all.length);
    for (const row of rows) expect(row).toEqual({ questions: '1', answers: '1' });
    const sequences = await database.query(
      'SELECT FROM stepwise.messages GROUP BY conversation_id HAVING max(seq) <> count(*) OR min(seq) <> 1',
    );
    expect(sequences.rowCount).toBe(0);
    server.signal('SIGKILL');
    await server.exitCode();
  });
});
