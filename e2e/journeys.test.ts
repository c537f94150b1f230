// A whole lesson of each level, played through the built page as its solution says: with a mouse, on a phone, in English, and by keyboard alone.
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { openBrowser } from './pages/browser.ts';
import { fingers, type Hands, keyboard, mouse } from './pages/hands.ts';
import { LessonPlayer } from './pages/lesson-player.ts';
import { openSite } from './pages/site.ts';

interface Journey {
  readonly name: string;
  readonly path: string;
  readonly hands: (page: Page) => Hands;
  readonly locale: 'en' | 'pt-BR';
  readonly size: { readonly width: number; readonly height: number };
  readonly phone?: true;
  /** What the last step says once all is done. */
  readonly ends: RegExp;
}

const JOURNEYS: readonly Journey[] = [
  { name: 'level 1 with a mouse', path: 'kafka/1-why-real-time/01-night-report-or-stream', hands: mouse, locale: 'pt-BR', size: { width: 1366, height: 768 }, ends: /Lição concluída/ },
  { name: 'level 2 in English', path: 'kafka/2-what-makes-it-hard/04-machines-fail', hands: mouse, locale: 'en', size: { width: 1440, height: 900 }, ends: /Lesson complete/ },
  { name: 'level 3 on a phone', path: 'kafka/3-kafka/11-consumer-groups', hands: fingers, locale: 'pt-BR', size: { width: 390, height: 844 }, phone: true, ends: /Lição concluída/ },
  { name: 'level 3 by keyboard alone', path: 'kafka/3-kafka/14-leader-dies', hands: keyboard, locale: 'pt-BR', size: { width: 1500, height: 950 }, ends: /Lição concluída/ },
];

it.each(JOURNEYS)('$name', async ({ path, hands, locale, size, phone, ends }) => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ locale, viewport: size, hasTouch: phone === true, isMobile: phone === true, reducedMotion: 'reduce' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(problem.message));
    await page.goto(site.url);
    const player = new LessonPlayer(page, hands(page), path);
    await player.open();
    expect(await player.playAll()).toMatch(ends);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
});
