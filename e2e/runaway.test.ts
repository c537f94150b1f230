// What runs away in a terminal of the built page: it is seen, the page answers meanwhile, and ^C ends it.
import { expect, it } from 'vitest';
import { openBrowser } from './pages/browser.ts';
import { openSite } from './pages/site.ts';
import { TerminalPage } from './pages/terminal-page.ts';

const SERVER = '--bootstrap-server localhost:9092';
/** A line that never ends, and what it shows before ^C. */
const RUNAWAYS: readonly (readonly [string, RegExp])[] = [
  ['yes', /^y$/m],
  ['while true; do :; done', /do :; done/],
  ['while true; do echo volta; done', /^volta$/m],
  ['cat /dev/zero | wc -c', /wc -c/],
  [`yes | kafka-console-producer.sh ${SERVER} --topic fuga`, /topic fuga/],
  [`kafka-producer-perf-test.sh --topic fuga --num-records 1000000000 --record-size 100 --throughput -1 --command-property bootstrap.servers=localhost:9092`, /records sent/],
  [`kafka-console-consumer.sh ${SERVER} --topic fuga --from-beginning`, /^(?:y|[A-Z]{20,})$/m],
  [`while true; do kafka-topics.sh ${SERVER} --list; done`, /^fuga$/m],
];

it('a line that never ends is ended by ^C, and the next one runs', async () => {
  const site = await openSite();
  const browser = await openBrowser();
  try {
    const { page, terminal } = await TerminalPage.inFreeWorld(browser, site.url, { width: 1366, height: 768 });
    const problems: string[] = [];
    page.on('pageerror', (problem) => problems.push(String(problem)));
    await terminal.untilPrompt(() => terminal.type(`kafka-topics.sh ${SERVER} --create --topic fuga`));
    for (const [at, [line, shows]] of RUNAWAYS.entries()) {
      await terminal.type('clear');
      await terminal.type(line);
      await terminal.waitFor(shows);
      // A loop of commands may take a key for one of them and begin the next.
      await expect.poll(async () => {
        await terminal.press('Control+C');
        await terminal.type(`echo fim$((${at} + 100))`);
        return (await terminal.text()).includes(`fim${at + 100}`);
      }, { timeout: 60_000 }).toBe(true);
    }
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
});
