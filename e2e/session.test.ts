// A session recorded from the real Kafka, typed into the real terminal of the built page, answers the same.
import { expect, it } from 'vitest';
import { openBrowser } from './pages/browser.ts';
import { normalise, readSession, typeSession } from './pages/session.ts';
import { openSite } from './pages/site.ts';
import { TerminalPage } from './pages/terminal-page.ts';

it('two readers without a group each see everything, a late one sees only what is new', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const { terminal } = await TerminalPage.inFreeWorld(browser, site.url, { width: 1700, height: 1000 });
    const steps = readSession('kafka/consumer-reads-again.session');
    const answered = await typeSession(steps, terminal);
    const recorded = Object.fromEntries(Object.entries(steps.at(-1)?.shown ?? {}).map(([name, lines]) => [name, normalise(lines)]));
    expect(answered).toEqual(recorded);
  } finally {
    await browser.close();
    await site.close();
  }
});
