// The keys of the levels: plus and minus go nearer and farther, R follows the chosen record, Escape ends the following and then goes out again.
import { startFollowing, stopFollowing } from '../../follow/following.ts';
import { pageStore } from '../../store/page-store.ts';
import type { World } from '../../store/world.ts';
import { pointedThing } from '../focus.ts';
import { zoomIn, zoomOut } from './zoom-to.ts';

/** Returns how to end it. */
export function attachKeys({ store }: Pick<World, 'store'>): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isMeant(event.target)) return;
    if (handled(event.key, event.target, store.getState().tables)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  window.addEventListener('keydown', onKey, { capture: true });
  return () => window.removeEventListener('keydown', onKey, { capture: true });
}

/** Where nothing has the keys, on the stage, and on the buttons of its levels. */
function isMeant(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest('.stage, .crumbs, .follow, .inspector header') !== null && target.closest('input, textarea, [contenteditable=true]') === null);
}

function handled(key: string, target: EventTarget | null, tables: ReturnType<World['store']['getState']>['tables']): boolean {
  const { selected, following, traced, zoom } = pageStore.getState();
  const thing = (target === null ? null : pointedThing(target)?.id) ?? selected;
  switch (key) {
    case '+': case '=': return zoomIn(thing, tables);
    case '-': case '_': return zoomOut(tables);
    case 'r': case 'R': {
      const record = [thing, selected].find((id) => id?.startsWith('record/') === true);
      if (record === undefined || record === null) return false;
      if (following === record) stopFollowing();
      else startFollowing(record, tables);
      return true;
    }
    case 'Escape': {
      if (following !== null || traced.size > 0) {
        stopFollowing();
        return true;
      }
      return selected === null && zoom !== null && zoomOut(tables);
    }
    default: return false;
  }
}
