// Correnteza held by other pages: the example page of docs/embedding.md, and an LMS (scorm-again) that launches a package and launches it again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scorm } from '../src/cli/scorm.ts';
import { openBrowser } from './pages/browser.ts';
import { keptBy, launch, unpackFor } from './pages/lms.ts';
import { openSite } from './pages/site.ts';
import { StagePage } from './pages/stage-page.ts';

const DIST = join(import.meta.dirname, '../dist');
const LESSON = 'kafka/3-kafka/07-topic-is-a-log';

it('the example page loads, acts, seeks, hears of it, and is told what can not be done', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1500, height: 900 }, reducedMotion: 'reduce' })).newPage();
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(problem.message));
    await page.goto(`${site.url}embedding.html`);
    const held = page.frameLocator('#place iframe');
    const heard = (kind: string): Promise<void> => page.locator(`#heard [data-kind="${kind}"]`).first().waitFor({ timeout: 60_000 });
    const call = (name: string): Promise<void> => page.locator(`[data-call="${name}"]`).click();
    await heard('ready');
    await held.locator('article.lesson[aria-busy="false"]').waitFor();
    expect(await held.locator('html').getAttribute('lang')).toBe('en');
    expect(await held.getByText('Leave the lesson').count()).toBe(0);
    await heard('progress');
    await call('sandbox');
    await heard('sandbox');
    await held.locator('.broker.is-running').nth(2).waitFor();
    await call('act');
    await held.locator('.broker.is-down').first().waitFor();
    await call('wrong');
    await heard('refused');
    await call('demo');
    await heard('demo');
    await held.locator('.demo-marks').waitFor();
    await call('seek');
    await heard('seek');
    await call('state');
    expect(await page.locator('#heard [data-kind="state"]').first().innerText()).toMatch(/"nowUs":\d+.*"moment":"#\/m\//);
    // Damaged messages are answered, and do no harm.
    await page.evaluate(() => document.querySelector('iframe')?.contentWindow?.postMessage({ correnteza: 1, type: 'act', input: 7 }, '*'));
    await heard('error');
    expect(problems).toEqual([]);
    // What the page keeps for its own visits is not the guest's to change.
    expect(await page.evaluate(() => [localStorage.getItem('correnteza.run'), localStorage.getItem('correnteza.page')])).toEqual([null, null]);
  } finally {
    await browser.close();
    await site.close();
  }
});

it('a guest keeps to what its address locks and leaves out, and says what of it is not understood', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ locale: 'pt-BR', viewport: { width: 1200, height: 700 }, reducedMotion: 'reduce' })).newPage();
    await page.goto(`${site.url}?sandbox&theme=dark&lang=en&panels=timeline&lock=acts,time&colour=red`);
    const stage = new StagePage(page);
    await stage.ready();
    expect(await page.locator('.embed-problem').innerText()).toMatch(/colour=red\. Allowed: lesson, demo, sandbox/);
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('.top-bar').isVisible()).toBe(false);
    await stage.act('node/broker-1', 'crash');
    await page.locator('.toast', { hasText: 'Whoever put this page here has locked that' }).waitFor();
    expect(await page.locator('.broker.is-down').count()).toBe(0);
    expect(await page.locator('.terminal-dock').count()).toBe(0);
  } finally {
    await browser.close();
    await site.close();
  }
});

it('an LMS keeps score, time and the place to go on from, and a lesson goes on there with its world', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lms-'));
  const out = join(folder, 'package.zip');
  expect(await scorm([LESSON, '--page', DIST, '--out', out, '--lang', 'en'], () => undefined)).toBe(0);
  unpackFor(folder, out);
  const site = await openSite(folder);
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1450, height: 900 }, reducedMotion: 'reduce' })).newPage();
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(problem.message));
    const sco = await launch(page, site.url);
    expect(await page.title()).toBe('A topic is a log');
    await sco.locator('.xterm-helper-textarea').focus();
    await page.keyboard.type('kafka-topics.sh --bootstrap-server localhost:9092 --create --topic pedidos\n');
    await sco.locator('[data-verdict="done"]').waitFor({ timeout: 60_000 });
    await sco.locator('.lesson-footer .lesson-next').click();
    const step = await sco.locator('.lesson-step-title').innerText();
    await page.goto('about:blank');
    await page.goto(site.url);
    const kept = await keptBy(page);
    expect(kept.core).toMatchObject({ lesson_status: 'incomplete', lesson_location: 'nobody-reads' });
    expect(Number(kept.core.score.raw)).toBeGreaterThan(0);
    expect(JSON.stringify(kept.core)).toMatch(/\d\d:\d\d:\d\d/);
    expect(kept.suspend_data.length).toBeLessThanOrEqual(4_096);
    // Nothing of a student stays in the browser, but with the LMS.
    expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => !name.includes('.panels.')))).toEqual(['lms']);
    const again = await launch(page, site.url);
    expect(await again.locator('.lesson-step-title').innerText()).toBe(step);
    await again.locator('.thing[data-id="partition/pedidos-0"]').waitFor();
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true });
  }
});
