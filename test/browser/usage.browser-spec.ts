import type { Browser } from 'playwright-core';
import { BuiltApp } from './support/built-app';
import { ChatPage } from './support/chat-page';
import { startBrowser } from './support/chromium';
import { ToldUpstream } from './support/told-upstream';

jest.setTimeout(120_000);

interface Endpoints {
  endpoints: [{ models: object[] }];
}

/** Beside those with a price, a model that is free and one whose price nobody told. */
function withFreeAndUnpriced({ PROVIDERS_JSON = '', ...env }: Record<string, string>): Record<string, string> {
  const providers = JSON.parse(PROVIDERS_JSON) as Endpoints;
  providers.endpoints[0].models.push(
    { name: 'free', reasoning: { control: 'none' }, price: { input: 0, output: 0 } },
    { name: 'unpriced', reasoning: { control: 'none' } },
  );
  return { ...env, PROVIDERS_JSON: JSON.stringify(providers) };
}

describe('usage and spend', () => {
  let app: BuiltApp;
  let upstream: ToldUpstream;
  let browser: Browser;
  let chat: ChatPage;

  beforeAll(async () => {
    upstream = await ToldUpstream.start();
    upstream.tell('', { text: ['Final Answer: 10'] });
    [app, browser] = await Promise.all([BuiltApp.start(withFreeAndUnpriced(upstream.env)), startBrowser()]);
    chat = await ChatPage.open(browser, app.url);
  });

  afterAll(async () => {
    await Promise.all([app.stop(), browser.close(), upstream.close()]);
  });

  async function ask(model: string): Promise<void> {
    const data = { message: `Anything of ${model}?`, model, reasoning: { strategy: 'direct' }, stream: true };
    const asked = await chat.page.request.post(`${app.url}/api/v1/chat`, { data });
    expect(asked.status()).toBe(200);
  }

  /** Opens the page until it tells of a model, and of the call without a price: both are counted soon after their end. */
  async function shownOf(model: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      await chat.page.goto(`${app.url}/operations/usage`);
      await spent().waitFor();
      const told = [chat.page.getByRole('cell', { name: model }), spent().getByText('1 call without a price')];
      const counts = await Promise.all(told.map((one) => one.count()));
      if (!counts.includes(0)) return;
      if (Date.now() > deadline) throw new Error(`The page does not tell of ${model}, or not of the call.`);
    }
  }

  const spent = () => chat.page.locator('main dl > div').filter({ hasText: 'Spent' });

  /** The costs of a table, by what its lines are about. */
  async function costs(table: string): Promise<Record<string, string>> {
    const rows = await chat.page.getByRole('region', { name: table }).last().getByRole('row').all();
    const cells = await Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
    const place = cells[0]!.indexOf('Cost');
    const lines = cells.slice(1).map((row): [string, string] => [row[0]!, row[place]!.replace(/\s+/g, ' ')]);
    return Object.fromEntries(lines);
  }

  it('tells calls without a price from calls that are free', async () => {
    await ask('up/unpriced');
    await shownOf('up/unpriced');
    expect(await spent().innerText()).toMatch(/Spent\s+–/);
    expect(await costs('By outcome')).toEqual({ finished: '–' });

    await ask('up/free');
    await ask('up/plain');
    await shownOf('up/plain');
    const money = expect.stringMatching(/^\$0\.0+[1-9]\d*$/) as string;
    const mixed = expect.stringMatching(/^\$0\.0+[1-9]\d* 1 call without a price$/) as string;
    expect(await costs('By model')).toEqual({ 'up/unpriced': '–', 'up/free': '$0', 'up/plain': money });
    expect(Object.values(await costs('By user'))).toEqual([mixed]);
    expect(await costs('By strategy')).toEqual({ direct: mixed });
    expect(await spent().innerText()).toMatch(/\$0\.0+[1-9]\d*\s+1 call without a price/);
    expect(chat.troubles).toEqual([]);
  });
});
