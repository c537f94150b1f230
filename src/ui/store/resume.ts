// Keeps the last run in the browser, so that a reload goes on where the reader was, and opens what a link brings.
import type { SavedRun } from '../../bridge/input.ts';
import { keep, kept, storage } from './kept.ts';
import type { World } from './world.ts';

const KEY = 'correnteza.run';
/** The reader's own run, while another is on the page: one that a link brought, or a new one in place of one that took too long to come back. */
const ASIDE = 'correnteza.run.aside';
/** Two tabs have two worlds. */
const OF_TAB = { ofTab: true };
/** Beyond this a run is not kept: a browser gives a page about 5 MB. */
const MOST_LETTERS = 2_000_000;

interface Kept {
  readonly run: SavedRun;
  readonly nowUs: number;
}

export async function keepRun(world: World): Promise<void> {
  const run = await world.api.save();
  const text = JSON.stringify({ run, nowUs: world.store.getState().clock.nowUs } satisfies Kept);
  if (text.length <= MOST_LETTERS) keep(KEY, text, OF_TAB);
  else storage.setState({ trouble: 'large' });
}

/** The run that was on the page when it was last open; null where there is none. */
export const keptRun = (): Kept | null => runAt(KEY);

/** The run that was put aside; null where none is. */
export const runAside = (): Kept | null => runAt(ASIDE);

function runAt(key: string): Kept | null {
  try {
    const read: unknown = JSON.parse(kept(key, OF_TAB) ?? 'null');
    return isKept(read) ? read : null;
  } catch {
    return null;
  }
}

/** Puts the kept run aside, to be taken back later; whether there was one. */
export function putAside(): boolean {
  const own = kept(KEY, OF_TAB);
  if (own !== null) keep(ASIDE, own, OF_TAB);
  return own !== null;
}

/** The run that was put aside is the kept one again. */
export function takeBack(): void {
  const own = kept(ASIDE, OF_TAB);
  if (own !== null) keep(KEY, own, OF_TAB);
  keep(ASIDE, null, OF_TAB);
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'nowUs' in value && typeof value.nowUs === 'number' && 'run' in value && isSavedRun(value.run);
}

/** Whether a value has the shape of a run; the worker checks the rest when it replays it. */
export function isSavedRun(value: unknown): value is SavedRun {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'seed' in value && typeof value.seed === 'number'
    && 'scenario' in value && typeof value.scenario === 'object' && value.scenario !== null && 'inputs' in value && Array.isArray(value.inputs);
}
