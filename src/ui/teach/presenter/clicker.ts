// A step clicker: what its two keys mean in a lesson, and along the timeline's marks where there is none.
import { pageStore } from '../../store/page-store.ts';
import type { World } from '../../store/world.ts';
import { markKind } from '../../words/marks.ts';

/** A mark that is nearer than this is the one that one stands at, in virtual microseconds. */
const HERE_US = 1_000;
/** Where time runs on after each step back, one that was passed a moment ago is the one that one came from, in virtual microseconds. */
const BACK_US = 2_000_000;

/** The keys that a clicker sends, as the step that each means. */
export function clicked(event: KeyboardEvent): 1 | -1 | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === 'PageDown') return 1;
  return event.key === 'PageUp' ? -1 : null;
}

/** A moment before something is done, so that it is seen to happen, in virtual microseconds. */
const BEFORE_US = 500_000;

/**
 * Along a demonstration's instants, which are watched from there on; without one to the next mark of what was lived, standing still there, and past
 * the last one time goes on. Back: to the mark before, or to the beginning.
 */
export function alongMarks({ store, api }: World, by: 1 | -1): void {
  const { tables, clock } = store.getState();
  const { demo } = pageStore.getState();
  const times = demo === null ? [...tables.fact.values()].filter(({ fact }) => markKind(fact) !== null).map(({ atUs }) => atUs) : demo.marks.map(({ atUs, done }) => atUs - (done ? BEFORE_US : 0));
  times.sort((a, b) => a - b);
  const next = by === 1 ? times.find((atUs) => atUs > clock.nowUs + HERE_US) : (times.findLast((atUs) => atUs < clock.nowUs - (demo === null ? HERE_US : BACK_US)) ?? clock.startUs);
  if (next === undefined) void api.playback({ kind: 'play' });
  else void api.playback({ kind: demo === null ? 'pause' : 'play' }).then(() => api.playback({ kind: 'seek', atUs: next }));
}
