// A short run of the monkey against the built page: random clicks, drags and keys through several doors break nothing. `sim monkey` plays for longer.
import { expect, it } from 'vitest';
import { playMonkey } from '../src/cli/monkey/play.ts';
import { openBrowser } from './pages/browser.ts';
import { openSite } from './pages/site.ts';

const ACTS = 25;

it.each([{ seed: 21, door: 'free' }, { seed: 22, door: 'lesson' }, { seed: 23, door: 'demo' }, { seed: 24, door: 'sql-desk' }] as const)('nothing breaks behind the door $door under seed $seed', async ({ seed, door }) => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const { acts, failures } = await playMonkey(browser, site.url, seed, { acts: ACTS, door, on: false });
    expect(failures).toEqual([]);
    expect(acts).toBe(ACTS);
  } finally {
    await browser.close();
    await site.close();
  }
});
