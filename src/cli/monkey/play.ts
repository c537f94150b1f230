// One seed of the monkey: a door, a kind of screen, a language and a theme, and so many random acts, with a look at the page after each.
import type { Browser, BrowserContext, Page } from 'playwright';
import { nextAct } from './acts.ts';
import { seeded } from './chance.ts';
import { REMEMBER_FOCUS, wrongWith } from './checks.ts';
import { type Door, DOORS, enter } from './doors.ts';

export interface Played {
  readonly about: string;
  readonly acts: number;
  readonly failures: readonly Failure[];
}

/** What was wrong after an act, by its number, and the acts up to it. */
export interface Failure {
  readonly act: number;
  readonly wrong: readonly string[];
  readonly trail: readonly string[];
}

export interface Plan {
  readonly acts: number;
  /** Null where the seed chooses. */
  readonly door: Door | null;
  /** Goes on after what is wrong, and tells each thing once. */
  readonly on: boolean;
}

/** So many of the last acts are told. */
const TOLD = 14;
/** What browsers say by themselves, of no concern to the page. */
const NOT_OURS = /ResizeObserver loop|WebGL|GPU stall|AudioContext|Permissions policy/;

/** Plays a seed to its end, or until the first thing that is wrong. */
export async function playMonkey(browser: Browser, url: string, seed: number, plan: Plan): Promise<Played> {
  const door = plan.door ?? DOORS[seed % DOORS.length] ?? 'free';
  const chance = seeded(seed);
  // A phone has fingers; the presenter's window is for a desk.
  const touch = door !== 'presenter' && chance.below(3) === 0;
  const locale = chance.pick(['pt-BR', 'en']);
  const colorScheme = chance.pick(['light', 'dark'] as const);
  const about = `${door}, ${touch ? 'phone' : 'desk'}, ${locale}, ${colorScheme}`;
  const viewport = touch ? { width: 360, height: 740 } : { width: 1366, height: 768 };
  const context = await browser.newContext({ locale, colorScheme, viewport, hasTouch: touch, isMobile: touch, serviceWorkers: 'block' });
  const problems: string[] = [];
  const trail: string[] = [];
  const failures: Failure[] = [];
  const told = new Set<string>();
  const note = (found: readonly string[]): void => {
    const wrong = found.filter((one) => !told.has(one));
    for (const one of wrong) told.add(one);
    if (wrong.length > 0) failures.push({ act: trail.length, wrong, trail: trail.slice(-TOLD) });
  };
  try {
    await context.addInitScript({ content: REMEMBER_FOCUS });
    const first = await context.newPage();
    listen(first, problems);
    await first.goto(url);
    const page = await enter(door, first, context, chance);
    if (page !== first) listen(page, problems);
    context.on('page', (opened) => void opened.close());
    await page.evaluate('window.monkeyFocus = null');
    while (trail.length < plan.acts && (plan.on || failures.length === 0)) {
      const act = await nextAct(page, chance, touch);
      trail.push(act.says);
      await answered(act.run());
      note([...problems.splice(0), ...(await answered(wrongWith(page))), ...(page === first ? [] : await answered(wrongWith(first))).map((one) => `on the class's page, ${one}`)]);
      if (page.url() === 'about:blank') throw new Error('the page was left: the browser went back');
      if (failures.length > 0) await page.evaluate('window.monkeyFocus = null');
    }
  } catch (problem) {
    note([...problems, problem instanceof Error ? problem.message : String(problem)]);
  } finally {
    await closeQuietly(context);
  }
  return { about, acts: trail.length, failures };
}

function listen(page: Page, problems: string[]): void {
  page.on('pageerror', (problem) => problems.push(`error: ${problem.stack ?? problem.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error' && !NOT_OURS.test(line.text())) problems.push(`console: ${line.text()}`);
  });
  page.on('crash', () => problems.push('the page crashed'));
  page.on('dialog', (dialog) => void dialog.dismiss());
}

/** A page that answers nothing for so long, in real ms, is frozen: no act and no look has a limit of its own. */
const FROZEN_MS = 30_000;

async function answered<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frozen = new Promise<never>((_, fail) => { timer = setTimeout(() => fail(new Error(`the page is frozen: it answers nothing for ${FROZEN_MS / 1_000} s`)), FROZEN_MS); });
  try {
    return await Promise.race([work, frozen]);
  } finally {
    clearTimeout(timer);
  }
}

async function closeQuietly(context: BrowserContext): Promise<void> {
  // A page that hangs can't be closed either; the browser is closed after it.
  await answered(context.close()).catch(() => {});
}
