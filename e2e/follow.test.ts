// Following a record from the picture itself, on a phone with a finger and with the keyboard alone: in a log, in the air, in an operator, on the axis of event time, in a list.
import { expect, it } from 'vitest';
import type { Locator, Page } from 'playwright';
import { openBrowser } from './pages/browser.ts';
import { type Finger, fingerOn } from './pages/finger.ts';
import { openSite } from './pages/site.ts';

/** A phone that shows a named state of the gallery: nothing moves in it, so that what flies can be touched. */
async function onPhone(state: string, use: (page: Page, finger: Finger, problems: readonly string[]) => Promise<void>): Promise<void> {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en', colorScheme: 'dark' });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(String(problem)));
    await page.goto(`${site.url}#/state/${state}?theme=dark&locale=en`);
    await page.locator(`html[data-state="${state}"]`).waitFor({ state: 'attached', timeout: 120_000 });
    await use(page, await fingerOn(page), problems);
  } finally {
    await browser.close();
    await site.close();
  }
}

const followed = (page: Page): Locator => page.locator('[data-testid="follow"] strong');

/** Follows the first that the open menu offers, and says which. */
async function followFirst(page: Page): Promise<string> {
  await page.locator('.menu [data-action="follow"]').first().tap();
  await page.locator('.menu').waitFor({ state: 'detached' });
  return followed(page).innerText();
}

async function boxOf(thing: Locator): Promise<{ readonly x: number; readonly y: number; readonly width: number; readonly height: number }> {
  await thing.scrollIntoViewIfNeeded();
  const box = await thing.boundingBox();
  if (box === null) throw new Error('it is drawn');
  return box;
}

/** Where the canvas has a message with records of a producer: what a mouse that goes over the stage is told. */
async function flightOn(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const stage = await boxOf(page.locator('.stage-scroller'));
  for (let y = stage.y + 8; y < stage.y + stage.height; y += 10) {
    for (let x = stage.x + 8; x < stage.x + stage.width; x += 10) {
      await page.mouse.move(x, y);
      if (await page.locator('.tip-title', { hasText: /^Produce/ }).count() > 0) return { x, y };
    }
  }
  throw new Error('nothing flies from a producer');
}

it('a finger that is held follows a record of a log, and one in the air, and neither scrolls nor chooses', () => onPhone('stage-whole', async (page, finger, problems) => {
  const log = await boxOf(page.locator('.cell.is-leader').first());
  await finger.hold(log.x + log.width * 0.35, log.y + log.height * 0.5);
  expect(await page.locator('.menu-title').first().innerText()).toMatch(/^pedidos-\d@\d+$/);
  expect(await followFirst(page)).toMatch(/^pedidos-\d@\d+$/);
  expect(await page.locator('.thing.is-selected').count()).toBe(0);
  await page.locator('[data-follow="stop"]').tap();
  const flight = await flightOn(page);
  await finger.hold(flight.x, flight.y);
  expect(await page.locator('.menu-title').first().innerText()).toBe('Records here');
  await page.locator('.menu [data-action="follow"]').first().tap();
  expect(await page.locator('[data-testid="follow-now"]').innerText()).toMatch(/^On its way to broker \d: it gets its offset where it is written/);
  // A finger that moves scrolls, and opens nothing.
  const before = await page.locator('.stage-scroller').evaluate((element) => element.scrollTop);
  await finger.drag({ x: 195, y: 300 }, { x: 195, y: 180 });
  await page.waitForFunction((top) => (document.querySelector('.stage-scroller')?.scrollTop ?? 0) > top, before);
  expect(await page.locator('.menu').count()).toBe(0);
  expect(problems).toEqual([]);
}));

it('a finger that is held follows what a subtask holds and a dot of event time, and a list has its own button', () => onPhone('stage-flink', async (page, finger, problems) => {
  const task = await boxOf(page.locator('.flink-task').nth(1));
  await finger.hold(task.x + task.width / 2, task.y + task.height / 2);
  expect(await followFirst(page)).toMatch(/^pedidos-\d@\d+$/);
  await page.locator('[data-follow="stop"]').tap();
  const dot = await boxOf(page.locator('.flink-dots [data-record]').nth(2));
  // Beside it: a fingertip is larger than a dot.
  await finger.hold(dot.x + dot.width / 2 + 9, dot.y + dot.height / 2 + 9);
  expect(await page.locator('.menu-title').first().innerText()).toMatch(/^pedidos-\d@\d+$/);
  expect(await followFirst(page)).toMatch(/^pedidos-\d@\d+$/);
  await page.locator('[data-follow="stop"]').tap();
  await page.locator('.flink-time').first().tap();
  await page.locator('.flink-held button').first().tap();
  expect(await followed(page).innerText()).toMatch(/^pedidos-\d@\d+$/);
  expect(problems).toEqual([]);
}));

it('the keyboard alone follows from a subtask and from a log', () => onPhone('stage-kafka-and-flink', async (page, _finger, problems) => {
  for (const thing of ['.flink-task >> nth=1', '.cell.is-leader >> nth=0']) {
    await page.locator(`[data-testid="stage"] ${thing}`).press('m');
    await page.locator('.menu [data-action="follow"]').first().press('Enter');
    expect(await followed(page).innerText()).toMatch(/^\S+-\d@\d+$/);
    await page.keyboard.press('Escape');
    await page.locator('[data-testid="follow"]').waitFor({ state: 'detached' });
  }
  expect(problems).toEqual([]);
}));
