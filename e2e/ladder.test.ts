// The API ladder in a real browser: four texts run on the simulated cluster, their rows agree, and a text that is changed differs; on a phone, too.
import { expect, it } from 'vitest';
import type { Page } from 'playwright';
import { onDemo } from './pages/demo.ts';

const onLadder = (viewport: { readonly width: number; readonly height: number }, use: (page: Page, problems: readonly string[]) => Promise<void>): Promise<void> =>
  onDemo('Escada de APIs', '.ladder .cm-content', { locale: 'pt-BR', viewport }, use);

/** Puts a text into the editor instead of another. */
async function replaceInEditor(page: Page, from: string, to: string): Promise<void> {
  await page.locator('.ladder .cm-content').click();
  await page.keyboard.press('Control+f');
  await page.locator('.cm-search input[name="search"]').fill(from);
  await page.locator('.cm-search input[name="replace"]').fill(to);
  await page.locator('.cm-search button[name="replaceAll"]').click();
  await page.keyboard.press('Escape');
}

it('runs all rungs, whose rows agree, and shows where a changed one differs', () => onLadder({ width: 1366, height: 768 }, async (page, problems) => {
  await page.locator('.timeline select').nth(1).selectOption('5');
  await page.locator('.ladder-box').nth(1).waitFor({ timeout: 60_000 });
  await page.locator('[data-ladder="run-all"]').click();
  await page.locator('.ladder-dot.is-fine').nth(3).waitFor({ timeout: 120_000 });
  await page.locator('.ladder-verdict', { hasText: 'concordam: 7 linhas' }).waitFor({ timeout: 60_000 });
  await page.getByRole('tab', { name: /DataStream/ }).click();
  await page.locator('.ladder-box', { hasText: 'Timestamps/Watermarks' }).waitFor({ timeout: 60_000 });
  await replaceInEditor(page, 'ofMinutes(1)', 'ofMinutes(2)');
  await page.locator('[data-ladder="run"]').click();
  await page.locator('.ladder-verdict.is-differing').waitFor({ timeout: 120_000 });
  // A mistake is marked at its line, with a remedy, and the graph is that of before.
  await replaceInEditor(page, '.keyBy(', '.keyByy(');
  await page.locator('.ladder-problem', { hasText: 'keyByy' }).waitFor({ timeout: 60_000 });
  expect(await page.locator('.ladder-problem').innerText()).toMatch(/Linha \d+/);
  expect(await page.locator('.ladder-plan.is-old .ladder-box').count()).toBe(2);
  await page.locator('[data-ladder="stage"]').click();
  await page.locator('.flink-job').first().waitFor();
  await page.locator('[data-ladder="open"]').click();
  await page.locator('.ladder .cm-content').waitFor();
  expect(problems).toEqual([]);
}));

it('stands on a phone, and says what can only be read', () => onLadder({ width: 360, height: 740 }, async (page, problems) => {
  await page.getByRole('tab', { name: /ProcessFunction/ }).click();
  await page.getByRole('button', { name: 'Python' }).click();
  await page.locator('.ladder-note', { hasText: 'só para ler' }).waitFor();
  expect(await page.locator('[data-ladder="run"]').isDisabled()).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(problems).toEqual([]);
}));
