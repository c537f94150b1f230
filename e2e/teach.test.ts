// What leaves the page in a real browser: a moment as a link and back, a picture and a film of the stage.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Page } from 'playwright';
import { onDemo } from './pages/demo.ts';
import { StagePage } from './pages/stage-page.ts';

const WIDE = { locale: 'pt-BR', viewport: { width: 1366, height: 768 } };
const LEADER = [/broker|líder|leader/i, '.broker.is-down .thing[data-id="node/broker-1"]'] as const;

const second = (page: Page): Promise<string | null> => page.locator('[data-testid="playhead"]').getAttribute('aria-valuetext');

async function share(page: Page, what: string): Promise<void> {
  await page.locator('[data-menu="share"]').click();
  await page.locator(`[data-share="${what}"]`).click();
}

it('a moment goes as a link: who opens it sees the same, and gets the own world back', () => onDemo(...LEADER, WIDE, async (page, problems) => {
  const stage = new StagePage(page);
  await stage.pause();
  await stage.open('node/broker-2');
  await page.locator('[data-dock="charts"], .chip').first().waitFor();
  const at = await second(page);
  await share(page, 'link');
  await page.waitForFunction(() => window.location.hash.startsWith('#/m/1/'));
  const link = page.url();
  expect(link.length).toBeLessThan(500);

  // Another reader, who has been here before.
  const other = await (await page.context().browser()?.newContext(WIDE))?.newPage();
  if (other === undefined) throw new Error('the browser is there');
  await other.goto(link.slice(0, link.indexOf('#')));
  await other.locator('[data-door="free"]').click();
  await other.evaluate((to) => { window.location.hash = to; }, link.slice(link.indexOf('#')));
  await other.locator('aside.inspector h2', { hasText: /broker 2/i }).waitFor();
  await other.locator(LEADER[1]).waitFor();
  expect(await second(other)).toBe(at);
  expect(await other.evaluate(() => window.location.hash)).toBe('');
  await other.locator('[data-menu="own"]').click();
  await other.locator('.no-topics').waitFor();

  await other.evaluate((to) => { window.location.hash = to; }, `${link.slice(link.indexOf('#'), -20)}AAAA`);
  await other.locator('.toast.is-problem', { hasText: /danificado/ }).waitFor();
  expect(await other.locator('.no-topics').count()).toBe(1);
  await other.evaluate(() => { window.location.hash = '#/m/9/later'; });
  await other.locator('.toast.is-problem', { hasText: /versão mais nova/ }).waitFor();
  expect(problems).toEqual([]);
}));

it('the stage goes as a picture and as a film', () => onDemo(...LEADER, WIDE, async (page, problems) => {
  const saved = async (what: string): Promise<Buffer> => {
    const [download] = await Promise.all([page.waitForEvent('download'), share(page, what)]);
    return readFileSync(await download.path());
  };
  const svg = (await saved('svg')).toString('utf8');
  expect(svg).toMatch(/^<svg xmlns=.*<title>Correnteza/);
  expect(svg).toContain('pedidos');
  const stands = await page.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null, svg);
  expect(stands).toBe(true);
  const png = await saved('png');
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(png.length).toBeGreaterThan(40_000);
  await share(page, 'film');
  await page.locator('.film-time', { hasText: /0:02/ }).waitFor({ timeout: 60_000 });
  const [film] = await Promise.all([page.waitForEvent('download'), page.locator('[data-film="keep"]').click()]);
  expect(film.suggestedFilename()).toMatch(/^correnteza-\d+m\d\ds\d{3}\.webm$/);
  const bytes = readFileSync(await film.path());
  expect(bytes.subarray(0, 4).toString('hex')).toBe('1a45dfa3');
  expect(bytes.length).toBeGreaterThan(10_000);
  expect(problems).toEqual([]);
}));
