// Acting in a real browser: a prepared failure with its instants, a fault that is planned and one that is done, what a real operator would type, undo, and a topic built by hand.
import { expect, it } from 'vitest';
import { onDemo } from './pages/demo.ts';
import { seriousOn } from './pages/serious.ts';

it('a prepared failure is one click, stands on the timeline, and starts again', () => onDemo(/The leader dies/, '.demo-marks', { locale: 'en', viewport: { width: 1366, height: 768 } }, async (page, problems) => {
  await page.locator('.broker.is-down .thing[data-id="node/broker-1"]').waitFor({ timeout: 60_000 });
  expect(await page.locator('.plan-mark').count()).toBe(4);
  await page.locator('.demo-marks li').nth(1).locator('button').click();
  await page.locator('.cell.is-leader[data-id^="replica/pedidos-0/"]').waitFor({ timeout: 60_000 });
  expect(await page.locator('.cell.is-leader[data-id="replica/pedidos-0/1"]').count()).toBe(0);
  await page.locator('[data-demo-act="reset"]').click();
  await page.locator('.cell.is-leader[data-id="replica/pedidos-0/1"]').waitFor({ timeout: 60_000 });
  expect(await seriousOn(page)).toEqual([]);
  expect(problems).toEqual([]);
}));

it('faults are planned, done, shown as a real operator does them, and taken back; a topic is built', () => onDemo(/A shop at work/, '.cell[data-id="replica/pedidos-0/1"]', { locale: 'en', viewport: { width: 1366, height: 768 } }, async (page, problems) => {
  await page.keyboard.press('Escape');
  await page.locator('[data-act="open"]').click();
  const panel = page.locator('[data-testid="acting"]');
  await panel.locator('.real pre').waitFor();
  expect(await panel.locator('.real pre').innerText()).toMatch(/# broker-1\nkill -9/);
  await panel.locator('.acting-choices.is-when label').nth(1).click();
  await panel.locator('[data-act="fault"]').click();
  await panel.locator('.acting-plan li').waitFor();
  await page.locator('.plan-mark').waitFor();
  await panel.locator('.acting-plan li button').click();
  await page.locator('.plan-mark').waitFor({ state: 'detached' });
  await panel.locator('.acting-choices.is-when label').nth(0).click();
  await panel.locator('[data-act="fault"]').click();
  await page.locator('.broker.is-down .thing[data-id="node/broker-1"]').waitFor();
  expect(await seriousOn(page)).toEqual([]);
  await panel.locator('[data-act="undo"]').click();
  await page.locator('.broker.is-running .thing[data-id="node/broker-1"]').waitFor();
  expect(await page.locator('.branches option').count()).toBeGreaterThan(1);
  await panel.locator('[data-act-tab="build"]').click();
  await panel.locator('[data-build="topic"] summary').click();
  expect(await seriousOn(page)).toEqual([]);
  await panel.locator('[data-build="topic"] button[type="submit"]').click();
  await page.locator('.thing[data-id="topic/vendas"]').first().waitFor({ timeout: 60_000 });
  await panel.locator('[data-act-tab="chaos"]').click();
  expect(await seriousOn(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
}));
