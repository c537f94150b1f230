// The stage, the timeline and the inspector as a person meets them.
import type { Locator, Page } from 'playwright';

export class StagePage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until a cluster can be seen running: a controller is active and every broker works. */
  async ready(): Promise<void> {
    await this.page.locator('[data-testid="stage"] .controller.is-active').waitFor({ timeout: 60_000 });
    await this.page.locator('.broker.is-running').nth(2).waitFor({ timeout: 60_000 });
  }

  thing(id: string): Locator {
    return this.page.locator(`[data-testid="stage"] .thing[data-id="${id}"]`);
  }

  broker(number: number): Locator {
    return this.thing(`node/broker-${number}`);
  }

  /** A broker's state by the class that colours it. */
  async waitForBroker(number: number, state: 'down' | 'running' | 'starting'): Promise<void> {
    await this.page.locator(`.broker.is-${state} .thing[data-id="node/broker-${number}"]`).waitFor({ timeout: 60_000 });
  }

  /** Chooses an action from a thing's menu. */
  async act(id: string, action: string): Promise<void> {
    await this.thing(id).click({ button: 'right' });
    await this.page.locator(`[data-action="${action}"]`).click();
  }

  /** With the key: a pointer means a message that flies over the thing before the thing itself. */
  async open(id: string): Promise<void> {
    await this.thing(id).press('Enter');
    await this.page.locator('aside.inspector').waitFor();
  }

  /** The sentences of the inspector's first "why?". */
  async why(): Promise<string[]> {
    const chain = this.page.locator('[data-testid="why"]').first();
    await chain.locator('li').first().waitFor();
    return chain.locator('li').allInnerTexts();
  }

  async pause(): Promise<void> {
    const button = this.page.locator('[data-testid="play"]');
    if (/Pausar|Pause/.test((await button.getAttribute('aria-label')) ?? '')) await button.click();
  }

  /** The broker whose cell of this partition is the leader's. */
  async leaderOf(partition: string): Promise<number> {
    const leader = this.page.locator(`.cell.is-leader[data-id^="replica/${partition}/"]`);
    const id = (await leader.first().getAttribute('data-id')) ?? '';
    return Number(id.slice(id.lastIndexOf('/') + 1));
  }

  /** Scrubs to the beginning with the keyboard. */
  async rewind(): Promise<void> {
    const playhead = this.page.locator('[data-testid="playhead"]');
    await playhead.focus();
    await this.page.keyboard.press('Home');
  }
}
