import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { BuiltApp } from './support/built-app';
import { ChatPage } from './support/chat-page';
import { startBrowser } from './support/chromium';
import { ToldUpstream } from './support/told-upstream';

jest.setTimeout(120_000);

const STEPS = ['Thought: 3 * 4 = 12\n', 'Thought: 12 - 2 = 10\n', 'Final Answer: 10 ', 'apples'];

describe('conversations on the page', () => {
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
    upstream.tell('', { text: STEPS });
    chat = await ChatPage.open(browser, app.url);
  });

  afterEach(async () => {
    expect(chat.troubles).toEqual([]);
    await chat.close();
  });

  const item = (title: string) =>
    chat.page.getByRole('list', { name: 'Conversations' }).getByRole('listitem').filter({ hasText: title });

  async function openMenu(title: string, entry: string): Promise<void> {
    await item(title).hover();
    await item(title).getByRole('button').click();
    await chat.page.getByRole('menuitem', { name: entry }).click();
  }

  it('are listed, and there again after a reload', async () => {
    await chat.ask('First of all?');
    await chat.answered();
    await item('First of all?').waitFor();
    expect(new URL(chat.page.url()).pathname).toMatch(/^\/c\/conv_/);
    await chat.page.reload();
    await chat.shows('10 apples');
    await chat.page.getByRole('button', { name: /^Reasoned/ }).click();
    await chat.shows('3 * 4 = 12');
  });

  it('go on in branches: an answer again, a question in other words', async () => {
    await chat.ask('What about branches?');
    await chat.answered();
    await chat.page.getByRole('button', { name: 'Answer again, as a branch' }).click();
    await chat.page.getByLabel('Version 2 of 2').waitFor();
    await chat.answered();
    await chat.page.getByText('What about branches?').last().hover();
    await chat.page.getByRole('button', { name: 'Edit and ask again' }).click();
    await chat.page.getByRole('textbox', { name: 'Question', exact: true }).fill('What about twigs?');
    await chat.page.keyboard.press('Enter');
    await chat.shows('What about twigs?');
    await chat.answered();
    await chat.page.reload();
    await chat.shows('What about twigs?');
    await chat.page.getByText('What about twigs?').last().hover();
    await chat.page.getByRole('button', { name: 'Previous version' }).first().click();
    await chat.shows('What about branches?');
    await chat.page.getByLabel('Version 2 of 2').waitFor();
  });

  it('scroll in their own frame: the window has nothing below it', async () => {
    await chat.page.setViewportSize({ width: 1280, height: 500 });
    for (const question of ['Long, one?', 'Long, two?', 'Long, three?', 'Long, four?']) {
      await chat.ask(question);
      await chat.answered();
    }
    const { messages, below } = await chat.page.evaluate(() => ({
      messages: [...document.querySelectorAll('main article')].reduce((sum, { clientHeight }) => sum + clientHeight, 0),
      below: document.documentElement.scrollHeight - innerHeight,
    }));
    expect(messages).toBeGreaterThan(500);
    expect(below).toBe(0);
  });

  it('can be renamed, searched, exported and deleted', async () => {
    await chat.ask('To be renamed?');
    await chat.answered();
    await openMenu('To be renamed?', 'Rename');
    await chat.page.getByRole('textbox', { name: 'Title' }).fill('Zucchini');
    await chat.page.keyboard.press('Enter');
    await item('Zucchini').waitFor();
    await chat.page.getByLabel('Search conversations').fill('zucch');
    await item('Zucchini').waitFor();
    const download = chat.page.waitForEvent('download');
    await openMenu('Zucchini', 'Export as Markdown');
    const path = await (await download).path();
    expect(readFileSync(path, 'utf8')).toContain('10 apples');
    await openMenu('Zucchini', 'Delete');
    await chat.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await item('Zucchini').waitFor({ state: 'detached' });
    await chat.page.getByRole('heading', { name: 'What should be reasoned out?' }).waitFor();
  });

  it('lead on to a new one where there is none of that id', async () => {
    await chat.page.goto(`${app.url}/c/conv_01hq3v6m2k9x7c1b5n8t6r4w2z`);
    const notice = chat.page.getByRole('alert');
    await notice.getByText('It is not there').waitFor();
    expect(await notice.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await notice.getByRole('link', { name: 'Start a new conversation' }).click();
    await chat.page.getByRole('heading', { name: 'What should be reasoned out?' }).waitFor();
    chat.troubles.length = 0; // the browser tells of each 404
  });

  it('can be linked to', async () => {
    await chat.ask('To be shared?');
    await chat.answered();
    await openMenu('To be shared?', 'Copy link');
    const link = await chat.page.evaluate(() => navigator.clipboard.readText());
    await chat.page.goto('about:blank');
    await chat.page.goto(link);
    await chat.shows('10 apples');
  });

  it('go on with an answer after a reload in its middle', async () => {
    let goOn = (): void => undefined;
    upstream.tell('reload', { text: STEPS, pauseAfter: 1, until: new Promise((resolve) => (goOn = resolve)) });
    await chat.ask('What about a reload?');
    await chat.shows('3 * 4 = 12');
    await chat.page.reload();
    await chat.page.getByRole('button', { name: /^Reasoning/ }).waitFor();
    await chat.shows('3 * 4 = 12');
    goOn();
    await chat.shows('10 apples');
    await chat.answered();
    expect(await chat.lastAnswer()).toMatch(/Step 2\. 12 - 2 = 10/);
  });

  it('go on with an answer after a reload before its beginning', async () => {
    let goOn = (): void => undefined;
    upstream.tell('early', { text: STEPS, until: new Promise((resolve) => (goOn = resolve)) });
    await chat.ask('What about an early reload?');
    await chat.page.waitForURL(/\/c\/conv_/);
    await upstream.asked('early');
    await chat.page.reload();
    await chat.shows('What about an early reload?');
    await item('What about an early reload?').waitFor();
    goOn();
    await chat.shows('10 apples');
    await chat.answered();
  });

  it('hold a question that is asked after one that was stopped before it began', async () => {
    let goOn = (): void => undefined;
    upstream.tell('first', { text: ['Final Answer: one.'], until: new Promise((resolve) => (goOn = resolve)) });
    upstream.tell('second', { text: ['Final Answer: two.'] });
    await chat.ask('The first?');
    await upstream.asked('first');
    await chat.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await chat.page.getByText('Stopped here.').waitFor();
    await chat.ask('The second?');
    await chat.shows('two.');
    goOn();
    await chat.answered();
    await chat.page.reload();
    await chat.shows('The second?');
    await chat.shows('two.');
    await chat.shows('The first?');
  });

  it('are not left behind by a question that is refused', async () => {
    await chat.page.route('**/api/v1/chat', (route) =>
      route.fulfill({
        status: 429,
        json: {
          error: { type: 'rate_limit_error', code: 'rate_limited', message: 'Later.', requestId: 'r', docs: '' },
        },
      }),
    );
    const removed = chat.page.waitForResponse((response) => response.request().method() === 'DELETE');
    await chat.ask('What about a refusal?');
    expect((await removed).status()).toBe(204);
    await chat.page.waitForURL((url) => url.pathname === '/');
    await chat.page.getByRole('alert').first().waitFor();
    await chat.page.unroute('**/api/v1/chat');
    await chat.shows('What about a refusal?');
    const { conversations } = (await (await chat.page.request.get(`${app.url}/api/v1/conversations`)).json()) as {
      conversations: { messageCount: number }[];
    };
    expect(conversations.filter(({ messageCount }) => messageCount === 0)).toEqual([]);
    chat.troubles.length = 0; // the console tells of the refusal
  });

  it('send along what was said before', async () => {
    await chat.ask('Remember this?');
    await chat.answered();
    upstream.tell('And now', { text: ['Final Answer: I do.'] });
    await chat.ask('And now?');
    await chat.shows('I do.');
    expect(await chat.page.locator('article').count()).toBe(4);
  });
});
