// What would be: a copy of a world is lived for a while with inputs that the world itself never gets.
import type { Input, TimedInput } from '../bridge/input.ts';
import { frozenCopy } from './kernel/copy.ts';
import type { Kernel } from './kernel/kernel.ts';
import { finish } from './in-pieces.ts';
import { SECOND, type Time } from './kernel/types.ts';
import { Onlooker } from './onlooker.ts';

/** So much virtual time is lived between two pauses. */
const BREATH: Time = SECOND / 20;

interface Foresight {
  /** Times are counted from now. */
  readonly inputs: readonly TimedInput[];
  readonly duration: Time;
  /** Looks at the world on its way and at its end. */
  readonly see?: (world: Kernel, at: Time) => void;
}

/** The world `duration` from now with these inputs: a world of its own. The given one stays as it is. `apply` gives an input, null where it was taken. */
export function foreseen(kernel: Kernel, apply: (kernel: Kernel, input: Input) => string | null, foresight: Foresight): Kernel {
  return finish(foreseeing(kernel.fork(), apply, foresight));
}

/** As `foreseen`, in pieces; `fork` is lived on. */
export function* foreseeing(fork: Kernel, apply: (kernel: Kernel, input: Input) => string | null, { inputs, duration, see }: Foresight): Generator<void, Kernel> {
  const { now } = fork.state;
  const onlooker = new Onlooker(fork);
  if (see !== undefined) onlooker.see = (at) => see(fork, at);
  const end = now + duration;
  function* until(time: Time): Generator<void, void> {
    for (let at = fork.state.now + BREATH; at < time; at += BREATH) {
      onlooker.runUntil(at);
      yield;
    }
    onlooker.runUntil(time);
  }
  for (const { atUs, input } of inputs) {
    yield* until(Math.min(end, Math.max(fork.state.now, now + atUs)));
    if (apply(fork, frozenCopy(input)) === null) onlooker.tookInput();
    onlooker.runUntil(fork.state.now);
  }
  yield* until(end);
  see?.(fork, fork.state.now);
  return fork;
}
