// Figures of the page in a real browser: what its first load weighs, when a cluster is seen running, and how long a picture takes.
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright';
import { BROWSER_ARGS, browserPath, fileOf, servePage, whyNoPage } from '../built-page.ts';
import type { Figure } from './kernel.ts';
import { processorWork } from './processor.ts';

const VIEWPORT = { width: 1440, height: 900 };
const LOADS = 5;
/** Pictures measured, and those before them that warm up. */
const PICTURES = 300;
const WARM_UP = 60;
/** Places of the timeline that are asked for, one after the other. */
const SCRUBS = 240;
/** So many lessons of the map are opened, one after the other. */
const LESSONS_OPENED = 12;
/** Of an action in the browser, in real ms. */
const PATIENCE_MS = 60_000;

/** The page's figures, or one line that says why there are none. */
export async function benchBrowser(): Promise<readonly Figure[] | string> {
  const missing = whyNoPage();
  const executablePath = browserPath();
  if (missing !== null || executablePath === null) return `browser figures: ${missing}`;
  const asked: Asked[] = [];
  const served = await servePage((address) => void asked.push({ address, at: Date.now() }));
  const { url } = served;
  const browser = await chromium.launch({ executablePath, args: [...BROWSER_ARGS] });
  // Without the screen's rate a gap between two pictures is what a picture costs; with it, it would never be less than 16.7 ms.
  const unlimited = await chromium.launch({ executablePath, args: [...BROWSER_ARGS, '--disable-frame-rate-limit', '--disable-gpu-vsync'] });
  try {
    return [...(await firstLoads(browser, url, asked)), ...(await pictures(unlimited, url)), ...(await large(browser, url)), ...(await lessons(browser, url))];
  } finally {
    await browser.close();
    await unlimited.close();
    served.close();
  }
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

/** For the page: the lengths of tasks that kept it from drawing for longer than 50 ms, as browsers count them. */
const NOTE_TASKS = 'window.longTasks = []; new PerformanceObserver((list) => { for (const one of list.getEntries()) window.longTasks.push(one.duration); }).observe({ type: "longtask", buffered: true });';
const TAKE_TASKS = 'window.longTasks.splice(0)';
const LARGE_SPEEDS = ['1', '100'] as const;

/** The large living world (12 brokers, 600 partitions, 40 clients, 64 subtasks), at the screen's own rate: playing at both speeds, then scrubbed. */
async function large(browser: Browser, url: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  page.setDefaultTimeout(PATIENCE_MS * 3);
  await page.addInitScript({ content: NOTE_TASKS });
  await page.goto(`${url}#/state/live-six-hundred-partitions`);
  await page.locator('[data-lens="kafka"]').click();
  await page.locator('.broker-head').nth(11).waitFor({ state: 'attached' });
  const figures: Figure[] = [];
  const note = async (name: string): Promise<void> => {
    await page.evaluate(TAKE_TASKS);
    const gaps = (await measure(page)).slice(WARM_UP);
    const tasks = await page.evaluate<number[]>(TAKE_TASKS);
    figures.push({ name: `frame-p95-large-${name}`, value: round(share(gaps, 0.95)), unit: 'ms' }, { name: `longest-task-large-${name}`, value: Math.round(Math.max(0, ...tasks)), unit: 'ms' });
  };
  const scrub = async (): Promise<void> => {
    const track = await page.locator('[data-testid="playhead"]').boundingBox();
    if (track === null) return;
    await page.mouse.move(track.x + track.width / 2, track.y + track.height / 2);
    await page.mouse.down();
    for (let at = 0; at < SCRUBS; at += 1) await page.mouse.move(Math.max(1, track.x - (at % 40) * 6), track.y + track.height / 2);
    await page.mouse.up();
  };
  await page.locator('[data-testid="play"]').click();
  for (const speed of LARGE_SPEEDS) {
    await page.locator('.timeline select').nth(1).selectOption(speed);
    await note(`${speed}x`);
    figures.push(...(await processorWork(browser, page, `large-${speed}x`, () => measure(page))));
  }
  await page.locator('[data-testid="play"]').click();
  const done = note('scrubbing');
  await scrub();
  await done;
  figures.push(...(await processorWork(browser, page, 'large-scrubbing', scrub)));
  await page.close();
  return figures;
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
