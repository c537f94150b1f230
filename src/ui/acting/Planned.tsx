// What is planned: when, what, and a way to take it out.
import { X } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { inputWords } from '../lesson/move-words.ts';
import { act } from '../store/act.ts';
import { useRecord, useWorld } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';

export function Planned(): React.ReactNode {
  const world = useWorld();
  const plan = useRecord('plan', 'plan/plan');
  const scheduled = plan?.scheduled ?? [];
  return (
    <section className="acting-plan" aria-label={m.plan_title()}>
      <h3>{m.plan_title()}</h3>
      {scheduled.length === 0 ? <p className="acting-none">{m.plan_empty()}</p> : (
        <ul>
          {scheduled.map(({ name, atUs, input }) => (
            <li key={name}>
              <time>{clockTime(atUs, 0)}</time>
              <span>{inputWords(input)}</span>
              <button type="button" className="round" aria-label={`${m.plan_remove()}: ${inputWords(input)}`} title={m.plan_remove()} onClick={() => void act(world, [{ kind: 'unschedule', name }])}><X size={15} aria-hidden /></button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
