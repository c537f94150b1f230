// One finger on a phone's screen, as the browser's own input: held until a menu opens, or drawn over the page.
import type { Page } from 'playwright';

interface At {
  readonly x: number;
  readonly y: number;
}

export interface Finger {
  /** Rests until a menu is open, then leaves. In pixels of the page. */
  hold(x: number, y: number): Promise<void>;
  drag(from: At, to: At): Promise<void>;
}

const STEPS = 8;

export async function fingerOn(page: Page): Promise<Finger> {
  const input = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly At[]): Promise<void> => void (await input.send('Input.dispatchTouchEvent', { type, touchPoints: [...points] }));
  return {
    async hold(x, y) {
      await touch('touchStart', [{ x, y }]);
      await page.locator('.menu').waitFor();
      await touch('touchEnd', []);
      // It left over the menu, and the menu stays.
      await page.locator('.menu [role="menuitem"]').first().waitFor();
    },
    async drag(from, to) {
      await touch('touchStart', [from]);
      for (let at = 1; at <= STEPS; at += 1) await touch('touchMove', [{ x: from.x + ((to.x - from.x) * at) / STEPS, y: from.y + ((to.y - from.y) * at) / STEPS }]);
      await touch('touchEnd', []);
    },
  };
}
