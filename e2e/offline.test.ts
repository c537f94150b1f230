// The page is kept by the browser: it opens without its host, whole, and a newer version comes only when it is asked for.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './pages/browser.ts';
import { seriousOn } from './pages/serious.ts';
import { openSite } from './pages/site.ts';
import { StagePage } from './pages/stage-page.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'correnteza-'));
  cpSync(join(import.meta.dirname, '../dist'), folder, { recursive: true, filter: (path) => !path.endsWith('.map') });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Another version of the page lies where the old one was: its page and what the service worker says of it are others. */
function publish(version: string): void {
  const change = (name: string, from: RegExp, to: string): void => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text).toMatch(from);
    writeFileSync(join(folder, name), text.replace(from, to));
  };
  change('index.html', /<title>[^<]*<\/title>/, `<title>Version ${version}</title>`);
  change('sw.js', /url:"index\.html",revision:"[^"]*"/, `url:"index.html",revision:"${version}"`);
}

/** The browser looks for a newer version, as it does by itself from time to time. */
async function lookForNewer(page: Page): Promise<void> {
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
}

async function isKept(page: Page): Promise<void> {
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated' && navigator.serviceWorker.controller !== null);
}

/** What the page asks of other hosts, what its policy forbids, and what goes wrong in it, as it happens. */
function watch(page: Page, host: string): { readonly elsewhere: string[]; readonly forbidden: string[]; readonly broken: string[] } {
  const seen = { elsewhere: [] as string[], forbidden: [] as string[], broken: [] as string[] };
  page.context().on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(host)) seen.elsewhere.push(request.url());
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) seen.forbidden.push(message.text());
  });
  page.on('pageerror', (problem) => seen.broken.push(problem.message));
  return seen;
}

/** Goes through each door, and looks at what lies behind it: a terminal and the SQL editor, a demonstration, a lesson. */
async function throughAllDoors(page: Page): Promise<void> {
  const start = (): Promise<void> => page.locator('.brand').click();
  await page.locator('[data-door="free"]').click();
  await page.locator('.xterm-screen').waitFor();
  await page.keyboard.press('Control+k');
  await page.locator('.palette').waitFor();
  await page.keyboard.press('Escape');
  await start();
  await page.locator('[data-door="demos"]').click();
  await page.locator('[data-demo="leader-loss"]').click();
  await page.locator('.demo-marks').waitFor();
  await start();
  await page.locator('[data-door="course"]').click();
  await page.locator('[data-lesson="kafka/4-flink/33-flink-sql-on-kafka"]').click();
  await page.locator('article.lesson[aria-busy="false"]').waitFor();
  await page.locator('.dock-tabs button', { hasText: 'SQL' }).click();
  await page.locator('.cm-content').waitFor();
}

it('opens whole without a network after one visit, keeps its policy, and asks nothing of anyone else', async () => {
  const site = await openSite(folder);
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1366, height: 768 }, serviceWorkers: 'allow', reducedMotion: 'reduce' });
    const page = await context.newPage();
    const seen = watch(page, new URL(site.url).origin);
    await page.goto(site.url);
    await page.getByText('Guardada neste navegador').waitFor();
    await isKept(page);
    await site.close();
    await page.reload();
    await new StagePage(page).ready();
    await throughAllDoors(page);
    expect(seen).toEqual({ elsewhere: [], forbidden: [], broken: [] });
    // The policy holds: a script in the page is refused, another host is not asked.
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "scripted"';
      document.head.append(script);
    });
    expect(await page.evaluate(() => fetch('https://example.org/').then(() => 'asked', () => 'refused'))).toBe('refused');
    expect(await page.title()).not.toBe('scripted');
    expect(seen.forbidden.length).toBeGreaterThanOrEqual(2);
  } finally {
    await browser.close();
  }
});

it('asks before a newer version comes, in each tab, and keeps what was reached', async () => {
  const site = await openSite(folder);
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1366, height: 768 }, serviceWorkers: 'allow', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(site.url);
    await isKept(page);
    await page.locator('[data-door="course"]').click();
    await page.locator('[data-lesson="kafka/3-kafka/07-topic-is-a-log"]').click();
    await page.locator('article.lesson[aria-busy="false"]').waitFor();
    await page.locator('.lesson-footer .lesson-next').click();
    const step = await page.locator('.lesson-step-title').innerText();
    publish('two');
    await lookForNewer(page);
    const other = await context.newPage();
    await other.goto(site.url);
    await other.getByText('A new version of this page is here').waitFor();
    expect(await other.title()).not.toContain('two');
    await other.locator('[data-update="later"]').click();
    await other.locator('.update-bar').waitFor({ state: 'detached' });
    await page.locator('[data-update="take"]').click();
    await page.waitForFunction(() => document.title.includes('two'));
    await page.locator('article.lesson[aria-busy="false"]').waitFor();
    expect(await page.locator('.lesson-step-title').innerText()).toBe(step);
    await other.getByText('Another tab has taken a new version').waitFor();
    expect(await other.title()).not.toContain('two');
    await other.locator('[data-update="take"]').click();
    await other.waitForFunction(() => document.title.includes('two'));
  } finally {
    await browser.close();
    await site.close();
  }
});

it('a page that is opened from a file says why it does not start, and what to do', async () => {
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(pathToFileURL(join(import.meta.dirname, '../dist/index.html')).href);
    await page.waitForFunction(() => { const note = document.querySelector('.unopened'); return note !== null && getComputedStyle(note).opacity === '1'; });
    expect(await page.locator('.unopened').innerText()).toMatch(/sirva a pasta, por exemplo com npx serve.*serve the folder/s);
    expect(await seriousOn(page)).toEqual([]);
  } finally {
    await browser.close();
  }
});
