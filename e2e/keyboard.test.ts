// A journey without a pointer: through a door, into the terminal and out again, and through a prediction of the lesson.
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { openBrowser } from './pages/browser.ts';
import { LessonPage } from './pages/lesson-page.ts';
import { openSite } from './pages/site.ts';

/** More steps than this to anywhere would be a maze. */
const MOST_TABS = 120;

/** Presses Tab until the element in focus matches; a place that can't be reached is an error. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} can't be reached with Tab`);
}

it('the first steps of the lesson need no pointer', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ locale: 'pt-BR', viewport: { width: 1500, height: 950 } });
    await page.goto(site.url);
    await page.locator('[data-door="course"]').waitFor();
    await tabTo(page, '[data-door="course"]');
    await page.keyboard.press('Enter');
    await page.locator('[data-lesson="kafka/3-kafka/07-topic-is-a-log"]').waitFor();
    await tabTo(page, '[data-lesson="kafka/3-kafka/07-topic-is-a-log"]');
    await page.keyboard.press('Enter');
    const lesson = new LessonPage(page);
    await lesson.ready();
    await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' });
    await tabTo(page, '.xterm-helper-textarea');
    await page.keyboard.type('kafka-topics.sh --bootstrap-server localhost:9092 --create --topic pedidos');
    await page.keyboard.press('Enter');
    await lesson.done();

    // Tab belongs to the shell's completion; Escape gives it back to the page.
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('xterm-helper-textarea');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).not.toContain('xterm-helper-textarea');

    await tabTo(page, '.lesson-footer .lesson-next');
    await page.keyboard.press('Enter');
    await tabTo(page, 'input[name="answer"]');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'input[name="confidence"]');
    await page.keyboard.press('Space');
    await tabTo(page, '.lesson-predict button[type="submit"]');
    await page.keyboard.press('Enter');
    const truth = page.locator('li.lesson-option[data-truth="true"]');
    await truth.waitFor({ timeout: 120_000 });
    expect(await truth.textContent()).toMatch(/Fica guardado/);
  } finally {
    await browser.close();
    await site.close();
  }
});
