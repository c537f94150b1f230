// A lesson as a learner meets it: its steps, questions, verdicts and help.
import type { Locator, Page } from 'playwright';

export class LessonPage {
  private readonly panel: Locator;

  constructor(page: Page) {
    this.panel = page.locator('article.lesson');
  }

  async ready(): Promise<void> {
    await this.panel.and(this.panel.page().locator('[aria-busy="false"]')).waitFor();
  }

  /** The title of the step that is shown. */
  async step(): Promise<string> {
    return (await this.panel.locator('.lesson-step-title').textContent()) ?? '';
  }

  /** Waits until the world has made the step's check true. */
  async done(): Promise<void> {
    await this.panel.locator('[data-verdict="done"]').waitFor({ timeout: 120_000 });
  }

  /** What is said about a mistake, once it is seen. */
  async mistake(): Promise<string> {
    const verdict = this.panel.locator('[data-verdict="almost"]');
    await verdict.waitFor({ timeout: 120_000 });
    return (await verdict.textContent()) ?? '';
  }

  /** Answers a prediction, certainly; the answer is what was said to have happened. */
  async predict(option: RegExp): Promise<string> {
    await this.panel.locator('label.lesson-option', { hasText: option }).click();
    await this.panel.locator('.lesson-confidence label').last().click();
    await this.panel.locator('.lesson-predict button[type="submit"]').click();
    const truth = this.panel.locator('li.lesson-option[data-truth="true"] > span');
    await truth.waitFor({ timeout: 120_000 });
    return (await truth.textContent()) ?? '';
  }

  async next(): Promise<void> {
    const before = await this.step();
    await this.panel.locator('.lesson-footer .lesson-next').click();
    await this.panel.locator('.lesson-step-title').filter({ hasNotText: before }).waitFor();
  }

  text(): Promise<string> {
    return this.panel.innerText();
  }
}
