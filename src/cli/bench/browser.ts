// Figures of the page in a real browser: what its first load weighs, when a cluster is seen running, and how long a picture takes.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright';
import type { Figure } from './kernel.ts';

const DIST = join(import.meta.dirname, '../../../dist');
const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const VIEWPORT = { width: 1440, height: 900 };
const ARGS = ['--no-sandbox', '--disable-gpu'];
const LOADS = 5;
/** Pictures measured, and those before them that warm up. */
const PICTURES = 300;
const WARM_UP = 60;
/** So many lessons of the map are opened, one after the other. */
const LESSONS_OPENED = 12;
/** Of an action in the browser, in real ms. */
const PATIENCE_MS = 60_000;

/** The page's figures, or one line that says why there are none. */
export async function benchBrowser(): Promise<readonly Figure[] | string> {
  if (!existsSync(join(DIST, 'index.html'))) return 'browser figures: there is no dist/index.html, run "npm run build" first';
  const executablePath = [process.env['CHROMIUM_PATH'], chromium.executablePath(), ...SYSTEM].find((path) => path !== undefined && path !== '' && existsSync(path));
  if (executablePath === undefined) return 'browser figures: no Chromium was found, set CHROMIUM_PATH to one';
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({ address: request.url ?? '/', at: Date.now() });
    const bytes = fileOf(request.url ?? '/');
    const type = TYPES[extname(new URL(request.url ?? '/', 'http://localhost').pathname)] ?? 'text/html';
    if (bytes === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(bytes));
  });
  const url = await listen(server);
  const browser = await chromium.launch({ executablePath, args: ARGS });
  // Without the screen's rate a gap between two pictures is what a picture costs; with it, it would never be less than 16.7 ms.
  const unlimited = await chromium.launch({ executablePath, args: [...ARGS, '--disable-frame-rate-limit', '--disable-gpu-vsync'] });
  try {
    return [...(await firstLoads(browser, url, asked)), ...(await pictures(unlimited, url)), ...(await lessons(browser, url))];
  } finally {
    await browser.close();
    await unlimited.close();
    server.close();
  }
}

function fileOf(address: string): Buffer | null {
  const path = new URL(address, 'http://localhost').pathname;
  const file = join(DIST, normalize(path === '/' ? '/index.html' : path));
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : null;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
}

/** A file that a page asked for, and when, in ms of the epoch. */
interface Asked {
  readonly address: string;
  readonly at: number;
}

/** For the page: notes, in ms of the epoch, when three running brokers are first drawn. */
const NOTE_CLUSTER = `(function look() {
  if (document.querySelectorAll('.broker.is-running').length < 3) requestAnimationFrame(look);
  else document.documentElement.dataset.clusterSeen = String(Date.now());
})()`;

/** Everything that a first visit asks for until three brokers are seen running, and how long that takes. */
async function firstLoads(browser: Browser, url: string, asked: Asked[]): Promise<Figure[]> {
  const times: number[] = [];
  let page = 0;
  let worker = 0;
  for (let i = 0; i < LOADS; i++) {
    const context = await browser.newContext({ viewport: VIEWPORT });
    const tab = await context.newPage();
    await tab.addInitScript({ content: NOTE_CLUSTER });
    asked.length = 0;
    const begun = Date.now();
    await tab.goto(url, { waitUntil: 'commit' });
    await tab.locator('html[data-cluster-seen]').waitFor({ state: 'attached', timeout: PATIENCE_MS });
    const seenAt = Number(await tab.locator('html').getAttribute('data-cluster-seen'));
    times.push(seenAt - begun);
    const workers = new Set(tab.workers().map((one) => new URL(one.url()).pathname));
    const weigh = (ofWorker: boolean): number => {
      const addresses = new Set(asked.filter(({ address, at }) => at <= seenAt && workers.has(address) === ofWorker).map(({ address }) => address));
      return [...addresses].reduce((sum, address) => sum + gzipSync(fileOf(address) ?? '').length, 0) / 1000;
    };
    worker = weigh(true);
    page = weigh(false);
    await context.close();
  }
  return [
    { name: 'first-load', value: round(page + worker), unit: 'kB gzip' },
    { name: 'first-load-page', value: round(page), unit: 'kB gzip' },
    { name: 'first-load-worker', value: round(worker), unit: 'kB gzip' },
    { name: 'visible-cluster', value: Math.round(share(times, 0.5)), unit: 'ms' },
  ];
}

/** For the page, as text: opens the so-many-th lesson of the map; how many ms until it can be read, its world being there. */
const openLesson = (at: number): string => `new Promise((done) => {
  const begun = performance.now();
  const look = () => (document.querySelector('article.lesson[aria-busy="false"]') === null ? requestAnimationFrame(look) : done(performance.now() - begun));
  document.querySelectorAll('button[data-lesson]')[${at}].click();
  look();
})`;

/** From the click on the map until a lesson can be read and worked on, its world being there: each lesson after the first that was opened. */
async function lessons(browser: Browser, url: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  await page.locator('[data-door="course"]').click();
  const times: number[] = [];
  const count = Math.min(LESSONS_OPENED, await page.locator('button[data-lesson]').first().waitFor().then(() => page.locator('button[data-lesson]').count()));
  for (let at = 0; at < count; at += 1) {
    times.push(await page.evaluate<number>(openLesson(at)));
    await page.locator('.lesson-header button').last().click();
    await page.locator('button[data-lesson]').first().waitFor();
  }
  return [{ name: 'lesson-opens', value: Math.round(share(times.slice(1), 0.5)), unit: 'ms' }, { name: 'lesson-opens-slowest', value: Math.round(Math.max(...times.slice(1))), unit: 'ms' }];
}

/** The named world with 2,000 messages in the air, playing: the real time from one picture to the next. */
async function pictures(browser: Browser, url: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.goto(`${url}#/state/two-thousand-flights`);
  await page.locator('.broker.is-running').nth(2).waitFor({ timeout: PATIENCE_MS });
  await page.locator('[data-testid="play"]').click();
  const between = (await measure(page)).slice(WARM_UP);
  return [
    { name: 'frame-p50-2000-flights', value: round(share(between, 0.5)), unit: 'ms' },
    { name: 'frame-p95-2000-flights', value: round(share(between, 0.95)), unit: 'ms' },
  ];
}

/** Run in the page, as text: what a bundler adds to functions is not known there. */
const GAPS = `new Promise((done) => {
  const gaps = [];
  let last = 0;
  const next = (now) => {
    if (last > 0) gaps.push(now - last);
    last = now;
    if (gaps.length < ${PICTURES + WARM_UP}) requestAnimationFrame(next);
    else done(gaps);
  };
  requestAnimationFrame(next);
})`;

/** Real ms between one picture and the next. */
function measure(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(GAPS);
}

function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

const round = (value: number): number => Math.round(value * 10) / 10;
