// The plan as a record: what is scheduled, and how the chaos dial stands. Faults that are still to be drawn are nobody's to see.
import type { PlanRecord } from '../bridge/records.ts';
import { isPlan, PLAN } from '../sim/engine/plan/plan-state.ts';
import type { KernelState } from '../sim/kernel/state.ts';

export function planRecords(world: KernelState): PlanRecord[] {
  const state = world.actors[PLAN]?.state;
  if (!isPlan(state)) return [];
  const { scheduled, chaos, repairs } = state;
  return [{
    kind: 'plan', id: 'plan/plan', scheduled: scheduled.map(({ name, at, input }) => ({ name, atUs: at, input })),
    chaos: chaos === null ? null : { seed: chaos.seed, perMinute: chaos.perMinute, drawn: chaos.drawn, broken: repairs.length },
  }];
}
