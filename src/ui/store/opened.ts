// Opens another world so that it can be left: whoever no longer wants it has the world and the page back as they were.
import { m } from '../paraglide/messages.js';
import { say } from './announce.ts';
import { attempts, begun, isGivenUp } from './opening.ts';
import { type PageState, pageStore, setPage, untouchedByWorld } from './page-store.ts';

/** Opens a world by `work`, which waits through `whileOpening`. Left, followed by another one, or not to be fetched (which is said), it ends, and the page is as it was before. Whether it was opened. */
export async function opened(work: () => Promise<void>): Promise<boolean> {
  const last = attempts.now;
  // Before the next one is asked for, so that the worker has nothing but the world that stood.
  void last?.letGo?.();
  const mine = begun(last?.before ?? pageStore.getState());
  attempts.now = mine;
  last?.leave();
  try {
    await work();
    return true;
  } catch (problem) {
    if (attempts.now === mine) {
      setPage(ofTheWorld(mine.before));
      if (!isGivenUp(problem)) say(m.opening_failed({ reason: problem instanceof Error ? problem.message : String(problem) }), 'problem');
    }
    return false;
  } finally {
    if (attempts.now === mine) attempts.now = null;
  }
}

/** Leaves what is being opened. Whether that could be left: a world that came in the same moment is there. */
export async function leaveOpening(): Promise<boolean> {
  const mine = attempts.now;
  if (mine === null || (mine.letGo !== null && !(await mine.letGo())) || attempts.now !== mine) return false;
  mine.leave();
  return true;
}

/** What an opening changes of the page. */
function ofTheWorld(before: PageState): Partial<PageState> {
  const names = [...Object.keys(untouchedByWorld()), 'door', 'lessonOpen', 'dockOpen', 'dockTab', 'tab', 'lens', 'internalTopics', 'controlTraffic', 'folded', 'aside'] as (keyof PageState)[];
  return Object.fromEntries(names.map((name) => [name, before[name]]));
}
