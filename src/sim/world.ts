// The whole world: the cluster with everything that stands outside of it.
import type { Input } from '../bridge/input.ts';
import type { Scenario } from '../bridge/scenario.ts';
import type { Refusal } from './apply-input.ts';
import { clientSide } from './client-side.ts';
import { type WorldOptions, worldSource } from './cluster-world.ts';
import { flinkSide } from './flink-side.ts';
import type { Kernel } from './kernel/kernel.ts';

export const realWorld = worldSource(() => clientSide, { flink: () => flinkSide });

/** A running world, see `worldSource`. */
export function createWorld(scenario: Scenario, seed: number, options: WorldOptions = {}): Kernel {
  return worldSource(() => clientSide, { flink: () => flinkSide, ...options }).create(scenario, seed);
}

/** Gives an input to a world at its present time. Null when taken, else why not; then the world is as it was. */
export function giveInput(kernel: Kernel, input: Input): Refusal | null {
  return realWorld.apply(kernel, input);
}
