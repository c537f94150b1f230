// One timer of a program, moved to whenever its client wants to be woken next.
import { NEVER } from '../../../kafka/client/io.ts';
import type { Message, Time, TimerId } from '../../../kernel/types.ts';
import type { Os } from '../../program.ts';

export interface Alarm {
  timer: TimerId | null;
  at: Time;
}

const TICK: Message = { kind: 'Tick' };

export function noAlarm(): Alarm {
  return { timer: null, at: NEVER };
}

/** Wakes the program at `at`, and at no other time that was set before. */
export function setAlarm(alarm: Alarm, at: Time, os: Pick<Os, 'now' | 'schedule' | 'cancel'>): void {
  if (alarm.timer !== null && alarm.at === at && at > os.now) return;
  if (alarm.timer !== null) os.cancel(alarm.timer);
  alarm.at = at;
  alarm.timer = at >= NEVER ? null : os.schedule(Math.max(0, at - os.now), TICK);
}

/** The timer went off: it must not be cancelled any more. */
export function alarmRang(alarm: Alarm): void {
  alarm.timer = null;
  alarm.at = NEVER;
}
