// What would be: a copy of a world is lived for a while with inputs that the world itself never gets.
import type { Input, TimedInput } from '../bridge/input.ts';
import { frozenCopy } from './kernel/copy.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { Time } from './kernel/types.ts';
import { Onlooker } from './onlooker.ts';

/**
 * The world `duration` from now with these inputs, their times counted from now: a world of its own, looked at on its way and at its end.
 * The given one stays as it is. `apply` gives an input, null where it was taken.
 */
export function foreseen(kernel: Kernel, apply: (kernel: Kernel, input: Input) => string | null, inputs: readonly TimedInput[], duration: Time, see: ((world: Kernel, at: Time) => void) | null = null): Kernel {
  const { now } = kernel.state;
  const fork = kernel.fork();
  const onlooker = new Onlooker(fork);
  if (see !== null) onlooker.see = (at) => see(fork, at);
  const end = fork.state.now + duration;
  for (const { atUs, input } of inputs) {
    onlooker.runUntil(Math.min(end, Math.max(fork.state.now, now + atUs)));
    if (apply(fork, frozenCopy(input)) === null) onlooker.tookInput();
    onlooker.runUntil(fork.state.now);
  }
  onlooker.runUntil(end);
  see?.(fork, fork.state.now);
  return fork;
}
