// The stage as a list of sentences for those who hear the page: read when one goes there, and never said by itself.
import { useEffect, useState } from 'react';
import { m } from '../paraglide/messages.js';
import { useWorld } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';
import { stateInWords } from '../words/state-in-words.ts';

/** A list that changes under who reads it can't be read: it is made anew so often, in real ms. */
const EVERY_MS = 2_000;

export default function StageInWords(): React.ReactNode {
  const { store } = useWorld();
  const [state, setState] = useState(store.getState);
  useEffect(() => {
    let timer = 0;
    const end = store.subscribe(() => {
      if (timer === 0) timer = window.setTimeout(() => { timer = 0; setState(store.getState()); }, EVERY_MS);
    });
    return () => { end(); window.clearTimeout(timer); };
  }, [store]);
  return (
    <section className="hidden" aria-label={m.state_title()} data-testid="state-in-words">
      <p>{state.clock.playing ? m.state_playing({ time: clockTime(state.clock.nowUs, 0), speed: String(state.clock.speed) }) : m.state_paused({ time: clockTime(state.clock.nowUs, 0) })}</p>
      <ul>{stateInWords(state.tables).map((sentence, at) => <li key={at}>{sentence}</li>)}</ul>
    </section>
  );
}
