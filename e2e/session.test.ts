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
    const context = await browser.newContext({ locale: 'pt-BR', viewport: { width: 1700, height: 1000 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    await page.goto(site.url);
    await page.locator('[data-door="free"]').click();
    const terminal = new TerminalPage(page);
    await terminal.ready();
    const steps = readSession('kafka/consumer-reads-again.session');
    const answered = await typeSession(steps, terminal);
    const recorded = Object.fromEntries(Object.entries(steps.at(-1)?.shown ?? {}).map(([name, lines]) => [name, normalise(lines)]));
    expect(answered).toEqual(recorded);
  } finally {
    await browser.close();
    await site.close();
  }
});
