// What is known of a plan: inputs that are to come, and how the chaos dial stands.
import type { HandInput } from '../../../bridge/input.ts';
import { type AppClock, stoppedClock } from '../../kafka/app/app-clock.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { Time } from '../../kernel/types.ts';
import type { ChaosTargets } from './chaos.ts';

/** The actor's name; there is none before the first plan. */
export const PLAN = 'plan';

export interface Scheduled {
  readonly name: string;
  readonly at: Time;
  readonly input: HandInput;
}

export interface Repair {
  readonly at: Time;
  readonly inputs: readonly HandInput[];
}

export interface Chaos {
  readonly seed: number;
  readonly perMinute: number;
  readonly targets: ChaosTargets;
  /** Of its own: what else the world draws stays the same. */
  readonly random: RandomState;
  next: Time;
  drawn: number;
}

export interface PlanState {
  readonly clock: AppClock;
  /** In the order of time; of one instant in the order in which they were planned. */
  scheduled: readonly Scheduled[];
  chaos: Chaos | null;
  /** Of faults that are not repaired yet, the earliest first. */
  repairs: readonly Repair[];
}

export function createPlan(): PlanState {
  return { clock: stoppedClock(), scheduled: freeze([]), chaos: null, repairs: freeze([]) };
}

export function isPlan(state: unknown): state is PlanState {
  return typeof state === 'object' && state !== null && 'scheduled' in state && 'repairs' in state;
}
