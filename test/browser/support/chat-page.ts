import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** The chat page in a browser of its own, watched: what should never happen is noted. */
export class ChatPage {
  /** Errors of the console and of scripts, violations of the policy, requests to other servers. */
  readonly troubles: string[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.troubles.push(`script: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) this.troubles.push(`outside: ${request.url()}`);
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<ChatPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const chat = new ChatPage(await context.newPage(), url);
    await chat.page.goto(url);
    return chat;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Asks, and does not wait for the answer. */
  async ask(question: string): Promise<void> {
    await this.page.getByLabel('Your question').fill(question);
    await this.page.getByRole('button', { name: 'Send' }).click();
  }

  /** Resolves once no answer runs. */
  async answered(): Promise<void> {
    await this.page.locator('article[aria-label="Stepwise"][aria-busy="false"]').last().waitFor();
    await this.page.getByRole('button', { name: 'Send' }).waitFor();
  }

  /** Chooses under the question: a model, a strategy, … */
  async choose(what: string, option: string | RegExp): Promise<void> {
    await this.page.getByRole('combobox', { name: what }).click();
    await this.page.getByRole('option', { name: option }).first().click();
  }

  /** Resolves once the messages show this text, and nothing else beside it. */
  async shows(text: string): Promise<void> {
    await this.page.locator('main').getByText(text, { exact: true }).last().waitFor();
  }

  /** The text of the last answer, reasoning included; any white space is one space. */
  async lastAnswer(): Promise<string> {
    const text = await this.page.locator('article[aria-label="Stepwise"]').last().innerText();
    return text.replace(/\s+/g, ' ');
  }
}
