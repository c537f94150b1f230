// Flink SQL written on the page in a real browser: a table and a query, an error and what it means, the mended query's changelog, table and plan, and back in time.
import { expect, it } from 'vitest';
import type { Page } from 'playwright';
import { onDemo } from './pages/demo.ts';
import { seriousOn } from './pages/serious.ts';
import { StagePage } from './pages/stage-page.ts';

const WAIT = { timeout: 120_000 };

const onDesk = (options: { readonly width: number; readonly height: number; readonly scheme: 'light' | 'dark'; readonly locale: string }, use: (page: Page, problems: readonly string[]) => Promise<void>): Promise<void> =>
  onDemo(/Escreva Flink SQL|Write Flink SQL/, '.sql-pane', { locale: options.locale, colorScheme: options.scheme, viewport: { width: options.width, height: options.height } }, use);

it('a table and a query are written, mended, run, watched and drawn', () => onDesk({ width: 1366, height: 768, scheme: 'light', locale: 'pt-BR' }, async (page, problems) => {
  await page.locator('.sql-starters button', { hasText: 'pedidos' }).waitFor(WAIT);
  await page.locator('.sql-starters button', { hasText: 'pedidos' }).click();
  // A column that is not there is told at once, in words.
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('SELECT nome FROM pedidos');
  await page.locator('[data-testid="sql-help"]', { hasText: 'nome' }).waitFor(WAIT);
  expect(await page.locator('.sql-problems code').first().innerText()).toBe("Column 'nome' not found in any table");
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.press('Delete');
  await page.locator('.sql-problems li').waitFor({ ...WAIT, state: 'detached' });
  await page.locator('[data-testid="sql-run-all"]').click();
  await page.locator('.timeline select').nth(1).selectOption('2');
  await page.locator('.sql-row.is-after').first().waitFor(WAIT);
  expect(await seriousOn(page, { within: '.sql-pane' })).toEqual([]);
  await new StagePage(page).pause();
  // The table is what the changelog makes: one row a customer.
  const names = await page.locator('.sql-half').nth(1).locator('.sql-row [role=cell]:first-child').allInnerTexts();
  expect(names.length).toBeGreaterThan(3);
  expect(new Set(names).size).toBe(names.length);
  await page.locator('#sql-tab-plan').click();
  await page.locator('.sql-card', { hasText: 'GroupAggregate' }).waitFor(WAIT);
  await page.locator('.sql-card', { hasText: 'GroupAggregate' }).focus();
  await page.locator('.flink-vertex.is-pointed').waitFor(WAIT);
  expect(await page.locator('.sql-details').innerText()).toMatch(/acumulador de COUNT\(\*\)/);
  expect(await seriousOn(page, { within: '.sql-pane' })).toEqual([]);
  // Before the query there was nothing.
  await page.locator('#sql-tab-result').click();
  await new StagePage(page).rewind();
  await page.locator('.sql-row').first().waitFor({ ...WAIT, state: 'detached' });
  expect(problems).toEqual([]);
}));

it('a text that is far too long is refused, and the page goes on', () => onDesk({ width: 1366, height: 768, scheme: 'dark', locale: 'en' }, async (page, problems) => {
  await page.locator('.cm-content').waitFor(WAIT);
  await page.locator('.cm-content').focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'SELECT 1;\n'.repeat(1_000_000));
    document.querySelector('.cm-content')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.getByText(/The pasted text has 10,000,000 letters/).first().waitFor(WAIT);
  await page.keyboard.type('SELECT 1');
  await page.locator('.cm-line', { hasText: 'SELECT 1' }).waitFor(WAIT);
  await page.keyboard.press('Escape');
  await page.locator('.cm-tooltip-autocomplete').waitFor({ ...WAIT, state: 'detached' });
  expect(await seriousOn(page, { within: '.sql-pane' })).toEqual([]);
  expect(problems).toEqual([]);
}));

it('fits a phone', () => onDesk({ width: 360, height: 740, scheme: 'light', locale: 'pt-BR' }, async (page, problems) => {
  await page.locator('.sql-pane.is-narrow .cm-content').waitFor(WAIT);
  await page.locator('.sql-starters button').first().click();
  await page.locator('#sql-tab-plan').click();
  await page.locator('#sql-tab-result').click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await seriousOn(page, { within: '.sql-pane' })).toEqual([]);
  expect(problems).toEqual([]);
}));
