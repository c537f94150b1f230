// Proves a demo: played without a page, each promise comes true at its mark; and in the same world where nothing is done, the last one never does.
import { look } from '../lesson/evaluate.ts';
import { type Demo, demoStart, plannedInputs } from '../lesson/demo.ts';
import { holds, type Memory, noMemory } from '../lesson/evaluate.ts';
import { kindsOf } from '../lesson/kinds-of.ts';
import { openProofWorld } from './proof-world.ts';
import type { ProofWorld } from './prove-play.ts';

/** A mark on the timeline may be so far from what it tells of. */
export const TOLERANCE_US = 1_500_000;

/** For each mark when what it tells of first became true, after the demo's beginning; null where it never did, or where it tells of nothing. */
export type Seen = readonly (number | null)[];

/** The demo as it is shown, and the same world left alone. */
export function playDemo(demo: Demo): { readonly shown: Seen; readonly alone: Seen } {
  const world = openProofWorld({ ...demo, steps: [], path: demo.id, number: demo.number, minutes: 1, texts: { pt: NO_TEXT, en: NO_TEXT } });
  const alone = world.fork();
  for (const input of plannedInputs(demo)) {
    const refusal = world.input(input);
    if (refusal !== null) throw new Error(`${demo.id}: the plan is refused: ${refusal}`);
  }
  return { shown: momentsIn(demo, world), alone: momentsIn(demo, alone) };
}

const NO_TEXT = { title: '', intro: '', steps: {} };

function momentsIn(demo: Demo, world: ProofWorld): Seen {
  const startUs = demoStart(demo);
  const asked = demo.marks.map(({ when }) => when);
  const kinds = kindsOf(asked.flatMap((when) => when ?? []));
  const memories: Memory[] = asked.map(() => noMemory);
  const moments: (number | null)[] = asked.map(() => null);
  const see = (now: ReturnType<typeof look>): void => {
    for (const [at, when] of asked.entries()) {
      if (when === null || moments[at] !== null) continue;
      const seen = holds(when, now, memories[at] ?? noMemory);
      memories[at] = seen.memory;
      if (seen.holds) moments[at] = now.nowUs - startUs;
    }
  };
  see(look(world.nowUs(), world.records(kinds)));
  world.watch(kinds, see);
  world.advance(demo.lastsUs);
  world.watch(null, null);
  return moments;
}
