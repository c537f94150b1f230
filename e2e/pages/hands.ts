// The ways in which a person works the page: with a mouse, with fingers on a phone, or with the keyboard alone.
import type { Locator, Page } from 'playwright';

export interface Hands {
  /** Presses a button, a link or a tab, or chooses an option. */
  press(selector: string): Promise<void>;
  /** Puts the cursor into a field and replaces what stands there. */
  fill(selector: string, text: string): Promise<void>;
  choose(selector: string, value: string): Promise<void>;
  /** Chooses an action of a thing on the stage. */
  act(thing: string, action: string): Promise<void>;
  /** Sees to it that this part of the page can be seen. */
  turnTo(part: 'lesson' | 'terminal'): Promise<void>;
  /** Puts the cursor into the terminal in front. */
  toTerminal(): Promise<void>;
}

const TERMINAL = '.xterm-helper-textarea';

const thingOf = (page: Page, id: string): Locator => page.locator(`[data-testid="stage"] .thing[data-id="${id}"]`);

export function mouse(page: Page): Hands {
  return {
    press: (selector) => page.locator(selector).first().click(),
    fill: (selector, text) => page.locator(selector).fill(text),
    choose: async (selector, value) => void (await page.locator(selector).selectOption(value)),
    async act(thing, action) {
      await thingOf(page, thing).click({ button: 'right' });
      await page.locator(`.menu [data-action="${action}"]`).click();
    },
    turnTo: () => Promise.resolve(),
    toTerminal: () => page.locator(TERMINAL).focus(),
  };
}

/** A phone shows one panel at a time, and a tap on a thing opens what can be done to it. */
export function fingers(page: Page): Hands {
  return {
    press: (selector) => page.locator(selector).first().tap(),
    fill: (selector, text) => page.locator(selector).fill(text),
    choose: async (selector, value) => void (await page.locator(selector).selectOption(value)),
    async act(thing, action) {
      await thingOf(page, thing).tap();
      await page.locator(`.inspector [data-action="${action}"]`).tap();
    },
    turnTo: (part) => page.locator(`#phone-tab-${part}`).tap(),
    toTerminal: () => page.locator('.terminal-body').tap(),
  };
}

/** More steps than this to anywhere would be a maze. */
const MOST_TABS = 160;
const MOST_ARROWS = 40;

export function keyboard(page: Page): Hands {
  const isFocused = (selector: string): Promise<boolean> => page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);
  const tabTo = async (selector: string): Promise<void> => {
    await page.locator(selector).first().waitFor({ state: 'attached' });
    const way: string[] = [];
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      if (await isFocused(selector)) return;
      // The terminal keeps Tab for its completion; Escape gives it back to the page.
      if (await isFocused(TERMINAL)) await page.keyboard.press('Escape');
      way.push(await page.evaluate(() => `${document.activeElement?.tagName}.${document.activeElement?.getAttribute('class')}`));
      await page.keyboard.press('Tab');
    }
    throw new Error(`${selector} can't be reached with Tab, but only ${[...new Set(way)].join(', ')}`);
  };
  const arrows = async (key: string, until: () => Promise<boolean>, what: string): Promise<void> => {
    for (let times = 0; !(await until()); times += 1) {
      if (times > MOST_ARROWS) throw new Error(`${what} can't be reached with ${key}; there is ${await page.evaluate(() => (document.activeElement?.closest('.menu, fieldset') ?? document.activeElement)?.textContent)}`);
      const before = await page.evaluateHandle(() => document.activeElement);
      await page.keyboard.press(key);
      // A menu moves its focus a moment later.
      await page.waitForFunction((element) => document.activeElement !== element, before);
    }
  };
  return {
    async press(selector) {
      const kind = await page.locator(selector).first().evaluate((element) => (element instanceof HTMLInputElement ? element.type : element.getAttribute('role')));
      if (kind === 'radio') {
        const { name } = await page.locator(selector).first().evaluate((element) => ({ name: element instanceof HTMLInputElement ? element.name : '' }));
        await tabTo(`input[name="${name}"]`);
        if (await isFocused(selector)) await page.keyboard.press('Space');
        else await arrows('ArrowDown', () => isFocused(selector), selector);
        return;
      }
      if (kind === 'tab') {
        await tabTo('[role="tab"][tabindex="0"]');
        await arrows('ArrowRight', () => isFocused(selector), selector);
        return;
      }
      await tabTo(selector);
      await page.keyboard.press('Enter');
    },
    async fill(selector, text) {
      await tabTo(selector);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    },
    async choose(selector, value) {
      await tabTo(selector);
      const values = await page.locator(`${selector} option:not([disabled])`).evaluateAll((all) => all.map((option) => (option instanceof HTMLOptionElement ? option.value : '')));
      const to = values.indexOf(value);
      for (let at = values.indexOf(await page.locator(selector).inputValue()); at !== to; at += at < to ? 1 : -1) {
        const next = values[at < to ? at + 1 : at - 1] ?? '';
        await page.keyboard.press(at < to ? 'ArrowDown' : 'ArrowUp');
        // What the world must take first is shown a moment later.
        await page.waitForFunction(([field, wanted]) => document.querySelector<HTMLSelectElement>(field ?? '')?.value === wanted, [selector, next]);
      }
    },
    async act(thing, action) {
      await tabTo('[data-testid="stage"] [data-id][tabindex="0"]');
      await moveOverStage(page, thing);
      await page.keyboard.press('m');
      await page.waitForFunction(() => document.activeElement?.closest('.menu') != null);
      await arrows('ArrowDown', () => isFocused(`[data-action="${action}"]`), action);
      await page.keyboard.press('Enter');
    },
    turnTo: () => Promise.resolve(),
    toTerminal: () => tabTo(TERMINAL),
  };
}

/** Arrow by arrow to a thing of the stage, always in the direction that is farther off. */
async function moveOverStage(page: Page, thing: string): Promise<void> {
  const seen = new Map<string, number>();
  for (let times = 0; times < MOST_ARROWS; times += 1) {
    const way = await page.evaluate((wanted) => {
      const here = document.activeElement?.closest('[data-id]') ?? null;
      const there = document.querySelector(`[data-testid="stage"] .thing[data-id="${wanted}"]`);
      if (here === null || there === null) return null;
      if (here === there) return { at: wanted, keys: [] };
      const [a, b] = [here.getBoundingClientRect(), there.getBoundingClientRect()];
      const [x, y] = [b.left + b.width / 2 - a.left - a.width / 2, b.top + b.height / 2 - a.top - a.height / 2];
      const across = x > 0 ? 'ArrowRight' : 'ArrowLeft';
      const down = y > 0 ? 'ArrowDown' : 'ArrowUp';
      return { at: here.getAttribute('data-id') ?? '', keys: Math.abs(x) > Math.abs(y) ? [across, down] : [down, across] };
    }, thing);
    if (way === null) throw new Error(`${thing} is not on the stage, or nothing there is in focus`);
    if (way.keys.length === 0) return;
    // Who comes by a place again goes the other way from it.
    const before = seen.get(way.at) ?? 0;
    seen.set(way.at, before + 1);
    await page.keyboard.press(way.keys[before % way.keys.length] ?? '');
  }
  throw new Error(`${thing} can't be reached with arrows`);
}
