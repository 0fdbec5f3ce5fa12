import type { Browser } from 'playwright-core';
import { seriousViolations } from './support/accessibility';
import { BuiltApp } from './support/built-app';
import { ChatPage } from './support/chat-page';
import { startBrowser } from './support/chromium';
import { ToldUpstream } from './support/told-upstream';

jest.setTimeout(120_000);

const STEPS = [
  'Thought: 3 * 4 = 12\n',
  'Confidence: 95\n',
  'Thought: 12 - 2 = 10\n',
  'Action: calculate 12 - 2\n',
  'Final Answer: 10 ',
  'apples',
];

describe('the chat page', () => {
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

  it('shows the steps, the answer and what it cost', async () => {
    upstream.tell('apples', { text: STEPS });
    await chat.ask('How many apples?');
    await chat.answered();
    const answer = await chat.lastAnswer();
    expect(answer).toMatch(/Reasoned/);
    expect(answer).toMatch(/Step 1\. 3 \* 4 = 12 prompted Confidence 95 % stated/);
    expect(answer).toMatch(/calculate 12 - 2/);
    expect(answer).toMatch(/10 apples/);
    expect(answer).toMatch(/up\/plain cot 150 tokens \$0\.0007/);
    expect(chat.troubles).toEqual([]);
  });

  it('shows steps while they happen, with a running indicator', async () => {
    let goOn = (): void => undefined;
    upstream.tell('slowly', { text: STEPS, everyMs: 150, until: new Promise((resolve) => (goOn = resolve)) });
    await chat.ask('And slowly?');
    await chat.page.getByRole('button', { name: /^Reasoning/ }).waitFor();
    goOn();
    await chat.shows('3 * 4 = 12');
    expect(await chat.lastAnswer()).not.toMatch(/10 apples/);
    await chat.shows('10 apples');
    await chat.answered();
    expect(chat.troubles).toEqual([]);
  });

  it('tells one time of thinking, and one account: live, after a reload and of a stored answer', async () => {
    let goOn = (): void => undefined;
    const until = new Promise<void>((resolve) => (goOn = resolve));
    upstream.tell('thinking time', { text: STEPS, everyMs: 150, until });
    await chat.ask('What thinking time?');
    await chat.page.getByRole('button', { name: /^Reasoning waiting 0\.[5-9] s/ }).waitFor();
    goOn();
    await chat.answered();
    const head = chat.page.getByRole('button', { name: /^Reasoned/ }).last();
    const live = await head.innerText();
    expect(live).toMatch(/^Reasoned\s+for \d/);
    await chat.page.reload();
    await head.waitFor();
    expect(await head.innerText()).toBe(live);
    await chat.page.getByRole('link', { name: 'New conversation' }).click();
    await chat.ask('What thinking time?');
    const line = chat.page.getByRole('button', { name: /cache hit/ });
    await line.waitFor();
    expect(await head.innerText()).toBe(live);
    const account = await line.innerText();
    await chat.page.reload();
    await line.waitFor();
    expect(await line.innerText()).toBe(account);
  });

  it('renders thoughts as it renders answers', async () => {
    upstream.tell('thought', { text: ['Thought: **Quadratic** in $x^2$\nand more\n', 'Final Answer: done'] });
    await chat.ask('A thought?');
    await chat.answered();
    const thought = chat.page.getByRole('region', { name: 'Reasoning' }).last();
    await thought.locator('strong', { hasText: 'Quadratic' }).waitFor();
    await thought.locator('.katex').waitFor();
    expect(chat.troubles).toEqual([]);
  });

  it('renders Markdown, code and formulas', async () => {
    const text =
      'So **four**: $a^2$\n\n$$\\frac{a}{b}$$\n\n```js\nconst a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n';
    upstream.tell('formula', { reasoning: ['Think.'], text: [text] });
    await chat.choose('Model', 'up/thinker');
    await chat.ask('A formula?');
    await chat.answered();
    const answer = chat.page.locator('article[aria-label="Stepwise"]').last();
    expect(await answer.locator('strong', { hasText: 'four' }).count()).toBe(1);
    await answer.locator('.katex-display .mfrac').first().waitFor();
    await answer.locator('.hljs-keyword', { hasText: 'const' }).waitFor();
    expect(await answer.getByRole('table').count()).toBe(1);
    expect(chat.troubles).toEqual([]);
  });

  it('lets a wide table be scrolled on a narrow screen, and breaks no word in it', async () => {
    upstream.tell('wide', {
      text: ['Final Answer: so\n\n| departure | arrival | duration | distance | passengers |\n|---|---|---|---|---|\n'],
    });
    await chat.page.setViewportSize({ width: 390, height: 800 });
    await chat.ask('A wide table?');
    await chat.answered();
    const heading = chat.page.getByRole('columnheader', { name: 'passengers' });
    expect(
      await heading.evaluate((cell) => cell.scrollHeight < 2 * parseFloat(getComputedStyle(cell).lineHeight)),
    ).toBe(true);
    expect(await chat.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });

  it('shows samples side by side with their vote', async () => {
    upstream.tell('vote', { text: STEPS });
    await chat.choose('Strategy', 'Self-consistency');
    await chat.ask('A vote?');
    await chat.answered();
    const answer = await chat.lastAnswer();
    expect(answer).toMatch(/Vote: 100 % agree/);
    expect(answer).toMatch(/Sample 1 winner/);
    expect(answer).toMatch(/Sample 2 answered/);
    expect(answer).toMatch(/Confidence 100 % by agreement/);
    expect(chat.troubles).toEqual([]);
  });

  it('leaves the samples where the reader has them while they come', async () => {
    upstream.tell('lanes', { text: STEPS, everyMs: 60 });
    await chat.choose('Strategy', 'Self-consistency');
    await chat.ask('And the lanes?');
    const lanes = chat.page.getByRole('group', { name: 'Samples' });
    await lanes.waitFor();
    await lanes.evaluate((element) => element.addEventListener('scroll', () => (element.dataset['moved'] = 'yes')));
    await chat.answered();
    expect(await lanes.evaluate(({ scrollLeft, dataset }) => [scrollLeft, dataset['moved']])).toEqual([0, undefined]);
    // A snapped view follows its sample when one that began later is put before it.
    expect(await lanes.evaluate((element) => getComputedStyle(element).scrollSnapType)).toBe('none');
  });

  it('stops an answer, keeps what there was, and asks again', async () => {
    upstream.tell('stopping', { text: STEPS, everyMs: 400 });
    await chat.ask('About stopping?');
    await chat.shows('3 * 4 = 12');
    await chat.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await chat.page.getByText('Stopped here.').waitFor();
    const line = chat.page.getByRole('button', { name: 'Usage, cost and timing' });
    await line.filter({ hasText: /cotstopped\d+ tokens\$0\.0\d+estimated\d.*s$/ }).waitFor();
    const live = await line.innerText();
    expect(await chat.lastAnswer()).toMatch(
      /Reasoned for .*up\/plain cot stopped \d+ tokens \$0\.0\d+ estimated \d.* m?s/,
    );
    await line.click();
    await chat.page.getByText('estimated in part').waitFor();
    await chat.page.reload();
    await chat.page.getByText('Stopped here.').waitFor();
    expect(await line.innerText()).toBe(live);
    upstream.tell('stopping', { text: STEPS });
    await chat.page.getByRole('button', { name: 'Answer again, as a branch' }).click();
    await chat.shows('10 apples');
    await chat.answered();
    await chat.page.getByLabel('Version 2 of 2').waitFor();
    expect(chat.troubles).toEqual([]);
  });

  it('says what to do when an answer fails, and retries', async () => {
    upstream.tell('failing', 'overloaded');
    // Who is quicker than the page, which reads where the failed question is stored, must not store it twice, nor ask it twice.
    const stored = '**/api/v1/conversations/conv_*';
    await chat.page.route(stored, (route) => setTimeout(() => void route.continue(), 500));
    await chat.ask('About failing?');
    await chat.page.getByRole('alert').getByText('provider_overloaded').waitFor();
    upstream.tell('failing', { text: STEPS });
    await chat.page.getByRole('button', { name: 'Retry' }).dblclick();
    await chat.shows('10 apples');
    await chat.page.getByLabel('Version 2 of 2').waitFor();
    await chat.page.unroute(stored);
    const conversations = chat.page.getByRole('list', { name: 'Conversations' }).getByRole('listitem');
    expect(await conversations.filter({ hasText: 'About failing?' }).count()).toBe(1);
    // The browser itself notes that the request was answered with an error.
    expect(chat.troubles.filter((trouble) => !trouble.includes('status of 503'))).toEqual([]);
  });

  it('tells what an answer used that broke off, live as after a reload', async () => {
    upstream.tell('breaking', { text: STEPS.slice(0, 4), isCut: true });
    await chat.ask('About breaking?');
    await chat.page.getByRole('alert').waitFor();
    const line = chat.page.getByRole('button', { name: 'Usage, cost and timing' });
    await line.filter({ hasText: 'estimated' }).waitFor();
    const live = await line.innerText();
    expect(live).toMatch(/failed\s+\d+ tokens\s+\$0\.0\d+\s+estimated/);
    await chat.page.reload();
    await line.waitFor();
    expect(await line.innerText()).toBe(live);
    expect(chat.troubles).toEqual([]);
  });

  it('stops an answer too that has not begun', async () => {
    let goOn = (): void => undefined;
    upstream.tell('hesitating', { text: STEPS, everyMs: 400, until: new Promise((resolve) => (goOn = resolve)) });
    await chat.ask('About hesitating?');
    await upstream.asked('hesitating');
    await chat.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await chat.page.getByText('Stopped here.').waitFor();
    const line = chat.page.getByRole('button', { name: 'Usage, cost and timing' });
    await line.filter({ hasText: /stopped.*estimated/ }).waitFor();
    await chat.page.reload();
    await chat.page.getByText('Stopped here.').waitFor();
    goOn();
    expect(chat.troubles).toEqual([]);
  });

  it('can be used with the keyboard alone', async () => {
    upstream.tell('keyboard', { text: STEPS });
    await chat.page.getByLabel('Your question').focus();
    await chat.page.keyboard.type('With the keyboard?');
    await chat.page.keyboard.press('Enter');
    await chat.answered();
    await chat.page.getByRole('button', { name: /^Reasoned/ }).focus();
    await chat.page.keyboard.press('Enter');
    await chat.page.getByText('3 * 4 = 12').waitFor({ state: 'hidden' });
    await chat.page.getByRole('combobox', { name: 'Strategy' }).focus();
    await chat.page.keyboard.press('ArrowDown');
    await chat.page.getByRole('option', { name: 'Direct' }).waitFor();
    await chat.page.keyboard.press('Escape');
    expect(chat.troubles).toEqual([]);
  });

  it('tells screen readers of steps and answer', async () => {
    upstream.tell('reader', { text: [...STEPS.slice(0, -2), 'Final Answer: **10** ', '`apples`'] });
    await chat.ask('With a screen reader?');
    await chat.page.getByRole('status').getByText('Answer: 10 apples', { exact: true }).waitFor();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds serious, in the %s theme', async (colorScheme) => {
    upstream.tell('axe', { text: STEPS });
    for (const viewport of [undefined, { width: 390, height: 800 }]) {
      const page = await ChatPage.open(browser, app.url, {
        colorScheme,
        reducedMotion: 'reduce',
        ...(viewport && { viewport }),
      });
      expect(await seriousViolations(page.page)).toEqual([]);
      await page.choose('Strategy', 'Self-consistency');
      await page.ask('And axe?');
      await page.answered();
      expect(await seriousViolations(page.page)).toEqual([]);
      await page.close();
    }
  });
});
