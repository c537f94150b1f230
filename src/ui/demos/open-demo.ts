// Opens a prepared failure: its world, its plan, and what the page shows of it. It works without any lesson, from wherever it is called.
import { entries, loaders } from 'virtual:demos';
import { type Demo, type DemoEntry, demoRun, demoStart } from '../../lesson/demo.ts';
import { look } from '../../lesson/evaluate.ts';
import type { Language } from '../../lesson/lesson.ts';
import { showOnStage } from '../lesson/show.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { opened } from '../store/opened.ts';
import { whileOpening } from '../store/opening.ts';
import { pageStore, setPage, untouchedByWorld } from '../store/page-store.ts';
import type { World } from '../store/world.ts';
import { allRecords } from '../store/world-store.ts';

/** All failures that can be shown, in their order. */
export const DEMOS: readonly DemoEntry[] = entries;

export const demoLanguage = (): Language => (pageStore.getState().locale === 'en' ? 'en' : 'pt');

/** The demo of this id; null where it can't be fetched. */
export async function loadDemo(id: string): Promise<Demo | null> {
  try {
    return (await loaders[id]?.())?.default ?? null;
  } catch {
    return null;
  }
}

/** Its world from the beginning, playing. Opened again it is reset. */
export async function openDemo(id: string, world: World): Promise<void> {
  await opened(() => bring(id, world));
}

async function bring(id: string, world: World): Promise<void> {
  // What it is about can be read while it comes; begun again, it keeps its instants.
  if (pageStore.getState().demo?.id !== id) setPage({ marks: {}, demo: { id, endUs: 0, marks: [] } });
  const demo = await whileOpening(loadDemo(id));
  // Whoever left meanwhile, or took another, is not called back.
  if (pageStore.getState().demo?.id !== id) return;
  if (demo === null) {
    setPage({ demo: null });
    say(m.demo_missing(), 'problem');
    return;
  }
  setPage({ ...untouchedByWorld(), demo: pageStore.getState().demo, controlTraffic: false, internalTopics: false, dockOpen: false, lens: null });
  showMarks(demo);
  await world.api.load(demoRun(demo));
  await world.api.playback({ kind: 'speed', speed: 1 });
  pointAt(demo, world);
  await world.api.playback({ kind: 'play' });
}

/** The demo's instants on the timeline. */
export function showMarks(demo: Demo): void {
  const startUs = demoStart(demo);
  const language = demoLanguage();
  const marks = demo.marks.map(({ atUs, says, inputs }) => ({ atUs: startUs + atUs, says: says[language], done: inputs.length > 0 }));
  setPage({ demo: { id: demo.id, endUs: startUs + demo.lastsUs, marks } });
}

/** Rings on the stage around what to look at; the inspector is the reader's to open. */
function pointAt({ shown }: Demo, { api, store }: World): void {
  const { clock, tables } = store.getState();
  showOnStage(api, { ...shown, inspect: null }, look(clock.nowUs, allRecords(tables)));
}

/** What to look at, close by: in the inspector. */
export function lookCloser({ shown }: Demo, { api, store }: World): void {
  const { clock, tables } = store.getState();
  showOnStage(api, { ...shown, speed: null }, look(clock.nowUs, allRecords(tables)));
  setPage({ tab: 'inspector' });
}
