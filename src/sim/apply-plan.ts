// Inputs that plan others: checks them, notes them, and tells the actor that gives them at their time.
import type { Input, NodeId, PlanInput } from '../bridge/input.ts';
import type { Refusal } from './apply-input.ts';
import type { ChaosTargets } from './engine/plan/chaos.ts';
import { createPlan, isPlan, PLAN } from './engine/plan/plan-state.ts';
import { frozenCopy } from './kernel/copy.ts';
import { freeze } from './kernel/freeze.ts';
import type { Kernel } from './kernel/kernel.ts';

const NAME = /^[A-Za-z0-9._-]{1,40}$/;
const MOST_SCHEDULED = 200;
/** A day of virtual time. */
const LATEST_US = 86_400_000_000;
const MOST_PER_MINUTE = 60;

/** Null where it was taken; else the world is as it was. */
export function applyPlan(kernel: Kernel, input: PlanInput): Refusal | null {
  const refusal = problemOf(kernel, input);
  if (refusal !== null) return refusal;
  if (kernel.state.actors[PLAN] === undefined) kernel.spawn(PLAN, 'plan', createPlan());
  const copy = frozenCopy(input);
  kernel.tell(PLAN, freeze(input.kind === 'chaos' ? { kind: 'Input', input: copy, targets: targetsOf(kernel) } : { kind: 'Input', input: copy }), noteOf(kernel, input));
  return null;
}

function problemOf(kernel: Kernel, input: PlanInput): Refusal | null {
  const scheduled = scheduledIn(kernel);
  switch (input.kind) {
    case 'schedule': {
      const { name, atUs } = input;
      if (!NAME.test(name) || !Number.isInteger(atUs) || atUs < kernel.state.now || atUs > LATEST_US) return 'bad_value';
      return scheduled.length >= MOST_SCHEDULED && !scheduled.includes(name) ? 'too_many_inputs' : null;
    }
    case 'unschedule': return scheduled.includes(input.name) ? null : 'not_planned';
    case 'chaos': return Number.isInteger(input.seed) && input.seed >= 0 && input.seed <= 4_294_967_295 && input.perMinute >= 0 && input.perMinute <= MOST_PER_MINUTE ? null : 'bad_value';
  }
}

function scheduledIn(kernel: Kernel): readonly string[] {
  const state = kernel.actorState(PLAN);
  return isPlan(state) ? state.scheduled.map(({ name }) => name) : [];
}

function noteOf(kernel: Kernel, input: PlanInput): number {
  switch (input.kind) {
    case 'schedule': return kernel.note(PLAN, 'planned', { name: input.name, kind: input.input.kind, on: whereOf(input.input) }, []);
    case 'unschedule': return kernel.note(PLAN, 'plan-dropped', { name: input.name }, []);
    case 'chaos': return kernel.note(PLAN, 'chaos-set', { perMinute: input.perMinute, seed: input.seed }, []);
  }
}

/** The node that an input is about, or what else it names. */
export function whereOf(input: Input): string {
  if ('node' in input) return input.node;
  if ('from' in input) return input.from;
  if ('app' in input) return `${input.app.kind}-${input.app.name}`;
  if ('engine' in input) return `${input.engine.kind}-${input.engine.name}`;
  if ('broker' in input) return `broker-${input.broker.id}`;
  if ('tty' in input) return input.tty;
  if ('path' in input) return input.path;
  return 'name' in input ? input.name : '';
}

/** What the dial may break: everything but the student's machine and what is no part of the cluster. */
function targetsOf(kernel: Kernel): ChaosTargets {
  const named = (behaviors: readonly string[]): NodeId[] => Object.values(kernel.state.actors).filter(({ behavior }) => behaviors.includes(behavior)).map(({ id }) => id).sort((a, b) => (a < b ? -1 : 1));
  return {
    brokers: named(['broker']), controllers: named(['controller']), taskManagers: named(['taskmanager']),
    clients: named(['producer-app', 'consumer-app', 'share-consumer-app', 'processor-app']),
  };
}
