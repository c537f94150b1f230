// All timers of a classic group end: it is deleted, it moves away, or it becomes another kind.
import type { Env } from '../broker/plane.ts';
import type { ClassicGroup } from './group-state.ts';

export function stopClassic(env: Env, group: ClassicGroup): void {
  for (const timer of [group.joinTimer, group.syncTimer, ...group.members.map((one) => one.session), ...group.pending.map((one) => one.timer)]) {
    if (timer !== null) env.ctx.cancel(timer);
  }
}
