// Where a monkey begins: each of the page's doors, entered as a person enters it.
import type { BrowserContext, Page } from 'playwright';
import type { Chance } from './chance.ts';

export const DOORS = ['free', 'lesson', 'demo', 'sql-desk', 'ladder', 'presenter', 'welcome'] as const;
export type Door = (typeof DOORS)[number];

const COMES = { timeout: 60_000 };

/** Goes through a door. Returns the window to play in: the page's own, or the presenter's. */
export async function enter(door: Door, page: Page, context: BrowserContext, chance: Chance): Promise<Page> {
  await page.locator('.thing.cell').first().waitFor(COMES);
  switch (door) {
    case 'welcome': return page;
    case 'free':
      await page.locator('[data-door="free"]').click();
      await page.locator('.broker.is-running').nth(2).waitFor(COMES);
      return page;
    case 'lesson': {
      await page.locator('[data-door="course"]').click();
      const lessons = page.locator('button[data-lesson]');
      await lessons.first().waitFor(COMES);
      await lessons.nth(chance.below(await lessons.count())).click();
      await page.locator('article.lesson[aria-busy="false"]').waitFor(COMES);
      return page;
    }
    case 'demo': case 'presenter': {
      await page.locator('[data-door="demos"]').click();
      const demos = page.locator('button[data-demo]');
      await demos.first().waitFor(COMES);
      await demos.nth(chance.below(await demos.count())).click();
      await page.locator('.demo-marks').waitFor(COMES);
      return door === 'demo' ? page : present(page, context);
    }
    case 'sql-desk': case 'ladder':
      await page.locator('[data-door="demos"]').click();
      await page.locator(`button[data-world="${door}"]`).click();
      await page.locator(door === 'ladder' ? '.ladder .cm-content' : '.sql-pane').first().waitFor(COMES);
      return page;
  }
}

async function present(page: Page, context: BrowserContext): Promise<Page> {
  await page.locator('[data-menu="share"]').click();
  const [presenter] = await Promise.all([context.waitForEvent('page'), page.locator('[data-share="presenter"]').click()]);
  await presenter.locator('.presenter [data-testid="stage"] .thing').first().waitFor(COMES);
  return presenter;
}
