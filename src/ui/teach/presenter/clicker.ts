// A step clicker: what its two keys mean in a lesson, and along the timeline's marks where there is none.
import type { World } from '../../store/world.ts';
import { markKind } from '../../words/marks.ts';

/** A mark that is nearer than this is the one that one stands at, in virtual microseconds. */
const HERE_US = 1_000;

/** The keys that a clicker sends, as the step that each means. */
export function clicked(event: KeyboardEvent): 1 | -1 | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === 'PageDown') return 1;
  return event.key === 'PageUp' ? -1 : null;
}

/** To the next mark of what was lived, and standing still there; past the last one time goes on. Back: to the mark before, or to the beginning. */
export function alongMarks({ store, api }: World, by: 1 | -1): void {
  const { tables, clock } = store.getState();
  const times = [...tables.fact.values()].filter(({ fact }) => markKind(fact) !== null).map(({ atUs }) => atUs).sort((a, b) => a - b);
  const next = by === 1 ? times.find((atUs) => atUs > clock.nowUs + HERE_US) : (times.findLast((atUs) => atUs < clock.nowUs - HERE_US) ?? clock.startUs);
  if (next === undefined) void api.playback({ kind: 'play' });
  else void api.playback({ kind: 'pause' }).then(() => api.playback({ kind: 'seek', atUs: next }));
}
