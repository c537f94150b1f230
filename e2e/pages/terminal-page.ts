// The terminals as a person meets them: tabs, keys, and the text that can be read or copied.
import type { Browser, Locator, Page } from 'playwright';

/** How a shell's prompt begins its line. */
export const PROMPT = /^[^ ]*\$( |$)/;

export class TerminalPage {
  private readonly page: Page;
  private readonly dock: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dock = page.locator('.terminal-dock');
  }

  /** A free world with its terminal ready, in a page of its own that may read what is copied. */
  static async inFreeWorld(browser: Browser, url: string, viewport: { readonly width: number; readonly height: number }): Promise<{ readonly page: Page; readonly terminal: TerminalPage }> {
    const context = await browser.newContext({ locale: 'pt-BR', viewport });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('[data-door="free"]').click();
    const terminal = new TerminalPage(page);
    await terminal.ready();
    return { page, terminal };
  }

  /** Waits until a shell's prompt can be seen. */
  async ready(): Promise<void> {
    await this.dock.locator('.xterm-screen').waitFor();
    await this.waitFor(/\$ ?$/);
  }

  /** Opens another terminal; it comes to the front. */
  async openAnother(): Promise<void> {
    const tabs = this.dock.getByRole('tab');
    const before = await tabs.count();
    await this.dock.getByRole('button', { name: /Abrir outro terminal|Open another terminal/ }).click();
    await tabs.nth(before).waitFor();
    await this.ready();
  }

  async choose(at: number): Promise<void> {
    await this.dock.getByRole('tab').nth(at).click();
    await this.dock.locator('.xterm-screen').waitFor();
  }

  /** Types a line and Enter, key by key. */
  async type(line: string): Promise<void> {
    await this.focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  async press(key: string): Promise<void> {
    await this.focus();
    await this.page.keyboard.press(key);
  }

  /** Does something that ends with a new prompt, and waits for that. */
  async untilPrompt(act: () => Promise<void>): Promise<void> {
    const prompts = (text: string): number => text.split('\n').filter((line) => PROMPT.test(line)).length;
    const before = prompts(await this.text());
    await act();
    await this.waitFor((text) => prompts(text) > before && PROMPT.test(text.split('\n').at(-1) ?? ''));
  }

  async focus(): Promise<void> {
    await this.dock.locator('.xterm-helper-textarea').focus();
  }

  /** The whole text of the terminal in front, as its copy button gives it. */
  async text(): Promise<string> {
    await this.dock.getByRole('button', { name: /Copiar todo o texto|Copiado|Copy all of the text|Copied/ }).click();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Waits until the text of the terminal in front matches; says what it was where it never does. */
  async waitFor(wanted: RegExp | ((text: string) => boolean), timeoutMs = 90_000): Promise<string> {
    const fits = (text: string): boolean => (typeof wanted === 'function' ? wanted(text) : wanted.test(text));
    const until = Date.now() + timeoutMs;
    for (;;) {
      const text = await this.text();
      if (fits(text)) return text;
      if (Date.now() > until) throw new Error(`The terminal never showed ${String(wanted)}, but:\n${text}`);
      await this.page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
    }
  }
}
