// The gallery's states, one after the other in one page.
import type { Page } from 'playwright';
import { PANEL_STATES, type PanelState } from '../../src/ui/states/panels.ts';
import { openBrowser } from './browser.ts';
import { openSite } from './site.ts';

export interface GalleryOptions {
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
  readonly locale: 'pt-BR' | 'en';
  /** More of the address: `names=long`. */
  readonly more?: string;
  /** Where the page is served; the built one where absent. */
  readonly site?: { readonly url: string };
}

/** Opens each state in turn and calls `look`; what the page throws is an error that names the state. */
export async function throughGallery(states: readonly PanelState[], { width, height, theme, locale, more = '', site }: GalleryOptions, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  const own = site === undefined ? await openSite() : null;
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width, height }, locale, colorScheme: theme, reducedMotion: 'reduce' })).newPage();
    const problems: string[] = [];
    let shown = 'gallery';
    page.on('pageerror', (problem) => problems.push(`${shown}: ${String(problem)}`));
    for (const { name } of states) {
      shown = name;
      const hash = `#/state/${name}?theme=${theme}&locale=${locale}${more === '' ? '' : `&${more}`}`;
      if (page.url() === 'about:blank') await page.goto((own ?? site)?.url + hash, { timeout: 120_000 });
      else await page.evaluate((to) => { window.location.hash = to; }, hash);
      await page.locator(`html[data-state="${name}"]`).waitFor({ state: 'attached', timeout: 120_000 });
      await look(page, name);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    }
  } finally {
    await browser.close();
    await own?.close();
  }
}

export const statesCalled = (...names: readonly string[]): readonly PanelState[] => names.map((name) => PANEL_STATES.find((state) => state.name === name) ?? unknown(name));

function unknown(name: string): never {
  throw new Error(`The gallery has no state "${name}"`);
}
