import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { BuiltApp } from './support/built-app';
import { ChatPage } from './support/chat-page';
import { startBrowser } from './support/chromium';
import { heapBytes, percentile, readFrames, startFrameMeter } from './support/frame-meter';
import { ToldUpstream } from './support/told-upstream';

/** `BROWSER_LOAD_SECONDS=60` is the whole measurement; the suite runs a shorter one. */
const SECONDS = Number(process.env['BROWSER_LOAD_SECONDS'] ?? 5);
const TOKENS_PER_SECOND = 1_000;
const TICK_MS = 20;
const MOST_FRAME_MS = 100;
const MOST_FIRST_LOAD_BYTES = 250 * 1024;
const MOST_GROWTH_BYTES = 6 * 1024 * 1024;

jest.setTimeout((SECONDS * 4 + 120) * 1000);

const WORDS = ['so ', 'the ', 'area ', 'is ', 'four ', 'times ', 'as ', 'large, ', 'because ', 'of ', 'that.\n'];
const token = (at: number): string => (at % 120 === 119 ? 'done.\n\n' : (WORDS[at % WORDS.length] ?? 'so '));

describe('the chat page under load', () => {
  let app: BuiltApp;
  let upstream: ToldUpstream;
  let browser: Browser;
  let chat: ChatPage;

  beforeAll(async () => {
    upstream = await ToldUpstream.start();
    [app, browser] = await Promise.all([BuiltApp.start(upstream.env), startBrowser()]);
  });

  afterAll(async () => {
    await Promise.all([app.stop(), browser.close(), upstream.close()]);
  });

  beforeEach(async () => {
    chat = await ChatPage.open(browser, app.url);
  });

  afterEach(async () => {
    await chat.close();
  });

  it(`keeps up with ${TOKENS_PER_SECOND} tokens of reasoning a second, and gives the memory back`, async () => {
    const tokens = Array.from({ length: SECONDS * TOKENS_PER_SECOND }, (_, at) => token(at));
    const reply = {
      reasoning: tokens,
      text: ['Four times.'],
      everyMs: TICK_MS,
      perTick: (TOKENS_PER_SECOND * TICK_MS) / 1000,
    };
    upstream.tell('stream', reply);
    await chat.choose('Model', 'up/thinker');
    await chat.choose('Cache', 'Bypass');
    const heaps: number[] = [];
    for (const round of [1, 2]) {
      await chat.page.getByRole('link', { name: 'New conversation' }).click();
      await startFrameMeter(chat.page);
      await chat.ask(`stream ${round}`);
      await chat.page
        .locator('main')
        .getByText('Four times.', { exact: true })
        .waitFor({ timeout: (SECONDS * 3 + 60) * 1000 });
      await chat.answered();
      const frames = await readFrames(chat.page);
      expect(percentile(frames, 0.95)).toBeLessThan(MOST_FRAME_MS);
      await chat.page.getByRole('link', { name: 'New conversation' }).click();
      heaps.push(await heapBytes(chat.page));
    }
    expect(heaps[1]! - heaps[0]!).toBeLessThan(MOST_GROWTH_BYTES);
    expect(chat.troubles).toEqual([]);
  });

  it('scrolls through 500 messages, and answers at their end', async () => {
    const messages = Array.from({ length: 500 }, (_, at) => ({
      role: at % 2 === 0 ? 'user' : 'assistant',
      content: `Message ${at}.\n\n${'Some **more** text with `code` and a list:\n\n- one\n- two\n\n'.repeat(3)}`,
    }));
    const created = await chat.page.request.post(`${app.url}/api/v1/conversations`, {
      data: { title: 'Long', messages },
    });
    const { id } = (await created.json()) as { id: string };
    await chat.page.goto(`${app.url}/c/${id}`);
    await chat.shows('Message 499.');
    await startFrameMeter(chat.page);
    upstream.tell('end', { text: Array.from({ length: 200 }, (_, at) => token(at)), everyMs: TICK_MS });
    await chat.ask('At the end?');
    await chat.answered();
    const scroller = chat.page.locator('[data-scroller]');
    while (!(await chat.page.getByText('Message 0.').isVisible())) {
      await scroller.evaluate((element) => element.scrollBy(0, -2_000));
      await chat.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    const frames = await readFrames(chat.page);
    expect(percentile(frames, 0.95)).toBeLessThan(MOST_FRAME_MS);
    expect(chat.troubles).toEqual([]);
  });

  it('loads less than 250 KB of script at first', async () => {
    const scripts = await chat.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.endsWith('.js')),
    );
    const folder = join(__dirname, '../../dist/web');
    const sizes = scripts.map((name) => statSync(join(folder, `${new URL(name).pathname}.gz`)).size);
    expect(scripts.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_FIRST_LOAD_BYTES);
  });

  it('loads the operations only when they are opened', () => {
    const scripts = readdirSync(join(__dirname, '../../dist/web/assets')).filter(
      (name) => name.endsWith('-page.js') || /-page-[\w-]+\.js$/.test(name),
    );
    expect(scripts.length).toBeGreaterThanOrEqual(8);
  });
});
