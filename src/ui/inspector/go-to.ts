// Where a sentence leads: to the instant that it speaks of, and to the thing.
import { setPage } from '../store/page-store.ts';
import type { World } from '../store/world.ts';

/** Seeks to the instant, where one is named, and chooses the thing, where one is. Time stands still then: who went there wants to look. */
export function goTo({ api }: World, about: string | null, atUs?: number): void {
  if (atUs !== undefined) {
    void api.playback({ kind: 'pause' });
    void api.playback({ kind: 'seek', atUs });
  }
  if (about !== null) setPage({ selected: about, tab: 'inspector' });
}
