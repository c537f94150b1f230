// A seek, or the search for a step, that takes its time: where it goes, how far it has come, and a way to stop it.
import { useState } from 'react';
import type { Clock } from '../../bridge/frame.ts';
import { m } from '../paraglide/messages.js';
import { useWorld, useWorldState } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';

/** Without a goal it is a search. The default export is what React.lazy loads. */
export default function OnTheWay({ goalUs }: { readonly goalUs?: number }): React.ReactNode {
  const { api, store } = useWorld();
  const [fromUs] = useState(() => store.getState().clock.nowUs);
  const share = useWorldState(({ clock }) => Math.round(100 * shareOf(clock, fromUs)));
  const title = goalUs === undefined ? m.step_searching() : m.seek_going({ time: clockTime(goalUs, 0) });
  return (
    <div className="time-now is-going">
      <progress max={100} value={share} aria-label={title} />
      <button type="button" className="chip" title={title} onClick={() => void api.playback({ kind: 'stay' })} data-testid="stay">{m.seek_stop()}</button>
    </div>
  );
}

function shareOf({ nowUs, goalUs, searched }: Clock, fromUs: number): number {
  if (searched !== undefined || goalUs === undefined) return searched ?? 1;
  return Math.min(1, Math.max(0, (nowUs - fromUs) / Math.max(1, goalUs - fromUs)));
}
