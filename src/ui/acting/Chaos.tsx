// The chaos dial: how many faults a minute, and the seed that draws them.
import { Dices } from 'lucide-react';
import { useId, useState } from 'react';
import { m } from '../paraglide/messages.js';
import { act } from '../store/act.ts';
import { useRecord, useWorld } from '../store/world.ts';
import { number } from '../words/numbers.ts';

/** Faults a virtual minute at each mark of the dial. */
const DIAL = [0, 1, 3, 6, 12, 30] as const;
const LARGEST_SEED = 9_999;

const names = (): readonly string[] => [m.chaos_off(), m.chaos_calm(), m.chaos_restless(), m.chaos_rough(), m.chaos_storm(), m.chaos_hurricane()];

export function Chaos(): React.ReactNode {
  const world = useWorld();
  const chaos = useRecord('plan', 'plan/plan')?.chaos ?? null;
  const [mark, setMark] = useState(() => Math.max(1, DIAL.findIndex((rate) => rate === chaos?.perMinute)));
  const [seed, setSeed] = useState(chaos?.seed ?? 7);
  const [dial, field] = [useId(), useId()];
  const perMinute = DIAL[mark] ?? 0;
  const name = names()[mark] ?? '';
  const turn = (to: number): void => void act(world, [{ kind: 'chaos', seed, perMinute: to }]);
  return (
    <form className="acting-form chaos" onSubmit={(event) => { event.preventDefault(); turn(perMinute); }}>
      <p className="acting-about">{m.chaos_about()}</p>
      <div className="field">
        <label htmlFor={dial}>{m.chaos_dial()}</label>
        <input id={dial} type="range" min={0} max={DIAL.length - 1} step={1} value={mark} aria-valuetext={`${name}, ${m.chaos_rate({ count: number(perMinute) })}`} onChange={(event) => setMark(Number(event.target.value))} />
        <output className="chaos-level"><strong>{name}</strong> {m.chaos_rate({ count: number(perMinute) })}</output>
      </div>
      <div className="field">
        <label htmlFor={field}>{m.chaos_seed()}</label>
        <div className="chaos-seed">
          <input id={field} type="number" min={0} max={LARGEST_SEED} step={1} required value={seed} onChange={(event) => setSeed(event.target.valueAsNumber)} />
          <button type="button" className="button" onClick={() => setSeed(Math.floor(Math.random() * (LARGEST_SEED + 1)))}><Dices size={15} aria-hidden /> {m.chaos_draw()}</button>
        </div>
        <small>{m.chaos_seed_hint()}</small>
      </div>
      <div className="demo-acts">
        <button type="submit" className="button is-main is-fault" data-act="chaos" disabled={Number.isNaN(seed)}>{chaos === null ? m.chaos_turn_on() : m.chaos_change()}</button>
        {chaos === null ? null : <button type="button" className="button" onClick={() => turn(0)} data-act="chaos-off">{m.chaos_turn_off()}</button>}
      </div>
      <p className="chaos-state" role="status">{chaos === null ? m.chaos_is_off() : m.chaos_is_on({ drawn: number(chaos.drawn), broken: number(chaos.broken) })}</p>
    </form>
  );
}
