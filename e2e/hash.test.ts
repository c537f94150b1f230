// One seed, one scenario and one list of inputs become the same world in Node and in the worker of the built page.
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import type { PlaybackCommand } from '../src/bridge/command.ts';
import type { Input, SavedRun, TimedInput } from '../src/bridge/input.ts';
import { defaultScenario } from '../src/bridge/scenario.ts';
import { factById } from '../src/sim/kernel/fact-store.ts';
import { Timeline } from '../src/sim/timeline.ts';
import { realWorld } from '../src/sim/world.ts';
import { openBrowser } from './pages/browser.ts';
import { openSite } from './pages/site.ts';
import { StagePage } from './pages/stage-page.ts';

const COMLINK = createRequire(import.meta.url).resolve('comlink/dist/umd/comlink.js');
const TOOL = '--bootstrap-server localhost:9092,localhost:9093,localhost:9094 --topic pedidos';

const line = (text: string, tty = 'main'): Input => ({ kind: 'line', tty, text });
const at = (second: number, input: Input): TimedInput => ({ atUs: second * 1_000_000, input });

/** The first steps of a newcomer: a topic, records by hand, a reader in a group, and a broker that dies and comes back. */
const run: SavedRun = {
  version: 1,
  scenario: defaultScenario,
  seed: 20_260_105,
  inputs: [
    at(10, { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true }),
    at(10.5, line(`kafka-topics.sh ${TOOL} --create --partitions 2 --replication-factor 3`)),
    at(15, line(`kafka-console-producer.sh ${TOOL} --reader-property parse.key=true --reader-property key.separator=:`)),
    at(18, line('ana:um café')), at(18.2, line('bia:dois')), at(19.1, line('ana:três')),
    at(20, { kind: 'open-tty', tty: 't2', columns: 80, rows: 30, echo: true }),
    at(20.5, line(`kafka-console-consumer.sh ${TOOL} --group loja --from-beginning --formatter-property print.key=true`, 't2')),
    at(27, { kind: 'crash', node: 'broker-1' }),
    at(29, line('bia:quatro')), at(30, { kind: 'slow-disk', node: 'broker-2', factor: 5 }), at(33, line('caio:cinco')),
    at(41, { kind: 'start', node: 'broker-1' }),
    at(44, { kind: 'cut', from: 'broker-2', to: 'broker-3' }), at(47, { kind: 'heal', from: 'broker-2', to: 'broker-3' }),
    at(50, { kind: 'resize-tty', tty: 't2', columns: 90, rows: 30 }),
  ],
};
const END = 50_000_000;
const MIDDLE = 31_234_567;

type Remote = Readonly<Record<'load' | 'playback' | 'hash', (...args: readonly unknown[]) => Promise<unknown>>>;
interface Asked {
  readonly url: string;
  readonly run: SavedRun;
  readonly times: readonly number[];
}

/** In the page: a second worker of the same script, asked as the page asks its own. */
async function inPage({ url, run, times }: Asked): Promise<string[]> {
  const { Comlink } = globalThis as typeof globalThis & { readonly Comlink: { wrap(worker: Worker): Remote } };
  const worker = new Worker(url, { type: 'module' });
  const api = Comlink.wrap(worker);
  await api.load(run);
  const hashes: string[] = [];
  for (const atUs of times) {
    await api.playback({ kind: 'seek', atUs } satisfies PlaybackCommand);
    hashes.push(String(await api.hash()));
  }
  worker.terminate();
  return hashes;
}

const kindsOf = (timeline: Timeline): string[] => {
  const { facts } = timeline.kernel.state;
  return Array.from({ length: facts.next }, (_, id) => factById(facts, id)?.kind ?? '');
};

it('becomes the same world in Node and in Chromium, forwards and back', async () => {
  const times = [END, MIDDLE, END];
  const timeline = Timeline.open(realWorld, run);
  const here = times.map((time) => {
    timeline.seek(time);
    return timeline.hash();
  });
  expect(here[0]).toBe(here[2]);
  expect(here[0]).not.toBe(here[1]);
  // Much has happened in it: a leader died, and another took over.
  expect(kindsOf(timeline)).toEqual(expect.arrayContaining(['topic-created', 'node-crashed', 'broker-fenced', 'leader-changed', 'rebalance-finished']));
  const site = await openSite();
  const browser = await openBrowser();
  try {
    // The library that asks the worker is put into the page here, which the page's own policy forbids.
    const page = await browser.newPage({ bypassCSP: true });
    await page.goto(site.url);
    await new StagePage(page).ready();
    const url = page.workers()[0]?.url() ?? '';
    await page.addScriptTag({ path: COMLINK });
    expect(await page.evaluate(inPage, { url, run, times })).toEqual(here);
  } finally {
    await browser.close();
    await site.close();
  }
});
