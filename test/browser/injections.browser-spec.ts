import type { Browser } from 'playwright-core';
import { BuiltApp } from './support/built-app';
import { ChatPage } from './support/chat-page';
import { startBrowser } from './support/chromium';
import { INJECTIONS } from './support/injections';
import { ToldUpstream } from './support/told-upstream';

jest.setTimeout(240_000);

/** How many go through one turn. */
const PORTION = 20;

/** Elements and attributes that text must never become. */
const FORBIDDEN =
  'script, iframe, object, embed, img, video, audio, base, meta, link, style, form:not([class]), svg script, [onerror], [onload], [onclick], [onfocus], [srcdoc], a[href^="javascript" i], a[href^="data" i], a[href^="vbscript" i], a[href^="file" i]';

describe('texts that would run something', () => {
  let app: BuiltApp;
  let upstream: ToldUpstream;
  let browser: Browser;
  let chat: ChatPage;

  beforeAll(async () => {
    upstream = await ToldUpstream.start();
    [app, browser] = await Promise.all([BuiltApp.start(upstream.env), startBrowser()]);
    chat = await ChatPage.open(browser, app.url);
  });

  afterAll(async () => {
    await Promise.all([app.stop(), browser.close(), upstream.close()]);
  });

  const portions = Array.from({ length: INJECTIONS.length / PORTION }, (_, at) => at);

  it('are 200', () => {
    expect(new Set(INJECTIONS).size).toBe(200);
  });

  it.each(portions)('run nothing, whoever writes them (portion %i)', async (at) => {
    const texts = INJECTIONS.slice(at * PORTION, (at + 1) * PORTION);
    const inOneLine = texts.map((text) => text.replace(/\n/g, ' '));
    const reply = [
      ...inOneLine.map((text) => `Thought: ${text}\nAction: ${text}\n`),
      'Final Answer: ',
      texts.join('\n\n'),
    ];
    upstream.tell(`portion ${at}`, { text: reply });
    await chat.ask(`portion ${at} ${texts.join('\n')}`);
    await chat.answered();
    expect(await forbidden()).toEqual([]);
    expect(chat.troubles).toEqual([]);
  });

  it('run nothing in the reasoning and the answer of a model that thinks by itself', async () => {
    upstream.tell('native', { reasoning: [INJECTIONS.join('\n\n')], text: [INJECTIONS.join('\n\n')] });
    await chat.choose('Model', 'up/thinker');
    await chat.ask('native');
    await chat.answered();
    expect(await forbidden()).toEqual([]);
    expect(chat.troubles).toEqual([]);
  });

  it('run nothing in titles, and nothing when the conversation is opened again', async () => {
    for (const text of INJECTIONS.filter((one) => one.length < 150 && !one.includes('\n')).slice(0, 30)) {
      const answer = await chat.page.request.post(`${app.url}/api/v1/conversations`, {
        data: {
          title: text,
          messages: [
            { role: 'user', content: text },
            { role: 'assistant', content: text },
          ],
        },
      });
      expect(answer.status()).toBe(201);
    }
    await chat.page.reload();
    await chat.answered();
    for (const head of await chat.page.getByRole('button', { name: /^Reasoned/ }).all()) await head.click();
    await chat.page.getByRole('list', { name: 'Conversations' }).getByRole('listitem').nth(20).waitFor();
    expect(await forbidden()).toEqual([]);
    expect(chat.troubles).toEqual([]);
  });

  /** What of the page's content should not be there. */
  function forbidden(): Promise<string[]> {
    return chat.page
      .locator('#root')
      .evaluate(
        (root, selector) => [...root.querySelectorAll(selector)].map((element) => element.outerHTML.slice(0, 200)),
        FORBIDDEN,
      );
  }
});
