// A task's chain of operators, put together: records, watermarks and timers passed from one to the next by plain calls (OperatorChain).
import { freeze } from '../../kernel/freeze.ts';
import type { Context, Message } from '../../kernel/types.ts';
import { UserCodeError } from '../user-code-error.ts';
import { keyOf } from '../graph/keys.ts';
import type { Operators, OperatorEnv, Running } from '../operator/operator.ts';
import { MAX_WATERMARK, type StreamRecord } from '../record.ts';
import { KeyedBackend } from '../state/keyed-backend.ts';
import { type Timer, TimerService } from '../state/timers.ts';
import { combined } from '../time/valve.ts';
import type { RowsMade } from './rows-made.ts';
import type { OperatorState, TaskState } from './task-state.ts';
import { type FiredTimers, rememberFired, rememberLate } from './trail.ts';
import type { Writer } from './writer.ts';

/** What the chain asks of the task that it runs in. */
export interface Surroundings {
  context(): Context;
  address(operator: number): string;
  toJobManager(message: Message): void;
  print(line: string): void;
  readonly made: RowsMade;
}

export interface Link {
  readonly running: Running;
  readonly state: OperatorState;
  readonly backend: KeyedBackend | null;
  readonly eventTimers: TimerService | null;
  readonly processingTimers: TimerService | null;
  readonly costUs: number;
  /** Timers on the task's clock that are due, and fire. */
  clock(nowMs: number): void;
  element(record: StreamRecord, input: 0 | 1): void;
  watermark(timestamp: number, input: 0 | 1): void;
  status(idle: boolean, input: 0 | 1): void;
}

type Take = (record: StreamRecord) => void;

/** The links of a chain, in the order of its operators. */
export function buildChain(task: TaskState, operators: Operators, writers: readonly Writer[], around: Surroundings): Link[] {
  const links: Link[] = [];
  // From the end: an operator's consumers are there before it.
  for (let place = task.operators.length - 1; place >= 0; place--) links[place] = buildLink(task, operators, writers, around, links, place);
  return links;
}

function buildLink(task: TaskState, operators: Operators, writers: readonly Writer[], around: Surroundings, links: readonly Link[], place: number): Link {
  const { vertex, results } = task.deployment;
  const spec = vertex.operators[place];
  const state = task.operators[place];
  const kind = spec === undefined || !Object.hasOwn(operators, spec.kind) ? undefined : operators[spec.kind];
  if (spec === undefined || state === undefined || kind === undefined) throw new UserCodeError('java.lang.ClassNotFoundException', spec?.kind ?? String(place));
  const children = vertex.operators.flatMap(({ parent, parentTag }, i) => (parent === place ? [{ tag: parentTag, link: links[i] }] : []));
  const ends = results.flatMap(({ fromOperator, outputTag }, i) => (fromOperator === place ? [{ tag: outputTag, writer: writers[i] }] : []));
  const consumers = (tag: string | null): Take[] => [
    ...children.flatMap(({ tag: own, link }): Take[] => (own === tag && link !== undefined ? [(record) => link.element(record, 0)] : [])),
    ...ends.flatMap(({ tag: own, writer }): Take[] => (own === tag && writer !== undefined ? [(record) => writer.write(record)] : [])),
  ];
  const main = consumers(null);
  const sides = new Map<string, Take[]>();
  for (const { tag } of [...children, ...ends]) if (tag !== null && !sides.has(tag)) sides.set(tag, consumers(tag));
  const emitWatermark = (timestamp: number): void => {
    for (const { link } of children) link?.watermark(timestamp, 0);
    for (const { writer } of ends) writer?.broadcast({ kind: 'watermark', timestamp });
  };
  const emitStatus = (idle: boolean): void => {
    for (const { link } of children) link?.status(idle, 0);
    for (const { writer } of ends) writer?.broadcast({ kind: 'status', idle });
  };
  const backend = state.keyed === null ? null : new KeyedBackend(state.keyed);
  const eventTimers = backend === null ? null : new TimerService(backend, state.eventTimers, '_event-timers');
  const processingTimers = backend === null ? null : new TimerService(backend, state.processingTimers, '_processing-timers');
  const source = { is: false };
  const emit = emitter(state, main, around.made, source);
  const env: OperatorEnv = {
    spec, subtask: task.deployment.subtask, parallelism: vertex.parallelism, maxParallelism: vertex.maxParallelism,
    attempt: task.deployment.attempt, job: task.deployment.job, vertexIndex: task.deployment.vertexIndex, configuration: task.deployment.configuration,
    own: state.own, keyed: backend, eventTimers, processingTimers, emit,
    emitTo: (tag, record) => {
      const takers = sides.get(tag) ?? [];
      if (takers.length > 1) freeze(record);
      for (const take of takers) take(record);
    },
    emitWatermark: untilEnd(state, (timestamp: number) => {
      state.watermark = timestamp;
      emitWatermark(timestamp);
    }),
    emitStatus: untilEnd(state, emitStatus),
    nowMs: () => around.context().wallClockMs,
    watermark: () => state.watermark,
    wakeAt: (ms) => {
      state.wakeMs = ms;
    },
    context: () => around.context().at(around.address(place)),
    toJobManager: (message) => around.toJobManager(message),
    print: (line) => around.print(line),
    dropLate: (record) => {
      state.lateDropped += 1;
      rememberLate(state.late, around.context().now, record, state.watermark);
    },
    checkpoints: (task.deployment.configuration['execution.checkpointing.interval'] ?? '') !== '',
  };
  const running = kind.run(env);
  source.is = running.poll !== undefined;
  const costUs = kind.costUs?.(spec.config) ?? 1;
  const fire = firing(running, state, backend, /process/.test(spec.kind), around);
  return link({ running, state, backend, eventTimers, processingTimers, costUs, keys: spec.keys, fire }, emitWatermark, emitStatus);
}

/** Gives a row on to whoever takes it, and counts it. */
function emitter(state: OperatorState, takers: readonly Take[], made: RowsMade, source: { readonly is: boolean }): Take {
  const [only] = takers;
  const count = (): void => {
    state.recordsOut += 1;
    // What a source gives begins anew with each of its rows.
    if (source.is) {
      made.end();
      made.begin(true);
    }
    made.one();
  };
  if (takers.length === 1 && only !== undefined) return (record) => {
    count();
    only(record);
  };
  return (record) => {
    count();
    if (takers.length > 1) freeze(record);
    for (const take of takers) take(record);
  };
}

/** A source that has ended says no time and no idleness any more (SourceOperator.stopPeriodicWatermarkEmits), though its task lives on until a last checkpoint. */
function untilEnd<T>(state: OperatorState, say: (what: T) => void): (what: T) => void {
  return (what) => {
    if (state.watermark !== MAX_WATERMARK) say(what);
  };
}

type Fire = (domain: FiredTimers['domain'], timer: Timer) => void;

/** Lets a timer fire, and remembers it. A window's timer that gives nothing only clears up; a function's own (`isOwn`) always says something. */
function firing(running: Running, state: OperatorState, backend: KeyedBackend | null, isOwn: boolean, around: Surroundings): Fire {
  return (domain, timer) => {
    around.made.begin(false);
    const before = state.recordsOut;
    if (domain === 'event') running.eventTimer?.(timer);
    else running.processingTimer?.(timer);
    const results = state.recordsOut - before;
    if (results > 0 || (isOwn && timer.namespace === '')) rememberFired(state.fired, { at: around.context().now, domain, namespace: timer.namespace, time: timer.time, watermark: state.watermark, key: backend?.text ?? '' }, results);
  };
}

type Parts = Pick<Link, 'running' | 'state' | 'backend' | 'eventTimers' | 'processingTimers' | 'costUs'> & { readonly keys: OperatorEnv['spec']['keys']; readonly fire: Fire };

function link(parts: Parts, emitWatermark: (timestamp: number) => void, emitStatus: (idle: boolean) => void): Link {
  const { running, state, backend, keys, eventTimers, fire } = parts;
  const [first, second] = keys ?? [];
  const advance = (timestamp: number): void => {
    if (timestamp <= state.watermark) return;
    state.watermark = timestamp;
    eventTimers?.advance(timestamp, (timer) => fire('event', timer));
    running.watermark?.(timestamp);
    emitWatermark(timestamp - (running.watermarkDelayMs ?? 0));
  };
  /** Two inputs: the minimum of what has come on the active ones. */
  const combine = (): void => {
    const { watermark, idle } = combined(state.inputWatermarks.map((one, i) => ({ watermark: one, idle: state.inputIdle[i] ?? false })));
    if (idle !== state.idle) {
      state.idle = idle;
      if (!idle) emitStatus(false);
    }
    advance(watermark);
    if (idle && state.idle) emitStatus(true);
  };
  const element = backend === null || first === undefined
    ? (record: StreamRecord, input: 0 | 1): void => {
      state.recordsIn += 1;
      running.element(record, input);
    }
    : (record: StreamRecord, input: 0 | 1): void => {
      state.recordsIn += 1;
      const selector = input === 1 && second !== undefined ? second : first;
      backend.setKey(keyOf(selector, record.row), selector);
      running.element(record, input);
    };
  return {
    ...parts,
    element,
    clock: (nowMs) => parts.processingTimers?.advance(nowMs, (timer) => fire('processing', timer)),
    watermark: (timestamp, input) => {
      if (running.ownWatermark !== undefined) return running.ownWatermark(timestamp);
      if (state.inputWatermarks.length === 1) return advance(timestamp);
      running.inputWatermark?.();
      state.inputWatermarks[input] = timestamp;
      combine();
    },
    status: (idle, input) => {
      if (running.ownStatus !== undefined) return running.ownStatus(idle);
      if (state.inputWatermarks.length > 1) {
        state.inputIdle[input] = idle;
        return combine();
      }
      state.idle = idle;
      emitStatus(idle);
    },
  };
}

/** The end of all input of a chain: from the head on, each operator ends what it holds. */
export function finishChain(links: readonly Link[], drain: boolean, made: RowsMade): void {
  for (const one of links) {
    if (!drain) continue;
    if (one.state.watermark < MAX_WATERMARK && one.running.poll !== undefined) one.watermark(MAX_WATERMARK, 0);
    made.begin(false);
    one.running.finish?.();
  }
}
