// The generators of Flink's own example jobs: cars that drive, state machines that send events, people with grades or salaries.
import { NO_TIMESTAMP, type Row, sourceRecordId } from '../record.ts';
import { duration } from '../config.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { listItems, type OperatorEnv, type OperatorKind, type Running } from './operator.ts';

export interface ExampleConfig {
  readonly data: 'cars' | 'state-machine' | 'grades' | 'salaries';
  /** Rows a second, of all subtasks together. */
  readonly perSecond: number;
  /** Of the state machine: how probable a transition is that the machine does not have, 0 to 1. */
  readonly errorRate?: number;
  /** Whether records get the wall clock as their event time, and watermarks follow it (the examples' IngestionTimeWatermarkStrategy). */
  readonly ingestionTime?: boolean;
}

interface Car {
  speed: number;
  metres: number;
  updatedMs: number;
}

interface ExampleOwn {
  /** Rows since the task started, for the rate; and all, for the identity of records. */
  emitted: number;
  count: number;
  startedMs: number;
  nextCar: number;
  readonly cars: Car[];
  /** Addresses of state machines that run, the one that moved last at the end, with their states. */
  readonly machines: [number, string][];
  maxMs: number;
}

/** From each state: event, next state, how probable. */
export const TRANSITIONS: Readonly<Record<string, readonly (readonly [string, string, number])[]>> = {
  Initial: [['a', 'W', 0.6], ['c', 'X', 0.4]],
  W: [['b', 'Y', 1]],
  X: [['b', 'Y', 0.2], ['d', 'Z', 0.8]],
  Y: [['e', 'Z', 1]],
  Z: [['g', 'Terminal', 1]],
};
const EVENTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const NAMES = ['tom', 'jerry', 'alice', 'bob', 'john', 'grace'];
const MOST_MACHINES = 1_000;

export const exampleSource: OperatorKind = {
  create: (): ExampleOwn => ({ emitted: 0, count: 0, startedMs: 0, nextCar: 0, cars: [0, 1].map(() => ({ speed: 50, metres: 0, updatedMs: 0 })), machines: [], maxMs: NO_TIMESTAMP }),
  restore(own, lists) {
    (own as ExampleOwn).count = Number(listItems(lists, 'count')[0] ?? 0);
  },
  run: (env): Running => {
    const own = env.own as ExampleOwn;
    const config = env.spec.config as ExampleConfig;
    const perSecond = config.perSecond / env.parallelism;
    const intervalMs = (duration(env.configuration, 'pipeline.auto-watermark-interval') ?? 0) / MILLISECOND;
    const plan = (): void => env.wakeAt(Math.min(own.startedMs + Math.ceil(((own.emitted + 1) * 1_000) / perSecond), config.ingestionTime === true && intervalMs > 0 ? env.nowMs() + intervalMs : Infinity));
    return {
      open() {
        own.startedMs = env.nowMs();
        own.emitted = 0;
        plan();
      },
      element() {},
      wake() {
        if (config.ingestionTime === true && own.maxMs !== NO_TIMESTAMP && own.maxMs - 1 > env.watermark()) env.emitWatermark(own.maxMs - 1);
        plan();
      },
      poll(most) {
        const due = Math.floor(((env.nowMs() - own.startedMs) * perSecond) / 1_000);
        for (let i = 0; i < most; i++) {
          if (own.emitted >= due) {
            plan();
            return 'nothing';
          }
          const row = rowOf(config, own, env);
          const timestamp = config.ingestionTime === true ? env.nowMs() : NO_TIMESTAMP;
          own.maxMs = Math.max(own.maxMs, timestamp);
          env.emit({ kind: '+I', row, timestamp, lineage: sourceRecordId(env.vertexIndex, env.subtask, own.count) });
          own.emitted += 1;
          own.count += 1;
        }
        return 'more';
      },
      lists: () => ({ count: { mode: 'SPLIT_DISTRIBUTE', items: [own.count] } }),
    };
  },
};

function rowOf(config: ExampleConfig, own: ExampleOwn, env: OperatorEnv): Row {
  const random = (): number => env.context().random();
  const name = (): string => NAMES[Math.floor(random() * NAMES.length)] ?? '';
  switch (config.data) {
    case 'cars': return carRow(own, random, env.nowMs());
    case 'state-machine': return eventRow(own, random, config.errorRate ?? 0);
    case 'grades': return [name(), 1 + Math.floor(random() * 5)];
    case 'salaries': return [name(), 1 + Math.floor(random() * 10_000)];
  }
}

/** A car drives a little faster or slower; its metres are ten times those that it could have made, as in Flink's example. */
function carRow(own: ExampleOwn, random: () => number, nowMs: number): Row {
  const car = own.cars[own.nextCar];
  own.nextCar = (own.nextCar + 1) % own.cars.length;
  if (car === undefined) return [];
  car.speed = random() < 0.5 ? Math.min(100, car.speed + 5) : Math.max(0, car.speed - 5);
  const passedMs = car.updatedMs === 0 ? 0 : nowMs - car.updatedMs;
  car.updatedMs = nowMs;
  car.metres += (car.speed * passedMs * 10) / 3_600;
  return [own.nextCar, car.speed, car.metres, nowMs];
}

/** The next event of one of the machines, or of a new one. */
function eventRow(own: ExampleOwn, random: () => number, errorRate: number): Row {
  const chance = random();
  if (chance * MOST_MACHINES >= own.machines.length) {
    let address = Math.floor(random() * 0x7fff_ffff);
    while (own.machines.some(([known]) => known === address)) address = Math.floor(random() * 0x7fff_ffff);
    const [event, next] = transition('Initial', random);
    own.machines.push([address, next]);
    return [addressText(address), event];
  }
  const place = Math.min(20, Math.floor(random() * own.machines.length));
  const [[address, state] = [0, 'Z']] = own.machines.splice(place, 1);
  if (chance < errorRate) {
    const wrong = EVENTS.filter((event) => !(TRANSITIONS[state] ?? []).some(([known]) => known === event));
    return [addressText(address), wrong[Math.floor(random() * wrong.length)] ?? 'f'];
  }
  const [event, next] = transition(state, random);
  if (next !== 'Terminal') own.machines.push([address, next]);
  return [addressText(address), event];
}

function transition(state: string, random: () => number): readonly [string, string] {
  const choices = TRANSITIONS[state] ?? [];
  let left = random();
  for (const [event, next, probability] of choices) {
    left -= probability;
    if (left <= 0) return [event, next];
  }
  const last = choices.at(-1);
  return [last?.[0] ?? 'g', last?.[1] ?? 'Terminal'];
}

const addressText = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
