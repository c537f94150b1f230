// What is to come, on the timeline: the instants of the failure that is shown, and inputs that were scheduled. Fetched when there are any.
import { m } from '../paraglide/messages.js';
import { inputWords } from '../lesson/move-words.ts';
import { usePage } from '../store/page-store.ts';
import { useRecord, useWorld } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';
import { type Axis, placeOf } from './axis.ts';
import { besideEachOther } from './beside.ts';
import './plan-marks.css';

interface Instant {
  readonly atUs: number;
  readonly sign: string;
  readonly says: string;
  readonly done: boolean;
}

/** `width` is the track's, in CSS pixels. */
export default function PlanMarks({ axis, width }: { readonly axis: Axis; readonly width: number }): React.ReactNode {
  const { api } = useWorld();
  const demo = usePage((state) => state.demo);
  const plan = useRecord('plan', 'plan/plan');
  const planned = (plan?.scheduled ?? []).filter(({ name }) => demo === null || !name.startsWith('demo-'));
  const instants: Instant[] = [
    ...(demo?.marks ?? []).map(({ atUs, says, done }, at) => ({ atUs, sign: String(at + 1), says, done })),
    ...planned.map(({ atUs, input }) => ({ atUs, sign: '⚡', says: `${m.plan_will()} ${inputWords(input)}`, done: true })),
  ];
  const places = besideEachOther(instants.map(({ atUs }) => placeOf(axis, atUs) * width));
  return instants.map(({ atUs, sign, says, done }, at) => (
    <button
      key={`${atUs}/${at}`} type="button" className={`plan-mark${done ? ' is-done' : ''}`} style={{ left: `${placeOf(axis, atUs) * 100}%`, '--beside': `${(places[at] ?? 0) - placeOf(axis, atUs) * width}px` } as React.CSSProperties} data-mark={sign}
      title={`${clockTime(atUs, 0)} · ${says}`} aria-label={`${clockTime(atUs, 0)}: ${says}`}
      onPointerDown={(event) => event.stopPropagation()} onClick={() => void api.playback({ kind: 'seek', atUs })}
    />
  ));
}
