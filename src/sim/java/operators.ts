// Operators that run a program's own functions: map, flatMap, filter, process with state and timers, reduce, windows, print.
import { freeze } from '../kernel/freeze.ts';
import { type OperatorEnv, type OperatorKind, type Operators, type Running, stateless } from '../flink/operator/operator.ts';
import { printPrefix } from '../flink/operator/sinks.ts';
import { runWindows, type WindowConfig, type WindowContents } from '../flink/operator/window.ts';
import { type Lineage, mergeLineage, NO_TIMESTAMP, type Row, type StreamRecord, type Value } from '../flink/record.ts';
import { KeyedValue } from '../flink/state/keyed-backend.ts';
import type { Timer } from '../flink/state/timers.ts';
import type { TimeWindow } from '../flink/window/assigners.ts';
import type { ContextObject, Descriptor, RuntimeObject, StateObject } from './context.ts';
import { bindFunction, type BoundFunction, type FunctionMemory, type FunctionRef, newFunctionMemory, remembered } from './functions.ts';
import { Program } from './program.ts';
import { type ClassTable, type JType, OBJECT, typeOf } from './types.ts';
import { fieldTypes, type Live, textOf, toLive, toPlain } from './values.ts';

/** What every such operator is told. */
export interface JavaConfig {
  readonly function: FunctionRef;
  /** The type of the records that come, and of those that go. */
  readonly input: JType;
  readonly output: JType;
  /** The type of a key; null without keys. */
  readonly key: JType | null;
}

/** A rolling or windowed reduce: a function of the program, or one of the built-in ones over a field. */
export type ReduceSpec =
  | { readonly kind: 'function'; readonly function: FunctionRef }
  | { readonly kind: 'sum' | 'min' | 'max' | 'minBy' | 'maxBy'; readonly place: number };

export interface JavaReduceConfig {
  readonly reduce: ReduceSpec;
  readonly input: JType;
  readonly source: string;
}

export interface JavaWindowConfig extends WindowConfig {
  readonly source: string;
  readonly element: JType;
  readonly key: JType;
  readonly contents: { readonly kind: 'list' } | { readonly kind: 'reduce'; readonly reduce: ReduceSpec } | { readonly kind: 'aggregate'; readonly function: FunctionRef; readonly accumulator: JType; readonly result: JType };
  /** What a window's content is given to when it fires; null: it is the result. */
  readonly atFire: { readonly function: FunctionRef; readonly method: 'process' | 'apply' | 'processAll' } | null;
  readonly output: JType;
}

export interface JavaPrintConfig {
  readonly input: JType;
  readonly source: string;
  readonly label: string;
}

/** How records of a type lie in rows: the fields of what has fields, else one value. */
export interface RowShape {
  readonly fields: readonly string[];
  toRow(value: Live): Row;
  toValue(row: Row): Live;
}

export function rowShape(type: JType, table: ClassTable): RowShape {
  const types = fieldTypes(type, table);
  const [plain, live] = [toPlain(type, table), toLive(type, table)];
  if (types === null || types.length === 0) return { fields: ['value'], toRow: (value) => freeze([plain(value)]), toValue: (row) => live(row[0] ?? null) };
  const info = table.classes[type.name];
  const fields = info === undefined ? types.map((_, i) => `f${i}`) : info.fields.map(({ name }) => name);
  return { fields, toRow: (value) => freeze(plain(value) as Row), toValue: (row) => live(row) };
}

const runtimeOf = (env: OperatorEnv, state: RuntimeObject['state']): RuntimeObject => ({ state, subtask: env.subtask, parallelism: env.parallelism });
const noState = (): StateObject => {
  throw new Error('keyed state stands after keyBy');
};

/** A function over single records. */
function simple(method: string, run: (bound: BoundFunction, input: RowShape, output: RowShape, env: OperatorEnv) => (record: StreamRecord) => void): OperatorKind {
  return { create: newFunctionMemory, run: (env): Running => {
    const config = env.spec.config as JavaConfig;
    const bound = remembered(bindFunction(config.function, method, runtimeOf(env, noState)), env.own as FunctionMemory);
    const element = run(bound, rowShape(config.input, bound.program.table), rowShape(config.output, bound.program.table), env);
    return {
      open() {
        if (bound.has('open')) bound.call('open', null);
      },
      element: (record) => element(record),
      close() {
        if (bound.has('close')) bound.call('close');
      },
    };
  } };
}

const javaMap = simple('map', (bound, input, output, env) => (record) => env.emit({ ...record, row: output.toRow(bound.call('map', input.toValue(record.row))) }));

const javaFilter = simple('filter', (bound, input, _output, env) => (record) => {
  if (bound.call('filter', input.toValue(record.row)) === true) env.emit(record);
});

const javaFlatMap = simple('flatMap', (bound, input, output, env) => (record) => {
  bound.call('flatMap', input.toValue(record.row), { collect: (value: Live) => env.emit({ ...record, row: output.toRow(value) }) });
});

// --- process functions -----------------------------------------------------------------------------------------------------

/** A process function, of one input or of two, with keys or without. */
export interface JavaProcessConfig extends JavaConfig {
  readonly second: JType | null;
  /** `processElement` or `map1`: what the first input calls; the second has 2 instead of 1. */
  readonly method: string;
}

const javaProcess: OperatorKind = { create: newFunctionMemory, run: (env) => new ProcessRun(env) };

class ProcessRun implements Running {
  private readonly env: OperatorEnv;
  private readonly bound: BoundFunction;
  private readonly method: string;
  private readonly inputs: readonly RowShape[];
  private readonly output: RowShape;
  private readonly context: ContextObject;
  private readonly key: (value: Value) => Live;
  private readonly returnsValue: boolean;
  private now = NO_TIMESTAMP;
  private lineage: Lineage = 0;

  constructor(env: OperatorEnv) {
    const config = env.spec.config as JavaProcessConfig;
    this.env = env;
    this.method = config.method;
    this.returnsValue = config.method === 'map1';
    this.bound = remembered(bindFunction(config.function, config.method, runtimeOf(env, (descriptor) => this.state(descriptor))), env.own as FunctionMemory);
    const { table } = this.bound.program;
    this.inputs = [config.input, ...(config.second === null ? [] : [config.second])].map((type) => rowShape(type, table));
    this.output = rowShape(config.output, table);
    this.key = toLive(config.key ?? OBJECT, table);
    this.context = this.makeContext(table);
  }

  open(): void {
    if (this.bound.has('open')) this.bound.call('open', null);
  }

  close(): void {
    if (this.bound.has('close')) this.bound.call('close');
  }

  element(record: StreamRecord, input: 0 | 1): void {
    this.now = record.timestamp;
    this.lineage = record.lineage;
    const method = input === 0 ? this.method : this.method.replace('1', '2');
    const value = this.inputs[input]?.toValue(record.row) ?? null;
    if (this.returnsValue) this.collect(this.bound.call(method, value));
    else this.bound.call(method, value, this.context, { collect: (one: Live) => this.collect(one) });
  }

  eventTimer(timer: Timer): void {
    this.fired(timer);
  }

  processingTimer(timer: Timer): void {
    this.fired(timer);
  }

  private fired({ time }: Timer): void {
    this.now = time;
    this.lineage = 0;
    this.bound.call('onTimer', time, this.context, { collect: (one: Live) => this.collect(one) });
  }

  private collect(value: Live): void {
    this.env.emit({ kind: '+I', row: this.output.toRow(value), timestamp: this.now, lineage: this.lineage });
  }

  private makeContext(table: ClassTable): ContextObject {
    const { env } = this;
    const timers = (domain: 'event' | 'processing'): NonNullable<OperatorEnv['eventTimers']> => {
      const found = domain === 'event' ? env.eventTimers : env.processingTimers;
      if (found === null) throw new Error('timers stand after keyBy');
      return found;
    };
    return {
      watermark: () => env.watermark(), nowMs: () => env.nowMs(), timestamp: () => (this.now === NO_TIMESTAMP ? null : this.now), key: () => this.key(env.keyed?.key ?? null), span: null,
      register: (domain, time) => timers(domain).register(time, ''), delete: (domain, time) => timers(domain).delete(time, ''), broadcast: noState,
      output: (tag, type, value) => env.emitTo(tag, { kind: '+I', row: rowShape(type, table).toRow(value), timestamp: this.now, lineage: this.lineage }),
    };
  }

  private state(descriptor: Descriptor): StateObject {
    const { env, bound } = this;
    if (env.keyed === null) throw new Error('keyed state stands after keyBy');
    const kept = new KeyedValue(env.keyed, descriptor.name, descriptor.ttl, () => env.nowMs());
    const type = descriptor.kind === 'list' ? typeOf('List', descriptor.type) : descriptor.kind === 'map' ? typeOf('List', typeOf('Tuple2', descriptor.keyType, descriptor.type)) : descriptor.type;
    const [plain, live] = [toPlain(type, bound.program.table), toLive(type, bound.program.table)];
    const get = (): Live => live(kept.get());
    const { reduce } = descriptor;
    return {
      get,
      put: (value) => {
        const before = reduce === null ? null : get();
        const next = reduce === null || before === null ? value : reduce(before, value);
        const stored = plain(next);
        // An empty list is no list: clear and update with nothing are one.
        kept.put(Array.isArray(stored) && descriptor.kind !== 'value' && stored.length === 0 ? null : freeze(stored));
      },
      clear: () => kept.clear(),
    };
  }
}

// --- reduce and windows ------------------------------------------------------------------------------------------------------

/** Two values into one. The built-in ones keep the first one's other fields (ComparableAggregator, SumAggregator). */
function reducer(spec: ReduceSpec, source: string, type: JType, memory: FunctionMemory): { readonly table: ClassTable; readonly reduce: (a: Row, b: Row) => Row } {
  if (spec.kind === 'function') {
    const bound = remembered(bindFunction(spec.function, 'reduce', { state: noState, subtask: 0, parallelism: 1 }), memory);
    const { table } = bound.program;
    const shape = rowShape(type, table);
    return { table, reduce: (a, b) => shape.toRow(bound.call('reduce', shape.toValue(a), shape.toValue(b))) };
  }
  const { kind, place } = spec;
  const { table } = new Program(source);
  const whole = kind === 'minBy' || kind === 'maxBy';
  const better = (a: Value, b: Value): boolean => (kind.startsWith('min') ? (a ?? 0) > (b ?? 0) : (a ?? 0) < (b ?? 0));
  return {
    table,
    reduce: (a, b) => {
      const [x, y] = [a[place] ?? null, b[place] ?? null];
      if (whole) return better(x, y) ? b : a;
      const value = kind === 'sum' ? Number(x) + Number(y) : better(x, y) ? y : x;
      return freeze(a.map((field, i) => (i === place ? value : field)));
    },
  };
}

const javaReduce: OperatorKind = { create: newFunctionMemory, run: (env): Running => {
  const config = env.spec.config as JavaReduceConfig;
  if (env.keyed === null) throw new Error('a reduce stands after keyBy');
  const { reduce } = reducer(config.reduce, config.source, config.input, env.own as FunctionMemory);
  const state = new KeyedValue(env.keyed, '_op_state', null, () => env.nowMs());
  return {
    element(record) {
      const kept = state.get();
      const [before, lineage] = Array.isArray(kept) ? (kept as unknown as readonly [Row, Lineage]) : [null, 0 as Lineage];
      const row = before === null ? record.row : reduce(before, record.row);
      const from = mergeLineage(lineage, record.lineage);
      state.put(freeze([freeze(row), from]));
      env.emit({ kind: '+I', row, timestamp: record.timestamp, lineage: from });
    },
  };
} };

/** What a window operator remembers of its functions' objects: of the one that takes records in, and of the one that a firing calls. */
interface WindowMemory {
  readonly contents: FunctionMemory;
  readonly atFire: FunctionMemory;
}

const javaWindow: OperatorKind = {
  create: (): WindowMemory => ({ contents: newFunctionMemory(), atFire: newFunctionMemory() }),
  run: (env) => {
    const contents = new JavaContents(env);
    return Object.assign(runWindows(env, contents), { open: () => contents.open(), close: () => contents.close() });
  },
};

/** A window's content under a program's functions: reduced, aggregated, or all elements kept. */
class JavaContents implements WindowContents {
  readonly width = 1;
  private readonly env: OperatorEnv;
  private readonly config: JavaWindowConfig;
  private readonly element: RowShape;
  private readonly output: RowShape;
  private readonly key: (value: Value) => Live;
  private readonly reduce: ((a: Row, b: Row) => Row) | null = null;
  private readonly aggregate: BoundFunction | null = null;
  private readonly accumulator: { readonly plain: (value: Live) => Value; readonly live: (value: Value) => Live };
  private readonly last: BoundFunction | null;

  constructor(env: OperatorEnv) {
    const config = env.spec.config as JavaWindowConfig;
    this.env = env;
    this.config = config;
    const { contents, atFire, source } = config;
    const runtime = runtimeOf(env, noState);
    const memory = env.own as WindowMemory;
    if (contents.kind === 'reduce') this.reduce = reducer(contents.reduce, source, config.element, memory.contents).reduce;
    if (contents.kind === 'aggregate') this.aggregate = remembered(bindFunction(contents.function, 'add', runtime), memory.contents);
    this.last = atFire === null ? null : remembered(bindFunction(atFire.function, atFire.method === 'apply' ? 'apply' : 'process', runtime), memory.atFire);
    const { table } = this.last?.program ?? this.aggregate?.program ?? new Program(source);
    this.element = rowShape(config.element, table);
    this.output = rowShape(config.output, table);
    this.key = toLive(config.key, table);
    const type = contents.kind === 'aggregate' ? contents.accumulator : OBJECT;
    this.accumulator = { plain: toPlain(type, table), live: toLive(type, table) };
  }

  /** Rich functions are opened with their operator. */
  open(): void {
    if (this.last?.has('open') === true) this.last.call('open', null);
  }

  close(): void {
    if (this.last?.has('close') === true) this.last.call('close');
  }

  create(extra: number): Value[] {
    return Array.from({ length: 1 + extra }, () => null);
  }

  add(acc: Value[], row: Row): void {
    const kept = acc[0] ?? null;
    if (this.reduce !== null) acc[0] = kept === null ? row : this.reduce(kept as Row, row);
    else if (this.aggregate !== null) {
      const before = kept === null ? this.aggregate.call('createAccumulator') : this.accumulator.live((kept as readonly Value[])[0] ?? null);
      acc[0] = freeze([this.accumulator.plain(this.aggregate.call('add', this.element.toValue(row), before))]);
    } else acc[0] = freeze([...((kept ?? []) as readonly Value[]), row]);
  }

  merge(acc: Value[], other: readonly Value[]): void {
    const [kept, more] = [acc[0] ?? null, other[0] ?? null];
    if (kept === null || more === null) acc[0] = kept ?? more;
    else if (this.reduce !== null) acc[0] = this.reduce(kept as Row, more as Row);
    else if (this.aggregate !== null) {
      const [a, b] = [kept, more].map((one) => this.accumulator.live((one as readonly Value[])[0] ?? null));
      acc[0] = freeze([this.accumulator.plain(this.aggregate.call('merge', a, b))]);
    } else acc[0] = freeze([...(kept as readonly Value[]), ...(more as readonly Value[])]);
  }

  results(): void {}

  give(acc: readonly Value[], key: Value, span: TimeWindow, emit: (row: Row) => void): void {
    const kept = acc[0] ?? null;
    if (kept === null) return;
    const { contents, atFire } = this.config;
    const out = { collect: (value: Live) => emit(this.output.toRow(value)) };
    const single = (): Live => (this.aggregate === null ? this.element.toValue(kept as Row) : this.aggregate.call('getResult', this.accumulator.live((kept as readonly Value[])[0] ?? null)));
    if (this.last === null || atFire === null) {
      out.collect(single());
      return;
    }
    const items = contents.kind === 'list' ? (kept as readonly Row[]).map((row) => this.element.toValue(row)) : [single()];
    const context = this.context(key, span);
    if (atFire.method === 'apply') this.last.call('apply', this.key(key), span, items, out);
    else if (atFire.method === 'processAll') this.last.call('process', context, items, out);
    else this.last.call('process', this.key(key), context, items, out);
  }

  private context(key: Value, span: TimeWindow): ContextObject {
    const { env } = this;
    const { table } = this.last?.program ?? new Program(this.config.source);
    const none = (): never => {
      throw new Error('a window function has no timers');
    };
    return {
      watermark: () => env.watermark(), nowMs: () => env.nowMs(), timestamp: () => null, key: () => this.key(key), span, register: none, delete: none, broadcast: noState,
      output: (tag, type, value) => env.emitTo(tag, { kind: '+I', row: rowShape(type, table).toRow(value), timestamp: span.end - 1, lineage: 0 }),
    };
  }
}

// --- print ------------------------------------------------------------------------------------------------------------------

/** `print()`: what toString says of each record, with the subtask before it where there are several. */
const javaPrint: OperatorKind = stateless((env): Running => {
  const { label, input, source } = env.spec.config as JavaPrintConfig;
  const program = new Program(source);
  const shape = rowShape(input, program.table);
  const write = textOf(input, program.table, (info) => program.ownText(info));
  const prefix = printPrefix(label, env);
  return { element: (record) => env.print(prefix + write(shape.toValue(record.row))) };
});

/** All kinds of this folder, for the runtime's list. */
export const JAVA_OPERATORS: Operators = {
  'java-map': javaMap, 'java-filter': javaFilter, 'java-flat-map': javaFlatMap, 'java-process': javaProcess, 'java-reduce': javaReduce, 'java-window': javaWindow, 'java-print': javaPrint,
};
