import type { Browser } from 'playwright-core';
import { seriousViolations } from './support/accessibility';
import { BuiltApp } from './support/built-app';
import { ChatPage } from './support/chat-page';
import { startBrowser } from './support/chromium';
import { ToldUpstream } from './support/told-upstream';

jest.setTimeout(120_000);

const PAGES: [name: string, shows: RegExp][] = [
  ['Overview', /Turns\s+1\b/],
  ['Models', /up\/plain/],
  ['Cache', /No question has been counted yet[\s\S]*Stored answers[\s\S]*up\/plain/],
  ['Limits', /auto, which spares the owner[\s\S]*1 server\b[\s\S]*Open sessions[\s\S]*signed in to this page is none/],
  ['Queues', /By queue[\s\S]*maintenance/],
  ['Anomalies', /Found/],
  ['Usage', /By model[\s\S]*up\/plain/],
  ['Audit', /Entries/],
  ['Health', /Database round trip[\s\S]*Metrics lost\s+\d[\s\S]*postgres[\s\S]*up/],
  ['Settings', /PROVIDERS_JSON[\s\S]*never shown/],
];

describe('the operations', () => {
  let app: BuiltApp;
  let upstream: ToldUpstream;
  let browser: Browser;
  let chat: ChatPage;

  beforeAll(async () => {
    upstream = await ToldUpstream.start();
    upstream.tell('', { text: ['Final Answer: 10'] });
    [app, browser] = await Promise.all([BuiltApp.start(upstream.env), startBrowser()]);
    chat = await ChatPage.open(browser, app.url);
    await chat.ask('Anything?');
    await chat.answered();
    await chat.page.getByRole('link', { name: 'Operations' }).click();
  });

  afterAll(async () => {
    await Promise.all([app.stop(), browser.close(), upstream.close()]);
  });

  const main = () => chat.page.locator('main');

  async function open(name: string): Promise<void> {
    await chat.page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name, exact: true }).click();
    await main().getByRole('heading', { level: 1 }).waitFor();
  }

  it('has a page for each API, and for nothing else', async () => {
    const links = chat.page.getByRole('navigation', { name: 'Operations' }).getByRole('link');
    await links.first().waitFor();
    expect(await links.allInnerTexts()).toEqual(PAGES.map(([name]) => name));
  });

  it.each(PAGES)('%s shows what it is about, to everybody', async (name, shows) => {
    await open(name);
    await expectText(shows);
    for (const colorScheme of ['light', 'dark'] as const) {
      await chat.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await seriousViolations(chat.page)).toEqual([]);
    }
    expect(chat.troubles).toEqual([]);
  });

  it.each(['Models', 'Audit'])('%s can be read on a phone', async (name) => {
    await makeAuditEntry();
    await chat.page.setViewportSize({ width: 390, height: 800 });
    await open(name);
    await main().getByRole('table').first().waitFor();
    const sizes = await main()
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => ({
          height: row.getBoundingClientRect().height,
          // A narrower cell breaks ids and names in their middle.
          narrowest: Math.min(
            ...[...row.querySelectorAll('[data-mono]')].map((cell) => cell.getBoundingClientRect().width),
          ),
        })),
      );
    await chat.page.setViewportSize({ width: 1280, height: 800 });
    expect(Math.max(...sizes.map(({ height }) => height))).toBeLessThan(400);
    expect(Math.min(...sizes.map(({ narrowest }) => narrowest))).toBeGreaterThan(150);
  });

  it.each(['Settings', 'Usage'])('%s scrolls in its own frame: the window has nothing below it', async (name) => {
    await chat.page.setViewportSize({ width: 1280, height: 400 });
    await open(name);
    await main().getByRole('table').last().waitFor();
    const { frame, below } = await chat.page.evaluate(() => {
      const heading = document.querySelector('main h1')!;
      let scroller = heading.parentElement!;
      while (getComputedStyle(scroller).overflowY !== 'auto') scroller = scroller.parentElement!;
      return {
        frame: scroller.scrollHeight - scroller.clientHeight,
        below: document.documentElement.scrollHeight - innerHeight,
      };
    });
    await chat.page.setViewportSize({ width: 1280, height: 800 });
    expect(frame).toBeGreaterThan(0);
    expect(below).toBe(0);
  });

  it('shows the proof of the audit trail', async () => {
    await open('Audit');
    const verdict = chat.page.waitForResponse(/audit\/verify/);
    await main().getByRole('button', { name: 'Verify' }).click();
    const { checkpoints } = (await (await verdict).json()) as { checkpoints: number };
    const says = checkpoints > 0 ? 'Nothing was changed.' : 'The entries are consistent with one another.';
    await main().getByText(says).waitFor();
  });

  it.each([
    [0, /^The entries are consistent with one another\.\s+No signed checkpoint of this server was compared\./],
    [3, /^Nothing was changed\.\s+Entries read/],
  ])('says what a trail without a flaw, and with %d signed checkpoints, proves', async (checkpoints, says) => {
    const verdict = { ok: true, checked: 2, firstSequence: 1, lastSequence: 2, checkpoints, publicKey: 'key' };
    await chat.page.route(/audit\/verify/, (route) => route.fulfill({ json: verdict }));
    await open('Models');
    await open('Audit');
    await main().getByRole('button', { name: 'Verify' }).click();
    const proof = main().getByRole('status', { name: 'Verification' });
    await proof.waitFor();
    expect(await proof.innerText()).toMatch(says);
    await chat.page.unrouteAll();
  });

  it('narrows the audit trail to an action', async () => {
    await makeAuditEntry();
    await open('Audit');
    await main().getByRole('combobox', { name: 'Action' }).selectOption('conversation.export');
    await main().getByRole('cell', { name: 'conversation.export' }).first().waitFor();
    await main().getByRole('combobox', { name: 'Action' }).selectOption('user.disable');
    await main().getByText('No entry is like that.').waitFor();
  });

  it('says why answers of a warm-up failed', async () => {
    const counts = { total: 9, done: 9, made: 0, fresh: 0, failed: 9, costMicroUsd: 0 };
    const warmup = { id: 'w', createdAt: 1, source: 'popular', status: 'failed', endedAt: 2, ...counts };
    await chat.page.route(/cache\/warmup/, (route) =>
      route.fulfill({ json: [{ ...warmup, lastError: 'provider_auth_failed' }] }),
    );
    await open('Cache');
    await main().getByText('Last failure: The provider refused the key').waitFor();
    await chat.page.unrouteAll();
  });

  it('shows what is asked most, on a phone too, and whether it is stored', async () => {
    for (let i = 0; i < 2; i++) {
      const asked = await chat.page.request.post(`${app.url}/api/v1/chat`, {
        data: { message: 'Where is my parcel?', stream: true },
      });
      expect(asked.status()).toBe(200);
    }
    await open('Cache');
    const panel = main().getByRole('region', { name: 'Most asked', exact: true });
    const row = panel.getByRole('row', { name: /^2 Where is my parcel\? last asked .* fresh up\/plain/ });
    await row.waitFor();
    await chat.page.setViewportSize({ width: 390, height: 800 });
    expect((await row.boundingBox())!.height).toBeLessThan(120);
    const width = await chat.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    for (const colorScheme of ['light', 'dark'] as const) {
      await chat.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await seriousViolations(chat.page)).toEqual([]);
    }
    await chat.page.setViewportSize({ width: 1280, height: 800 });
    expect(chat.troubles).toEqual([]);
  });

  it('says that questions are not counted, or why what is counted cannot be read', async () => {
    const most = main().getByRole('region', { name: 'Most asked', exact: true });
    await chat.page.route(/cache\/popular/, (route) =>
      route.fulfill({ json: { questions: [], tracked: 'off', halfLifeMs: 86_400_000 } }),
    );
    await open('Models');
    await open('Cache');
    await most.getByText('Questions are not counted').waitFor();
    await chat.page.unrouteAll();
    const error = { code: 'storage_unavailable', message: 'away', type: 'server_error' };
    await chat.page.route(/cache\/popular/, (route) => route.fulfill({ status: 503, json: { error } }));
    await open('Models');
    await open('Cache');
    await most.getByRole('alert').waitFor();
    expect(await most.getByRole('table').count()).toBe(0);
    await chat.page.unrouteAll();
    chat.troubles.length = 0; // the browser tells of each 503
  });

  it('counts before it removes stored answers', async () => {
    await open('Cache');
    await main().getByRole('textbox', { name: 'Pattern' }).fill('up/*');
    await main().getByRole('button', { name: 'Count first' }).click();
    const dialog = chat.page.getByRole('alertdialog', { name: 'Remove 2 stored answers?' });
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await main().getByText('2 answers were removed.').waitFor();
    await main().getByText('No answer is stored.').waitFor();
  });

  it('finds a setting, and tells where its value comes from', async () => {
    await open('Settings');
    await main().getByRole('searchbox', { name: 'Search' }).fill('DATA_DIR');
    await main()
      .getByRole('row', { name: /DATA_DIR.*environment/ })
      .waitFor();
    expect(await main().getByRole('row', { name: /^HOST/ }).count()).toBe(0);
  });

  it('follows the traffic live', async () => {
    await open('Models');
    const kept = chat.page.waitForResponse(/timeseries.*grain=second/);
    const followed = chat.page.waitForRequest(/analytics\/live/);
    await open('Overview');
    const { series } = (await (await kept).json()) as { series: { points: { start: number }[] }[] };
    const starts = series[0]!.points.map(({ start }) => String(start));
    expect(starts.length).toBeGreaterThan(200);
    expect(starts).toContain((await followed).headers()['last-event-id']);
    await main().getByText('live', { exact: true }).waitFor();
    expect(chat.troubles).toEqual([]);
  });

  it('brings the chart of an anomaly into view on a phone', async () => {
    const odd = { series: 'chat.errors', value: 9, usual: 1, score: 0.9, contributions: [] };
    const anomalies = Array.from({ length: 8 }, (_, at) => ({
      ...odd,
      id: `anomaly_${at}`,
      at: Date.now() - at * 60_000,
      related: [],
      status: 'open',
    }));
    await chat.page.route(/monitoring\/anomalies/, (route) => route.fulfill({ json: { anomalies } }));
    await chat.page.route(/monitoring\/series/, (route) =>
      route.fulfill({ json: { names: ['chat.errors', 'chat.turns'], intervalMs: 60_000, points: [], anomalies: [] } }),
    );
    await chat.page.setViewportSize({ width: 390, height: 800 });
    await open('Anomalies');
    await main().getByRole('button', { name: 'Show on the chart' }).last().click();
    const chart = main().getByRole('region', { name: 'chat.errors' });
    await chat.page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'chat.errors');
    await chat.page.waitForFunction((element) => element.getBoundingClientRect().top >= 0, await chart.elementHandle());
    await chat.page.setViewportSize({ width: 1280, height: 800 });
    await chat.page.unrouteAll();
  });

  it('has no page where there is none', async () => {
    await chat.page.goto(`${app.url}/operations/nothing`);
    await chat.page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  });

  async function makeAuditEntry(): Promise<void> {
    const list = await chat.page.request.get(`${app.url}/api/v1/conversations`);
    const { conversations } = (await list.json()) as { conversations: { id: string }[] };
    const file = await chat.page.request.get(`${app.url}/api/v1/conversations/${conversations[0]?.id}/export`);
    expect(file.status()).toBe(200);
  }

  async function expectText(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + 20_000;
    let text = '';
    while (Date.now() < deadline) {
      text = await main().innerText();
      if (pattern.test(text)) return;
      await chat.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    expect(text).toMatch(pattern);
  }
});
