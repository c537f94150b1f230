// Nothing serious stands in the way of anyone: axe over every state of the gallery, in both themes.
import { expect, it } from 'vitest';
import { PANEL_STATES } from '../src/ui/states/panels.ts';
import { throughGallery } from './pages/gallery.ts';
import { seriousOn } from './pages/serious.ts';

/** Around other panels stand the same stage, bar and timeline: they are looked at with these. */
const WHOLE = /^(stage|first|inspector-(window|task|broker)|compare-branches|charts$|presenter)/;
const AROUND = ['.stage-place', '.top-bar', '.timeline'];

it('nothing serious on any state', { timeout: 1_200_000 }, async () => {
  const found: string[] = [];
  await throughGallery(PANEL_STATES, { width: 1366, height: 768, theme: 'light', locale: 'pt-BR' }, async (page, name) => {
    const without = WHOLE.test(name) ? [] : AROUND;
    const light = await seriousOn(page, { without });
    // In the other theme only colours differ.
    await page.evaluate(() => { document.documentElement.dataset['theme'] = 'dark'; });
    const dark = await seriousOn(page, { without, rules: ['color-contrast'] });
    await page.evaluate(() => { document.documentElement.dataset['theme'] = 'light'; });
    found.push(...light.map((problem) => `${name}: ${problem}`), ...dark.map((problem) => `${name} in the dark: ${problem}`));
  });
  expect(found).toEqual([]);
});
