// Seeing in a real browser: a lag that is asked about, charts that scrub, what changed since a marked instant, and two branches side by side in step.
import { expect, it } from 'vitest';
import type { Page } from 'playwright';
import { onDemo } from './pages/demo.ts';
import { seriousOn } from './pages/serious.ts';
import { StagePage } from './pages/stage-page.ts';

const WIDE = { locale: 'en', viewport: { width: 1366, height: 768 } };

/** Plays at this speed until the playhead's second is at least so far. */
async function until(page: Page, second: number, speed = '10'): Promise<void> {
  await page.locator('.timeline select').nth(1).selectOption(speed);
  await page.waitForFunction((to) => Number(document.querySelector('[data-testid="playhead"]')?.getAttribute('aria-valuenow')) >= to, second, { timeout: 90_000 });
}

it('a question leads to its instant, and charts scrub the timeline', () => onDemo(/broker|líder|leader/i, '.broker.is-down .thing[data-id="node/broker-1"]', WIDE, async (page, problems) => {
  const stage = new StagePage(page);
  await until(page, 40);
  await stage.pause();
  await stage.open('node/broker-1');
  const answer = page.locator('[data-testid="questions"] .why').first();
  await answer.locator('li').first().waitFor();
  expect(await answer.innerText()).toMatch(/Broker 1 is down/);
  await answer.locator('button.link').first().click();
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="playhead"]')?.getAttribute('aria-valuenow')) === 16);
  expect(await page.locator('aside.inspector h2').innerText()).toMatch(/broker 1/i);
  await page.locator('.chip', { hasText: 'terminal' }).click();
  await page.locator('[data-dock="charts"]').click();
  const plot = page.locator('[data-chart="under"] .chart-plot');
  await plot.waitFor();
  await plot.focus();
  await page.keyboard.press('End');
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="playhead"]')?.getAttribute('aria-valuenow')) >= 40);
  expect(await plot.getAttribute('aria-valuetext')).toMatch(/under-replicated: [1-9]/);
  const box = await plot.boundingBox();
  if (box === null) throw new Error('the chart is there');
  await page.mouse.click(box.x + 60, box.y + 40);
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="playhead"]')?.getAttribute('aria-valuenow')) < 14);
  expect(problems).toEqual([]);
}));

it('what changed since a marked instant, and two branches run side by side', () => onDemo(/broker|líder|leader/i, '.broker.is-down .thing[data-id="node/broker-1"]', WIDE, async (page, problems) => {
  const stage = new StagePage(page);
  await until(page, 30);
  await stage.pause();
  await page.locator('.chip', { hasText: 'terminal' }).click();
  await page.locator('[data-dock="compare"]').click();
  await page.locator('[data-compare="start"]').click();
  const changes = page.locator('.compare-body .changes');
  await changes.waitFor({ timeout: 60_000 });
  expect(await changes.innerText()).toMatch(/broker 1[\s\S]*→ down/);
  await stage.rewind();
  await stage.act('node/broker-3', 'crash');
  await page.locator('[data-beside="0"]').click();
  await page.locator('.beside-stage').nth(1).locator('.broker').nth(2).waitFor({ timeout: 90_000 });
  await page.locator('[data-testid="play"]').click();
  await until(page, 20, '5');
  await stage.pause();
  const [a, b] = [page.locator('.beside-stage').nth(0), page.locator('.beside-stage').nth(1)];
  await a.locator('.broker.is-down .thing[data-id="node/broker-3"]').waitFor();
  await b.locator('.broker.is-down .thing[data-id="node/broker-1"]').waitFor({ timeout: 60_000 });
  expect(await b.locator('.broker.is-running .thing[data-id="node/broker-3"]').count()).toBe(1);
  expect(await page.locator('.beside-differs .changes').innerText()).toMatch(/broker 3/);
  expect(await seriousOn(page)).toEqual([]);
  expect(problems).toEqual([]);
}));
