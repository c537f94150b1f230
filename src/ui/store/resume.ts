// Keeps the last run in the browser, so that a reload goes on where the reader was, and opens what a link brings.
import type { SavedRun } from '../../bridge/input.ts';
import type { World } from './world.ts';

const KEY = 'correnteza.run';
/** The reader's own run, while one that a link brought is on the page. */
const ASIDE = 'correnteza.run.aside';
/** Beyond this a run is not kept: a browser gives a page about 5 MB. */
const MOST_LETTERS = 2_000_000;

interface Kept {
  readonly run: SavedRun;
  readonly nowUs: number;
}

export async function keepRun(world: World): Promise<void> {
  const run = await world.api.save();
  const text = JSON.stringify({ run, nowUs: world.store.getState().clock.nowUs } satisfies Kept);
  try {
    if (text.length <= MOST_LETTERS) localStorage.setItem(KEY, text);
  } catch {
    // A full or forbidden storage only costs the memory of the next visit.
  }
}

export function keptRun(): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isKept(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Puts the kept run aside, to be taken back later; whether there was one. */
export function putAside(): boolean {
  try {
    const own = localStorage.getItem(KEY);
    if (own !== null) localStorage.setItem(ASIDE, own);
    return own !== null;
  } catch {
    return false;
  }
}

/** The run that was put aside is the kept one again. */
export function takeBack(): void {
  try {
    const own = localStorage.getItem(ASIDE);
    if (own !== null) localStorage.setItem(KEY, own);
    localStorage.removeItem(ASIDE);
  } catch {
    // What can't be read was not put there.
  }
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'nowUs' in value && typeof value.nowUs === 'number' && 'run' in value && isSavedRun(value.run);
}

/** Whether a value has the shape of a run; the worker checks the rest when it replays it. */
export function isSavedRun(value: unknown): value is SavedRun {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'seed' in value && typeof value.seed === 'number'
    && 'scenario' in value && typeof value.scenario === 'object' && value.scenario !== null && 'inputs' in value && Array.isArray(value.inputs);
}
