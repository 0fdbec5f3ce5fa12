import { JobQueues } from '../../../src/jobs/job-queues';
import { eventually } from '../../integration/storage/store-fixture';
import { RedisProcess } from '../../redis-servers/redis-process';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';

const KEY = 'key-of-an-admin-0123456789';
const AUTH = { Authorization: `Bearer ${KEY}` };

describe('the queues', () => {
  let server: RedisProcess;
  let running: RunningApp;

  beforeAll(async () => {
    server = await RedisProcess.start();
    running = await startApp({ REDIS_URL: server.url, API_KEYS: KEY, RUN_JOBS: 'false' });
  });
  afterAll(async () => {
    await running.close();
    await server.remove();
  });

  it('are shown as a page to administrators alone, with a policy that lets no foreign script in', async () => {
    for (const path of ['/admin/queues', '/admin/queues/api/queues', '/admin/queues/queue/maintenance']) {
      expect((await fetch(`${running.url}${path}`)).status).toBe(401);
    }
    const page = await fetch(`${running.url}/admin/queues`, { headers: AUTH });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self'; style-src/);
    const scripts = [...(await page.text()).matchAll(/<script defer src="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) {
      const script = await fetch(`${running.url}/admin/queues/${path}`, { headers: AUTH });
      expect([script.status, script.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
    }
    const { body } = await ask<{ queues: { name: string; readOnlyMode: boolean }[] }>(
      `${running.url}/admin/queues/api/queues`,
      'GET',
      undefined,
      AUTH,
    );
    expect(body.queues.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toContainEqual(['warmups', true]);
  });

  it('tell of the jobs that were given up, and have them done again', async () => {
    const queue = running.app.get(JobQueues).queueOf('warmups');
    let fails = true;
    void queue.process('cache-warmup', () => {
      if (fails) throw new Error('the reason');
      return Promise.resolve();
    });
    await queue.add('cache-warmup', { warmupId: 'none' }, { jobId: 'job_1', attempts: 2 });
    const failed = await eventually(async () => {
      const { body } = await ask<{ id: string }[]>(
        `${running.url}/api/v1/queues/warmups/failed`,
        'GET',
        undefined,
        AUTH,
      );
      if (body.length === 0) throw new Error('not yet');
      return body;
    });
    expect(failed).toMatchObject([{ id: 'job_1', name: 'cache-warmup', attempts: 2, reason: 'the reason' }]);
    expect(JSON.stringify(failed)).not.toContain('none');
    fails = false;
    const retry = `${running.url}/api/v1/queues/warmups/failed/job_1/retry`;
    expect((await ask(retry, 'POST', undefined, AUTH)).status).toBe(200);
    await eventually(async () => {
      const { body } = await ask<{ name: string; failed: number; completed: number }[]>(
        `${running.url}/api/v1/queues`,
        'GET',
        undefined,
        AUTH,
      );
      expect(body.find(({ name }) => name === 'warmups')).toMatchObject({ failed: 0, completed: 1 });
    });
    expect((await ask(retry, 'POST', undefined, AUTH)).status).toBe(409);
    expect((await ask(`${running.url}/api/v1/queues/none/failed`, 'GET', undefined, AUTH)).status).toBe(404);
  });
});
