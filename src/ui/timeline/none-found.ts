// What is said where a step found no moment of its kind.
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';

/** `what` is the kind of step, in words. Forward the world stands two virtual minutes later, back it stayed. */
export function sayNoneFound(direction: 'forward' | 'back', what: string): void {
  say(direction === 'forward' ? m.step_none_ahead({ what }) : m.step_none_before({ what }));
}
