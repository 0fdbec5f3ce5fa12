import type { Browser } from 'playwright-core';
import { seriousViolations } from './support/accessibility';
import { BuiltApp } from './support/built-app';
import { ChatPage } from './support/chat-page';
import { startBrowser } from './support/chromium';
import { ToldUpstream } from './support/told-upstream';

jest.setTimeout(120_000);

const KEY = 'a-key-of-the-operator-1234';

describe('the page where keys are asked for', () => {
  let app: BuiltApp;
  let upstream: ToldUpstream;
  let browser: Browser;
  let chat: ChatPage;

  beforeAll(async () => {
    upstream = await ToldUpstream.start();
    upstream.tell('', { text: ['Final Answer: 10 apples'] });
    [app, browser] = await Promise.all([BuiltApp.start({ ...upstream.env, API_KEYS: KEY }), startBrowser()]);
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

  /** The browser itself notes that a request was refused. */
  const troubles = () => chat.troubles.filter((trouble) => !/status of 401/.test(trouble));

  async function signIn(key: string): Promise<void> {
    await chat.page.getByLabel('API key').fill(key);
    await chat.page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('takes a key, answers, and keeps nothing that a script could read', async () => {
    await chat.page.getByLabel('API key').waitFor();
    expect(chat.troubles).toEqual([]);
    expect(await seriousViolations(chat.page)).toEqual([]);
    await signIn(KEY);
    await chat.ask('How many?');
    await chat.shows('10 apples');
    const stored = await chat.page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]),
    );
    expect(stored).not.toContain(KEY);
    expect(await chat.page.evaluate(() => document.cookie)).toBe('');
    const cookies = await chat.page.context().cookies();
    expect(cookies).toEqual([expect.objectContaining({ httpOnly: true, sameSite: 'Strict' })]);
    expect(JSON.stringify(cookies)).not.toContain(KEY);
    expect(troubles()).toEqual([]);
  });

  it('stays signed in over a reload, until one signs out', async () => {
    await signIn(KEY);
    await chat.page.getByLabel('Your question').waitFor();
    await chat.page.reload();
    await chat.page.getByLabel('Your question').waitFor();
    await chat.page.getByRole('button', { name: 'Sign out' }).click();
    await chat.page.getByLabel('API key').waitFor();
    expect(await chat.page.context().cookies()).toEqual([]);
    expect(troubles()).toEqual([]);
  });

  it('says that a key is wrong', async () => {
    await signIn('some-other-key-1234567890');
    await chat.page
      .getByRole('alert')
      .getByText(/not valid|key/i)
      .waitFor();
    expect(troubles()).toEqual([]);
  });
});
