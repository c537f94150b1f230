// A world whose code comes slowly: the page says so, can be left with the keyboard, and is then as it was; waited for, the world comes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { openBrowser } from './pages/browser.ts';
import { openSite } from './pages/site.ts';

const DIST = join(import.meta.dirname, '../dist');

/** A page of the built site whose files may be held back, in pt-BR; what it throws fails the test. */
async function onSlowSite(held: (file: string) => Promise<void>, use: (page: Page) => Promise<void>): Promise<void> {
  const site = await openSite(undefined, held);
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ locale: 'pt-BR', viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' })).newPage();
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(problem.message));
    await page.goto(site.url);
    await use(page);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
}

it('a world that takes its time to come shows it, and is left from the keyboard as if it had never been asked for', async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((go) => { release = go; });
  await onSlowSite((file) => (file.startsWith('flink-side-') ? released : Promise.resolve()), async (page) => {
    await page.locator('[data-door="demos"]').press('Enter');
    await page.locator('.demos [data-world="shop"]').press('Enter');
    await page.locator('[data-testid="play"][aria-label="Pausar"]').waitFor();
    await page.locator('.broker.is-running').nth(2).waitFor();
    const things = (): Promise<number> => page.locator('.stage [data-id]').count();
    const before = await things();
    const opening = page.locator('[data-testid="opening"]');
    const ask = async (): Promise<void> => {
      await page.locator('.demos [data-world="flink"]').press('Enter');
      await opening.locator('progress').waitFor();
    };
    await ask();
    expect(await opening.locator('output').innerText()).toMatch(/Buscando o que este mundo precisa/);
    // The page goes on meanwhile: time passes in the world that stands.
    const time = (): Promise<string> => page.locator('.time-shown').innerText();
    const atFirst = await time();
    await expect.poll(time).not.toBe(atFirst);
    await page.locator('[data-testid="leave-opening"]').press('Enter');
    await opening.waitFor({ state: 'detached' });
    await page.getByText('Cancelado: o mundo está como estava.').first().waitFor();
    expect(await things()).toBe(before);
    // Another that needs nothing new comes at once, also where the first is still on its way.
    await ask();
    await page.locator('.demos [data-demo]').first().press('Enter');
    await page.locator('.demo-marks').waitFor();
    release();
    await opening.waitFor({ state: 'detached' });
    expect(await page.locator('.demo-shown').count()).toBe(1);
    await page.locator('.demo-back').press('Enter');
    await page.locator('.demos [data-world="flink"]').press('Enter');
    await page.locator('[data-id^="flink-node/"]').first().waitFor();
  });
});

/** What may be asked for until the cluster is seen, in kB of gzip. */
const FIRST_KB = 200;

it('until the cluster is seen nothing is asked for that its picture does without', async () => {
  const asked = new Set<string>();
  let release = (): void => undefined;
  const released = new Promise<void>((go) => { release = go; });
  const site = await openSite(undefined, async (file) => {
    asked.add(file);
    // The world's worker.
    if (file.startsWith('main-')) await released;
  });
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ locale: 'pt-BR', viewport: { width: 1366, height: 768 } })).newPage();
    await page.goto(site.url);
    // All that comes with the page's own first pictures has been asked for.
    await page.locator('.stage-starting').waitFor();
    await expect.poll(() => [...asked].some((file) => file.startsWith('keep-focus-'))).toBe(true);
    await page.evaluate('new Promise((idle) => requestIdleCallback(idle))');
    const weighed = [...asked].reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file === 'index.html' || file === 'icon.svg' ? file : `assets/${file}`))).length, 0) / 1000;
    expect(weighed).toBeLessThan(FIRST_KB);
    release();
    await page.locator('.broker.is-running').nth(2).waitFor();
    // What waited for the picture comes after it.
    await page.locator('[data-testid="crumbs"]').waitFor();
    await page.locator('[data-testid="state-in-words"] li').first().waitFor({ state: 'attached' });
  } finally {
    await browser.close();
    await site.close();
  }
});

it('a kept world that is long in coming back is left for a new one from the keyboard, and brought back later', async () => {
  let held: Promise<void> = Promise.resolve();
  await onSlowSite((file) => (file.startsWith('late-side-') ? held : Promise.resolve()), async (page) => {
    await page.locator('[data-door="demos"]').press('Enter');
    await page.locator('.demos [data-world="shop"]').press('Enter');
    const client = page.locator('.stage [data-id^="client/"]').first();
    await client.waitFor();
    await expect.poll(() => page.evaluate('(sessionStorage.getItem("correnteza.run") ?? localStorage.getItem("correnteza.run") ?? "").includes("caixa")'), { timeout: 20_000 }).toBe(true);
    let release = (): void => undefined;
    held = new Promise<void>((go) => { release = go; });
    await page.reload();
    await page.locator('[data-testid="opening"] progress').waitFor();
    await page.getByRole('button', { name: 'Abrir um mundo novo' }).press('Enter');
    await page.locator('.broker.is-running').nth(2).waitFor();
    await page.getByText('“Meu mundo” o traz de volta').first().waitFor();
    release();
    await page.locator('.xterm').waitFor();
    expect(await client.count()).toBe(0);
    await page.locator('[data-menu="own"]').press('Enter');
    await client.waitFor();
    expect(await page.locator('[data-menu="own"]').count()).toBe(0);
  });
});

it('Flink has come while the course map is read, and not before the first cluster is seen', async () => {
  const asked: string[] = [];
  const site = await openSite(undefined, (file) => {
    asked.push(file);
    return Promise.resolve();
  });
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ locale: 'pt-BR', viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' })).newPage();
    await page.goto(site.url);
    await page.locator('.broker.is-running').nth(2).waitFor();
    const isFlink = (file: string): boolean => file.startsWith('flink-side-');
    expect(asked.some(isFlink)).toBe(false);
    await page.locator('[data-door="course"]').press('Enter');
    await expect.poll(() => asked.some(isFlink), { timeout: 30_000 }).toBe(true);
  } finally {
    await browser.close();
    await site.close();
  }
});
