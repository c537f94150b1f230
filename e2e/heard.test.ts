// What who listens to the page is told: the accessibility tree of the states that matter, in both languages, held against golden files. `npx vitest run --config e2e/vitest.config.ts -u e2e/heard.test.ts` writes them anew; read them then.
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { statesCalled, throughGallery } from './pages/gallery.ts';

/** The state, and the part of the page that is read. */
const HEARD: readonly (readonly [state: string, part: string])[] = [
  ['stage-whole', 'body'], ['stage-flink', '.stage'], ['stage-partition', '.stage'], ['inspector-partition', '.inspector'], ['inspector-broker', '.inspector'],
  ['lesson-choice', '.side'], ['presenter', 'body'], ['terminal', '.terminal-bar'], ['compare-changes', '.compare'], ['faults', '.acting'], ['palette', '[role="dialog"]'], ['thing-menu', '[role="menu"]'],
];

/** With an empty line in each golden's end, as files have one. */
const heard = async (page: Page, part: string): Promise<string> => `${await page.locator(part).first().ariaSnapshot()}\n`;

it.each(['pt-BR', 'en'] as const)('each state is heard as it was, in %s', { timeout: 300_000 }, async (locale) => {
  await throughGallery(statesCalled(...HEARD.map(([state]) => state)), { width: 1366, height: 768, theme: 'light', locale }, async (page, name) => {
    const part = HEARD.find(([state]) => state === name)?.[1] ?? 'body';
    await expect(await heard(page, part)).toMatchFileSnapshot(`golden/heard/${locale}/${name}.yml`);
  });
});
