// A worker that is killed, an error thrown in it, a panel that throws and one that can't be fetched: the page stays, the world comes back, and a report can be saved.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { openBrowser } from './pages/browser.ts';
import { openSite } from './pages/site.ts';
import { TerminalPage } from './pages/terminal-page.ts';

const CARD = '[data-recovery]';

/** Only the last one lives: a worker that died is listed until its end is told. */
const workerOf = (page: Page) => page.workers().at(-1) ?? null;

async function report(page: Page): Promise<{ readonly part: string; readonly run: { readonly inputs: readonly { readonly input: { readonly text?: string } }[] } }> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('[data-recovery-act="report"]').click()]);
  return JSON.parse(readFileSync(await file.path(), 'utf8'));
}

it('the world and the page come back, whatever breaks', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const { page, terminal } = await TerminalPage.inFreeWorld(browser, site.url, { width: 1366, height: 768 });
    await terminal.untilPrompt(() => terminal.type('echo before'));

    // It ends without a word: only asking finds it out.
    await workerOf(page)?.evaluate(() => self.close());
    await page.locator('[data-recovery="whole"]').waitFor({ timeout: 60_000 });
    const saved = await report(page);
    expect(saved.part).toBe('world');
    expect(saved.run.inputs.map(({ input }) => input.text)).toContain('echo before');
    await page.locator('[data-recovery-act="close"]').click();
    await terminal.waitFor((text) => text.includes('before'));
    await terminal.untilPrompt(() => terminal.type('echo after'));

    // An error that nothing in the worker catches.
    await workerOf(page)?.evaluate(() => { queueMicrotask(() => { throw new Error('injected'); }); });
    await page.locator(CARD).waitFor({ timeout: 30_000 });
    expect(await page.locator('#recovery-text').innerText()).toContain('injected');
    await page.locator('[data-switch="language"]').click();
    await page.waitForFunction(() => document.querySelector('#recovery-title')?.textContent === 'The world is back');
    await page.locator('[data-recovery-act="close"]').click();
    await terminal.waitFor((text) => text.includes('after'));

    // A panel that throws, and one that can't be fetched; the second comes when it is asked for again.
    await page.route('**/assets/Charts-*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'export default function Charts() { throw new Error("planted"); }' }));
    await page.route('**/assets/Compare-*.js', (route) => route.abort());
    await page.locator('[data-dock="charts"]').click();
    await page.locator('[data-broken="charts"]').waitFor();
    expect(await page.locator('[data-broken="charts"]').innerText()).toContain('planted');
    await page.locator('[data-dock="compare"]').click();
    const compare = page.locator('[data-broken="compare"]');
    await compare.waitFor();
    await page.unroute('**/assets/Compare-*.js');
    await compare.locator('.button.is-main').click();
    await compare.waitFor({ state: 'detached' });
    expect(await page.locator('.top-bar').isVisible()).toBe(true);
  } finally {
    await browser.close();
    await site.close();
  }
});

it('an embedded page whose time is locked recovers too, goes on by itself, and stays locked', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ locale: 'pt-BR', viewport: { width: 1366, height: 768 }, permissions: ['clipboard-read', 'clipboard-write'] })).newPage();
    await page.goto(`${site.url}?sandbox&lock=time,language&lang=pt`);
    const terminal = new TerminalPage(page);
    await terminal.ready();
    await terminal.untilPrompt(() => terminal.type('echo antes'));
    await workerOf(page)?.evaluate(() => self.close());
    await page.locator('[data-recovery="whole"]').waitFor({ timeout: 60_000 });
    expect(await page.locator('#recovery-title').innerText()).not.toBe('The world is back');
    await page.locator('[data-recovery-act="close"]').press('Enter');
    await terminal.waitFor((text) => text.includes('antes'));
    // It was playing, and its reader could not start it again.
    await terminal.untilPrompt(() => terminal.type('echo depois'));
    expect(await page.locator('html').getAttribute('data-without')).toContain('lock-time');
    await page.locator('.top-bar').click({ position: { x: 2, y: 2 } });
    await page.keyboard.press('Space');
    await terminal.untilPrompt(() => terminal.type('echo ainda'));
  } finally {
    await browser.close();
    await site.close();
  }
});

it('a browser that keeps nothing says so once, and the progress can be taken along', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ locale: 'en', viewport: { width: 1366, height: 768 } })).newPage();
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => { throw new DOMException('no room', 'QuotaExceededError'); };
    });
    await page.goto(site.url);
    await page.locator('[data-door="course"]').click();
    await page.locator('.course-start').click();
    const card = page.locator('[data-recovery="storage"]');
    await card.waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), card.locator('[data-recovery-act="progress"]').click()]);
    const saved: { readonly lessons: readonly { readonly path: string }[] } = JSON.parse(readFileSync(await file.path(), 'utf8'));
    expect(saved.lessons).toHaveLength(1);
    await card.locator('[data-recovery-act="close"]').click();
    await page.locator('.lesson').waitFor();
    expect(await card.count()).toBe(0);
  } finally {
    await browser.close();
    await site.close();
  }
});
