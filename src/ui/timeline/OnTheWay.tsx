// A seek that takes its time: where it goes, how far it has come, and a way to stop it.
import { useState } from 'react';
import { m } from '../paraglide/messages.js';
import { useWorld, useWorldState } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';

/** The default export is what React.lazy loads. */
export default function OnTheWay({ goalUs }: { readonly goalUs: number }): React.ReactNode {
  const { api, store } = useWorld();
  const [fromUs] = useState(() => store.getState().clock.nowUs);
  const share = useWorldState(({ clock }) => Math.round(100 * Math.min(1, Math.max(0, (clock.nowUs - fromUs) / Math.max(1, goalUs - fromUs)))));
  return (
    <div className="time-now is-going">
      <progress max={100} value={share} aria-label={m.seek_going({ time: clockTime(goalUs, 0) })} />
      <button type="button" className="chip" title={m.seek_going({ time: clockTime(goalUs, 0) })} onClick={() => void api.playback({ kind: 'stay' })} data-testid="stay">{m.seek_stop()}</button>
    </div>
  );
}
