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
const LOADS = 5;
/** Pictures measured, and those before them that warm up. */
const PICTURES = 300;
const WARM_UP = 60;
/** Of an action in the browser, in real ms. */
const PATIENCE_MS = 60_000;

/** The page's figures, or one line that says why there are none. */
export async function benchBrowser(): Promise<readonly Figure[] | string> {
  if (!existsSync(join(DIST, 'index.html'))) return 'browser figures: there is no dist/index.html, run "npm run build" first';
  const executablePath = [process.env['CHROMIUM_PATH'], chromium.executablePath(), ...SYSTEM].find((path) => path !== undefined && path !== '' && existsSync(path));
  if (executablePath === undefined) return 'browser figures: no Chromium was found, set CHROMIUM_PATH to one';
  const server = createServer((request, response) => {
    const bytes = fileOf(request.url ?? '/');
    const type = TYPES[extname(new URL(request.url ?? '/', 'http://localhost').pathname)] ?? 'text/html';
    if (bytes === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(bytes));
  });
  const url = await listen(server);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    return [...(await firstLoads(browser, url)), ...(await pictures(browser, url))];
  } finally {
    await browser.close();
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

/** Everything that was fetched until three brokers are seen running, and how long that took. */
async function firstLoads(browser: Browser, url: string): Promise<Figure[]> {
  const times: number[] = [];
  let page = 0;
  let worker = 0;
  for (let i = 0; i < LOADS; i++) {
    const context = await browser.newContext({ viewport: VIEWPORT });
    const tab = await context.newPage();
    const fetched = new Set<string>();
    context.on('request', (request) => fetched.add(request.url()));
    tab.on('worker', (started) => fetched.add(started.url()));
    const begun = performance.now();
    await tab.goto(url, { waitUntil: 'commit' });
    await tab.locator('.broker.is-running').nth(2).waitFor({ timeout: PATIENCE_MS });
    times.push(performance.now() - begun);
    const workers = new Set(tab.workers().map((one) => one.url()));
    const weigh = (addresses: readonly string[]): number => addresses.reduce((sum, address) => sum + gzipSync(fileOf(address) ?? '').length, 0) / 1000;
    worker = weigh([...workers]);
    page = weigh([...fetched].filter((address) => address.startsWith(url) && !workers.has(address)));
    await context.close();
  }
  return [
    { name: 'first-load', value: round(page + worker), unit: 'kB gzip' },
    { name: 'first-load-page', value: round(page), unit: 'kB gzip' },
    { name: 'first-load-worker', value: round(worker), unit: 'kB gzip' },
    { name: 'visible-cluster', value: Math.round(share(times, 0.5)), unit: 'ms' },
  ];
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
