// What a monkey does: clicks, drags, wheels, keys and words, wherever chance leads it.
import type { Page } from 'playwright';
import type { Chance } from './chance.ts';

/** An act is told in words before it is done, so that a trail can be read. */
export interface Act {
  readonly says: string;
  run(): Promise<void>;
}

const KEYS = [
  'Tab', 'Tab', 'Tab', 'Shift+Tab', 'Enter', 'Enter', 'Escape', 'Escape', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'ArrowDown', ' ', 'Home', 'End', 'PageUp', 'PageDown', 'Delete', 'Backspace',
  'a', 'q', 'm', 'f', 'b', 'w', 'j', '?', ',', '.', '+', '-', '0', 'Control+k', 'Control+z', 'Control+a', 'Control+Enter', 'Control+c', 'Control+Home', 'Control+End', 'Shift+ArrowRight', 'F1', 'ContextMenu', 'Insert',
] as const;
const WORDS = [
  'pedidos', 'kafka-topics.sh --bootstrap-server kafka1:9092 --list', 'ls | grep x; echo $HOME &', 'SELECT * FROM pedidos', "'; DROP TABLE pedidos; --", '-1', '999999999999999999999', '0.000001', '👩‍🚀🦜 ação',
  'مرحبا بالعالم', 'x'.repeat(400), '{"a": [1, 2', '${x}<script>alert(1)</script>', '\\u0000\t', 'a/b c', '🏳️‍🌈'.repeat(20),
] as const;
/** What a person would take for something to press. */
const PRESSABLE = 'button, a, select, input, textarea, summary, [role=tab], [role=menuitem], [role=option], [role=slider], [role=separator], .thing, .fold, .cm-content, .xterm';

interface Place { readonly x: number; readonly y: number }

/** The next act of a monkey on a page of this size; `touch` where it has fingers and no mouse. */
export async function nextAct(page: Page, chance: Chance, touch: boolean): Promise<Act> {
  const size = page.viewportSize() ?? { width: 1024, height: 700 };
  const anywhere = (): Place => ({ x: chance.below(size.width), y: chance.below(size.height) });
  const dice = chance.below(100);
  if (dice < 40) return press(page, await pressable(page, chance) ?? { ...anywhere(), what: 'a spot' }, chance, touch);
  if (dice < 50) return press(page, { ...anywhere(), what: 'a spot' }, chance, touch);
  if (dice < 58) return drag(page, anywhere(), anywhere());
  if (dice < 64) return wheel(page, anywhere(), chance);
  if (dice < 92) return keys(page, chance);
  if (dice < 97) return write(page, chance.pick(WORDS));
  return resize(page, chance, touch);
}

/** A place in the middle of something that can be pressed, chosen among what is in the window. */
async function pressable(page: Page, chance: Chance): Promise<(Place & { readonly what: string }) | null> {
  const found = await page.evaluate<(Place & { readonly what: string })[]>(`[...document.querySelectorAll(${JSON.stringify(PRESSABLE)})].flatMap((element) => {
    const box = element.getBoundingClientRect();
    const x = Math.round(box.left + box.width / 2), y = Math.round(box.top + box.height / 2);
    if (box.width < 2 || box.height < 2 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return [];
    return [{ x, y, what: element.tagName.toLowerCase() + ' "' + (element.getAttribute('aria-label') ?? element.getAttribute('data-id') ?? element.textContent ?? '').trim().slice(0, 40) + '"' }];
  })`);
  return found[chance.below(Math.max(1, found.length))] ?? null;
}

function press(page: Page, { x, y, what }: Place & { readonly what: string }, chance: Chance, touch: boolean): Act {
  if (touch) return { says: `tap ${what} at ${x},${y}`, run: () => page.touchscreen.tap(x, y) };
  const how = chance.below(10);
  const options = how === 0 ? { button: 'right' as const } : how === 1 ? { clickCount: 2 } : {};
  return { says: `${how === 0 ? 'right-click' : how === 1 ? 'double-click' : 'click'} ${what} at ${x},${y}`, run: () => page.mouse.click(x, y, options) };
}

function drag(page: Page, from: Place, to: Place): Act {
  return {
    says: `drag from ${from.x},${from.y} to ${to.x},${to.y}`,
    run: async () => {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to.x, to.y, { steps: 5 });
      await page.mouse.up();
    },
  };
}

function wheel(page: Page, { x, y }: Place, chance: Chance): Act {
  const [right, down] = [(chance.below(5) - 2) * 120, (chance.below(9) - 4) * 200];
  return {
    says: `wheel ${right},${down} at ${x},${y}`,
    run: async () => {
      await page.mouse.move(x, y);
      await page.mouse.wheel(right, down);
    },
  };
}

function keys(page: Page, chance: Chance): Act {
  const key = chance.pick(KEYS);
  const times = 1 + chance.below(4);
  return {
    says: `key ${key} x${times}`,
    run: async () => {
      for (let i = 0; i < times; i++) await page.keyboard.press(key);
    },
  };
}

function write(page: Page, words: string): Act {
  return {
    says: `write ${JSON.stringify(words.slice(0, 40))}`,
    run: async () => {
      await page.keyboard.insertText(words);
      await page.keyboard.press('Enter');
    },
  };
}

const WIDE = [[1366, 768], [1024, 640], [1920, 1080], [683, 384], [800, 1100]] as const;
const NARROW = [[360, 740], [740, 360], [320, 568], [412, 915]] as const;

function resize(page: Page, chance: Chance, touch: boolean): Act {
  const [width, height] = chance.pick<readonly [number, number]>(touch ? NARROW : WIDE);
  return { says: `window of ${width}x${height}`, run: () => page.setViewportSize({ width, height }) };
}
