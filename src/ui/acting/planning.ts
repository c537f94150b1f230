// When an act is to come: now, so many seconds from now, or at an instant of the timeline; and the inputs that plan it.
import type { HandInput, Input } from '../../bridge/input.ts';
import type { Tables } from '../store/world-store.ts';

export interface When {
  readonly kind: 'now' | 'after' | 'at';
  /** Seconds (`10`, `2.5`), or an instant as the timeline writes it (`1:30`). */
  readonly text: string;
}

/** `now`, or the virtual time in microseconds; null where that is over, or no time. */
export function readWhen({ kind, text }: When, nowUs: number): number | 'now' | null {
  if (kind === 'now') return 'now';
  const seconds = kind === 'after' ? Number(text.trim().replace(',', '.')) : secondsOf(text);
  const atUs = Math.round(seconds * 1_000_000) + (kind === 'after' ? nowUs : 0);
  return Number.isFinite(atUs) && text.trim() !== '' && atUs >= nowUs ? atUs : null;
}

/** `1:30` is 90, `1:02:03` is 3723. */
function secondsOf(text: string): number {
  const parts = text.trim().split(':');
  return parts.every((part) => /^\d+(?:[.,]\d+)?$/.test(part)) ? parts.reduce((total, part) => total * 60 + Number(part.replace(',', '.')), 0) : Number.NaN;
}

export interface Plan {
  readonly atUs: number | 'now';
  readonly nowUs: number;
  readonly inputs: readonly HandInput[];
  readonly repairs: { readonly afterUs: number; readonly inputs: readonly HandInput[] } | null;
  readonly tables: Pick<Tables, 'plan'>;
}

/** What is to be given now: the act itself or its plan, and the plan of its repair. */
export function planInputs({ atUs, nowUs, inputs, repairs, tables }: Plan): readonly Input[] {
  const taken = new Set([...tables.plan.values()].flatMap(({ scheduled }) => scheduled.map(({ name }) => name)));
  let number = 1;
  const schedule = (at: number, input: HandInput): Input => {
    while (taken.has(`f${number}`)) number += 1;
    taken.add(`f${number}`);
    return { kind: 'schedule', name: `f${number}`, atUs: at, input };
  };
  const begins = atUs === 'now' ? nowUs : atUs;
  const acts: readonly Input[] = atUs === 'now' ? inputs : inputs.map((input) => schedule(atUs, input));
  // Time may pass before the world has it: a repair comes a second later at the soonest.
  const mends = repairs === null ? [] : repairs.inputs.map((input) => schedule(Math.round(begins + Math.max(1_000_000, repairs.afterUs)), input));
  return [...acts, ...mends];
}
