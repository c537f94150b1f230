// The stage in a real browser: a living cluster behind the doors, a leader killed, asked about and rewound, and a reload that goes on.
import { expect, it } from 'vitest';
import type { Page } from 'playwright';
import { openBrowser } from './pages/browser.ts';
import { openSite } from './pages/site.ts';
import { StagePage } from './pages/stage-page.ts';

async function onPage(use: (page: Page, stage: StagePage, problems: string[]) => Promise<void>): Promise<void> {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ locale: 'pt-BR', viewport: { width: 1440, height: 900 } });
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(String(problem)));
    page.on('requestfailed', (request) => problems.push(request.url()));
    await page.goto(site.url);
    await use(page, new StagePage(page), problems);
  } finally {
    await browser.close();
    await site.close();
  }
}

it('opens under a sub-path with a cluster at work behind three doors', () => onPage(async (page, stage, problems) => {
  await stage.ready();
  expect(await page.locator('[data-door]').count()).toBe(3);
  await page.locator('.cell.is-leader').first().waitFor();
  await page.locator('.member .owns').first().waitFor({ timeout: 60_000 });
  expect(problems).toEqual([]);
}));

it('shows who takes over when a leader is killed, says why, and takes it back', () => onPage(async (page, stage, problems) => {
  await stage.ready();
  await page.locator('[data-door="demos"]').click();
  await page.locator('.cell.is-leader[data-id^="replica/pedidos-0/"]').waitFor();
  const leader = await stage.leaderOf('pedidos-0');
  await stage.act(`node/broker-${leader}`, 'crash');
  await stage.waitForBroker(leader, 'down');
  await page.locator('.timeline select').nth(1).selectOption('5');
  await page.locator(`.cell.is-leader[data-id^="replica/pedidos-0/"]:not([data-id="replica/pedidos-0/${leader}"])`).waitFor({ timeout: 60_000 });
  await stage.pause();
  await stage.open('partition/pedidos-0');
  const chain = await stage.why();
  expect(chain[0]).toMatch(/liderança de pedidos-0/);
  expect(chain[chain.length - 1]).toMatch(new RegExp(`porque você derrubou o broker ${leader}`));
  await stage.rewind();
  await stage.waitForBroker(leader, 'running');
  expect(await stage.leaderOf('pedidos-0')).toBe(leader);
  expect(problems).toEqual([]);
}));

it('goes on after a reload where it was', () => onPage(async (page, stage) => {
  await stage.ready();
  await page.locator('[data-door="free"]').click();
  await page.locator('.terminal-dock').waitFor();
  await stage.act('node/broker-3', 'crash');
  await stage.waitForBroker(3, 'down');
  await page.waitForFunction(() => localStorage.getItem('correnteza.run')?.includes('"crash"') === true);
  await page.reload();
  await stage.waitForBroker(3, 'down');
  expect(await page.locator('[data-door]').count()).toBe(0);
}));

it('can be walked, asked and acted on with keys alone', () => onPage(async (page, stage) => {
  await stage.ready();
  await page.locator('[data-door="demos"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('.cell.is-leader').first().waitFor();
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? '');
  for (let tabs = 0; tabs < 60 && !(await focused()).startsWith('node/'); tabs += 1) await page.keyboard.press('Tab');
  const seen: string[] = [];
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) {
    await page.keyboard.press(key);
    seen.push(await focused());
  }
  expect(new Set(seen).size).toBe(3);
  await page.keyboard.press('Enter');
  await page.locator('aside.inspector').waitFor();
  await page.keyboard.press('m');
  await page.locator('[role="menu"]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[role="menu"]').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.locator('aside.inspector').waitFor({ state: 'detached' });
}));
