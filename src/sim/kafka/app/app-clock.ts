// The one timer of an application process: moved to whenever it wants to be woken next.
import type { Context, Message, Time, TimerId } from '../../kernel/types.ts';
import { NEVER } from '../client/io.ts';

export interface AppClock {
  timer: TimerId | null;
  at: Time;
}

const TICK: Message = { kind: 'Tick' };

export function stoppedClock(): AppClock {
  return { timer: null, at: NEVER };
}

/** Wakes the process at `at`, and at no other time that was set before. */
export function wakeAt(clock: AppClock, at: Time, ctx: Context): void {
  if (clock.timer !== null && clock.at === at) return;
  if (clock.timer !== null) ctx.cancel(clock.timer);
  clock.at = at;
  clock.timer = at >= NEVER ? null : ctx.schedule(Math.max(0, at - ctx.now), TICK);
}

/** The timer went off: it must not be cancelled any more. */
export function clockRang(clock: AppClock): void {
  clock.timer = null;
  clock.at = NEVER;
}
