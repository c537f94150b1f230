// Nothing serious stands in the way of anyone: axe over the first screen, the open cluster and the gallery, in both themes.
import { expect, it } from 'vitest';
import { openBrowser } from './pages/browser.ts';
import { seriousOn } from './pages/serious.ts';
import { openSite } from './pages/site.ts';

const PLACES = [
  ['the first screen', '#/state/records-in-flight', []],
  ['a chosen thing and its why', '#/state/leader-killed', ['[data-door="free"]', '.thing[data-id="partition/pedidos-0"]']],
  ['Flink at work, and its window', '#/state/flink-at-work', ['[data-door="free"]', '.flink-window.is-open']],
  ['Flink under backpressure', '#/state/flink-backpressure', ['[data-door="free"]', '.flink-task.is-backpressured']],
  ['a TaskManager lost', '#/state/flink-restarting', ['[data-door="free"]', '.flink-job']],
  ['questions and their answers', '#/state/lagging-group', ['[data-door="free"]', '.thing[data-id="group/entregas"]']],
  ['charts', '#/state/charts', ['[data-door="free"]', '.chart-legend button']],
  ['charts as tables', '#/state/charts', ['[data-door="free"]', '.charts-bar .chip']],
  ['what changed', '#/state/compare', ['[data-door="free"]', '.changes button']],
  ['the terminal', '#/state/four-commands', ['[data-door="free"]']],
] as const;

it.each((['light', 'dark'] as const).flatMap((theme) => PLACES.map(([name, hash, clicks]) => ({ theme, name, hash, clicks }))))('$name in $theme', async ({ theme, hash, clicks }) => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ colorScheme: theme, locale: 'en', viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(site.url + hash);
    await page.locator('.thing.cell').first().waitFor();
    for (const selector of clicks) await page.locator(selector).first().click();
    expect(await seriousOn(page)).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
});
