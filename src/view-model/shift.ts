// A shift on call as a record: its books, and what has happened up to now; nothing of what is still to come.
import type { ShiftRecord } from '../bridge/engine-records.ts';
import { totals } from '../sim/engine/shift/accounts.ts';
import type { ShiftState } from '../sim/engine/shift/shift.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { MILLISECOND } from '../sim/kernel/types.ts';

export function shiftRecord(world: KernelState, node: string, up: boolean, state: ShiftState): ShiftRecord {
  const { schedule, ...spec } = state.spec;
  const sinceMs = Math.min(spec.durationMs, Math.floor((world.now - state.beganAt) / MILLISECOND));
  return {
    kind: 'shift', id: `shift/${spec.name}`, node, spec, name: spec.name, state: state.phase === 'over' ? 'over' : up ? 'running' : 'down', beganAtUs: state.beganAt, durationMs: spec.durationMs,
    ...totals(state.spec, state.accounts, { beganMs: state.beganMs, nowMs: state.beganMs + sinceMs + (state.phase === 'over' ? 1 : 0) }), pass: spec.pass, foreign: state.foreign,
    incidents: schedule.filter(({ atMs }) => atMs <= sinceMs).map(({ id, atMs }) => ({ id, atMs })),
  };
}
