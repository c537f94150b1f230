// Kafka and Flink in a real browser: a job that is two clicks away, a TaskManager killed, asked about and taken back, and a window that does not fire.
import { expect, it } from 'vitest';
import type { Page } from 'playwright';
import { openBrowser } from './pages/browser.ts';
import { openSite } from './pages/site.ts';
import { StagePage } from './pages/stage-page.ts';

async function onDemonstration(name: RegExp, use: (page: Page, stage: StagePage, problems: string[]) => Promise<void>): Promise<void> {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ locale: 'pt-BR', viewport: { width: 1366, height: 768 } });
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(String(problem)));
    page.on('requestfailed', (request) => problems.push(request.url()));
    await page.goto(site.url);
    await page.locator('[data-door="demos"]').click();
    await page.locator('.demos button.door', { hasText: name }).click();
    await page.locator('.flink-task.is-running').first().waitFor({ timeout: 120_000 });
    await use(page, new StagePage(page), problems);
  } finally {
    await browser.close();
    await site.close();
  }
}

it('shows a job at work, what a lost TaskManager does to it and why, and takes it back', () => onDemonstration(/Kafka \+ Flink/, async (page, stage, problems) => {
  // Keys are in the state of subtasks, and a window fills.
  await page.locator('.flink-keys').first().waitFor({ timeout: 120_000 });
  await page.locator('.flink-window.is-open').first().waitFor({ timeout: 120_000 });
  await stage.act('flink-node/tm-1', 'crash');
  await page.locator('.flink-lane.is-down').waitFor();
  await page.locator('.timeline select').nth(1).selectOption('10');
  await page.locator('.flink-job.is-waiting, .flink-task.is-failed').first().waitFor({ timeout: 120_000 });
  // It runs again on what is left, from its last checkpoint.
  await page.locator('.flink-job.is-fine').waitFor({ timeout: 120_000 });
  await page.locator('.flink-task.is-running').nth(3).waitFor({ timeout: 120_000 });
  await stage.pause();
  await stage.open('flink-node/tm-1');
  const chain = await stage.why();
  expect(chain.join(' ')).toMatch(/você derrubou o TaskManager tm-1/);
  await stage.rewind();
  await page.locator('.flink-lane.is-down').waitFor({ state: 'detached' });
  expect(problems).toEqual([]);
}));

it('says which partition keeps a window from firing, and follows a record into it', () => onDemonstration(/não dispara/, async (page, stage, problems) => {
  const window = page.locator('.flink-window.is-open').first();
  await window.waitFor({ timeout: 120_000 });
  await stage.pause();
  await window.click();
  const answer = page.locator('[data-testid="flink-why"]');
  await answer.waitFor();
  expect((await answer.innerText()).replaceAll('\n', ' ')).toMatch(/dispara quando a watermark .* lê a partição pedidos-\d, que nunca teve um registro/);
  await page.locator('.flink-held button').first().click();
  await page.locator('[data-testid="followed"] li').first().waitFor();
  await page.locator('.flink-window.is-traced, .flink-dots .is-traced').first().waitFor();
  expect(problems).toEqual([]);
}));
