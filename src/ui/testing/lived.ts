// A world that has been lived: a scenario, real inputs at their times, and the page's tables at the end.
import type { Input } from '../../bridge/input.ts';
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import { SECOND } from '../../sim/kernel/types.ts';
import { createWorld, giveInput } from '../../sim/world.ts';
import { projectWhole } from '../../view-model/whole.ts';
import { applyFrame, emptyWorld } from '../store/world-store.ts';
import type { Seen } from '../why/answer.ts';

/** Who looks: as many records of each log as a wide stage shows. */
const WATCH = { recordsPerReplica: 40, partition: null };

/** What is seen at `untilS` virtual seconds; inputs come at their own seconds, in order. */
export function lived(scenario: Partial<Scenario>, inputs: readonly (readonly [number, Input])[], untilS: number, seed = 7): Seen {
  const world: Scenario = { ...defaultScenario, ...scenario };
  const kernel = createWorld(world, seed);
  for (const [atS, input] of inputs) {
    kernel.runUntil(atS * SECOND);
    const refusal = giveInput(kernel, input);
    if (refusal !== null) throw new Error(`${input.kind} at ${atS} s: ${refusal}`);
  }
  kernel.runUntil(untilS * SECOND);
  const clock = { nowUs: kernel.state.now, endUs: kernel.state.now, startUs: world.shownFromUs, playing: false, speed: 1, branch: 0 };
  const state = applyFrame(emptyWorld(), { base: -1, revision: 1, whole: true, put: [...projectWhole(kernel.state, null, WATCH).values()], removed: [], clock, branches: [] }, 0);
  if (state === null) throw new Error('a whole frame fits any store');
  return { tables: state.tables, nowUs: kernel.state.now, epochMs: world.startedAtMs };
}
