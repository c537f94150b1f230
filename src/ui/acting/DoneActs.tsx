// What was done, latest first, each as an operator of a real cluster would do it.
import { useStore } from 'zustand';
import { m } from '../paraglide/messages.js';
import { inputWords } from '../lesson/move-words.ts';
import { useWorld } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';
import { doneActs } from './done.ts';
import { RealCommand } from './RealCommand.tsx';

export function DoneActs(): React.ReactNode {
  const { api } = useWorld();
  const acts = useStore(doneActs, (state) => state.acts);
  if (acts.length === 0) return <p className="acting-none">{m.done_empty()}</p>;
  return (
    <ol className="done-acts">
      {acts.map(({ number, atUs, inputs }) => {
        const [first] = inputs.filter(({ kind }) => kind !== 'open-tty');
        return (
          <li key={number}>
            <button type="button" className="link" onClick={() => void api.playback({ kind: 'seek', atUs })}><time>{clockTime(atUs, 1)}</time> {first === undefined ? '' : inputWords(first)}</button>
            <RealCommand inputs={inputs} />
          </li>
        );
      })}
    </ol>
  );
}
