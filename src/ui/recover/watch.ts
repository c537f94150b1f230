// The guard of this page: one for its worker, told of all that breaks, with a card that says what became of it.
import { freshRun } from '../states/scenarios.ts';
import { storage } from '../store/kept.ts';
import type { World } from '../store/world.ts';
import type { Line } from '../worker.ts';
import { showNews } from './card.tsx';
import { Guard, LOOK_EVERY_MS, type News } from './guard.ts';
import { allInputs } from './plan.ts';

let guard: Guard | null = null;
let saidStorage = false;

/** The guard of this line, watching from now on. */
export function guardOf(line: Line, { store }: World): Guard {
  if (guard !== null) return guard;
  const made = new Guard({ line, store, fresh: freshRun, tell: (news) => showNews({ kind: 'world', news }), seen: () => document.visibilityState === 'visible' });
  guard = made;
  setInterval(() => made.look(), LOOK_EVERY_MS);
  const sayStorage = (): void => {
    const { trouble } = storage.getState();
    // Said once, whatever else can't be kept.
    if (trouble === null || saidStorage) return;
    saidStorage = true;
    showNews({ kind: 'storage', trouble });
  };
  storage.subscribe(sayStorage);
  sayStorage();
  window.addEventListener('error', ({ error, message }) => failed(error ?? message));
  window.addEventListener('unhandledrejection', ({ reason }) => failed(reason));
  return made;
}

/** What leads to the shown instant, for a report; null before there is a world. */
export function knownForReport(): News['known'] | null {
  if (guard === null) return null;
  const { known } = guard;
  return { run: { ...known.run, inputs: allInputs(known) }, shownUs: known.shownUs };
}

/** Some browsers report a layout that takes two turns as an error; it is none. Scripts of other origins (a reader's extensions) tell nothing of themselves. */
const NO_ERROR = /ResizeObserver loop|^Script error/;

/** Something on the page threw where no panel could catch it. The world is well. */
function failed(problem: unknown): void {
  if (NO_ERROR.test(problem instanceof Error ? problem.message : String(problem))) return;
  showNews({ kind: 'page', problem, known: knownForReport() });
}
