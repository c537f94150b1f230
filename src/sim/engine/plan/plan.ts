// What is to come of itself: inputs that somebody scheduled, and the faults of the chaos dial. It gives each at its time, as a hand from outside would.
//
// It is the course's own, no model of anything. As part of the world it comes on every branch, and rewinds.
import type { HandInput, PlanInput } from '../../../bridge/input.ts';
import { clockRang, stoppedClock, wakeAt } from '../../kafka/app/app-clock.ts';
import { NEVER } from '../../kafka/client/io.ts';
import { freeze } from '../../kernel/freeze.ts';
import { seedRandom } from '../../kernel/random.ts';
import type { Behavior, Context, Message } from '../../kernel/types.ts';
import { type ChaosTargets, drawFault, nextGap } from './chaos.ts';
import type { PlanState, Repair } from './plan-state.ts';

/** An input that was checked; the dial comes with what it may break. */
export interface PlanMessage extends Message {
  readonly kind: 'Input';
  readonly input: PlanInput;
  readonly targets?: ChaosTargets;
}

const isPlanMessage = (message: Message): message is PlanMessage => message.kind === 'Input';

export const plan: Behavior<PlanState> = {
  start() {},
  receive(state, message, _from, ctx) {
    if (message.kind === 'Tick') clockRang(state.clock);
    if (isPlanMessage(message)) change(state, message, ctx);
    happen(state, ctx);
    wakeAt(state.clock, Math.max(ctx.now, Math.min(state.scheduled[0]?.at ?? NEVER, state.chaos?.next ?? NEVER, state.repairs[0]?.at ?? NEVER)), ctx);
  },
  crash: (state) => ({ ...state, clock: stoppedClock() }),
};

function change(state: PlanState, { input, targets }: PlanMessage, ctx: Context): void {
  switch (input.kind) {
    case 'schedule': {
      const others = state.scheduled.filter(({ name }) => name !== input.name);
      const place = others.findIndex(({ at }) => at > input.atUs);
      state.scheduled = freeze(others.toSpliced(place < 0 ? others.length : place, 0, { name: input.name, at: input.atUs, input: input.input }));
      return;
    }
    case 'unschedule':
      state.scheduled = freeze(state.scheduled.filter(({ name }) => name !== input.name));
      return;
    case 'chaos': return setDial(state, input.seed, input.perMinute, targets ?? null, ctx);
  }
}

/** Another dial or seed begins anew; what is broken by then is repaired at its time, or at once where the dial goes to 0. */
function setDial(state: PlanState, seed: number, perMinute: number, targets: ChaosTargets | null, ctx: Context): void {
  if (perMinute <= 0 || targets === null) {
    for (const { inputs } of state.repairs) give(inputs, ctx);
    Object.assign(state, { chaos: null, repairs: freeze([]) });
    return;
  }
  const random = seedRandom(seed);
  state.chaos = { seed, perMinute, targets, random, next: ctx.now + nextGap(perMinute, random), drawn: 0 };
}

function happen(state: PlanState, ctx: Context): void {
  for (let first = state.scheduled[0]; first !== undefined && first.at <= ctx.now; first = state.scheduled[0]) {
    state.scheduled = freeze(state.scheduled.slice(1));
    give([first.input], ctx);
  }
  for (let first = state.repairs[0]; first !== undefined && first.at <= ctx.now; first = state.repairs[0]) {
    state.repairs = freeze(state.repairs.slice(1));
    give(first.inputs, ctx);
  }
  const { chaos } = state;
  if (chaos === null || chaos.next > ctx.now) return;
  chaos.next = ctx.now + nextGap(chaos.perMinute, chaos.random);
  const fault = drawFault(chaos.targets, chaos.random);
  if (fault === null) return;
  chaos.drawn += 1;
  give(fault.breaks, ctx);
  const repair: Repair = { at: ctx.now + fault.lasts, inputs: fault.repairs };
  state.repairs = freeze([...state.repairs, repair].sort((a, b) => a.at - b.at));
}

function give(inputs: readonly HandInput[], ctx: Context): void {
  for (const input of inputs) ctx.act(input);
}
