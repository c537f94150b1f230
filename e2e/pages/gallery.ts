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
    // Nothing is kept for a visit without a network: that would be fetched beside each state.
    const page = await (await browser.newContext({ viewport: { width, height }, locale, colorScheme: theme, reducedMotion: 'reduce', serviceWorkers: 'block' })).newPage();
    const problems: string[] = [];
    const said: string[] = [];
    let shown = 'gallery';
    // A state that breaks while it opens never comes: its error is the one to tell.
    const broken = new Promise<never>((_resolve, reject) => {
      page.on('pageerror', (problem) => {
        problems.push(`${shown}: ${String(problem)}`);
        reject(new Error(problems.join('\n')));
      });
    });
    broken.catch(() => undefined);
    page.on('console', (line) => { if (line.type() === 'error') said.push(`${shown}: ${line.text()}`); });
    for (const { name } of states) {
      shown = name;
      const hash = `#/state/${name}?theme=${theme}&locale=${locale}${more === '' ? '' : `&${more}`}`;
      if (page.url() === 'about:blank') await page.goto((own ?? site)?.url + hash, { timeout: 120_000 });
      else await page.evaluate((to) => { window.location.hash = to; }, hash);
      await Promise.race([comes(page, name, said), broken]);
      await look(page, name);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    }
  } finally {
    await browser.close();
    await own?.close();
  }
}

/** Until a state is on the page; where it never comes, what the page shows and has said instead. */
async function comes(page: Page, name: string, said: readonly string[]): Promise<void> {
  try {
    await page.locator(`html[data-state="${name}"]`).waitFor({ state: 'attached', timeout: 120_000 });
  } catch (problem) {
    const shows = await page.evaluate(() => `${window.location.hash} ${document.documentElement.dataset['state'] ?? 'no state'}: ${document.body.innerText.slice(0, 400)}`);
    throw new Error(`${name} never came. The page shows ${shows}. It said: ${said.slice(-5).join('; ') || 'nothing'}`, { cause: problem });
  }
}

export const statesCalled = (...names: readonly string[]): readonly PanelState[] => names.map((name) => PANEL_STATES.find((state) => state.name === name) ?? unknown(name));

function unknown(name: string): never {
  throw new Error(`The gallery has no state "${name}"`);
}
