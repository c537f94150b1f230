// What a function of a job has in hand while it runs: collectors, contexts, timers, keyed state. Their methods, with types.
import type { Ttl } from '../flink/state/keyed-backend.ts';
import type { Expr } from './ast.ts';
import { compile, compileAs, type Compiler } from './compile.ts';
import { JavaError } from './lexer.ts';
import type { Host } from './program.ts';
import type { Code, Frame } from './scope.ts';
import { BOOLEAN, boxed, INT, type JType, LONG, OBJECT, STRING, typeOf, VOID } from './types.ts';
import type { Live } from './values.ts';

type Call = Extract<Expr, { kind: 'call' }>;

export interface CollectorObject {
  collect(value: Live): void;
}

export interface TimerObject {
  watermark(): number;
  nowMs(): number;
  register(domain: 'event' | 'processing', time: number): void;
  delete(domain: 'event' | 'processing', time: number): void;
}

/** All contexts are one: which methods a function may call is what its type says. */
export interface ContextObject extends TimerObject {
  timestamp(): number | null;
  key(): Live;
  output(tag: string, type: JType, value: Live): void;
  readonly span: { readonly start: number; readonly end: number } | null;
  broadcast(descriptor: Descriptor): StateObject;
}

/** A state of any kind: what it holds for the key in hand. */
export interface StateObject {
  get(): Live;
  put(value: Live): void;
  clear(): void;
}

export interface Descriptor {
  readonly kind: 'value' | 'list' | 'map' | 'reducing';
  readonly name: string;
  readonly type: JType;
  readonly keyType: JType;
  readonly reduce: ((a: Live, b: Live) => Live) | null;
  ttl: Ttl | null;
}

export interface RuntimeObject {
  state(descriptor: Descriptor): StateObject;
  readonly subtask: number;
  readonly parallelism: number;
}

export interface TagObject {
  readonly id: string;
  readonly type: JType;
}

interface Member {
  readonly params: (type: JType) => readonly JType[];
  readonly returns: (type: JType) => JType;
  readonly run: (self: Live, args: readonly Live[], type: JType) => Live;
}

const of = (params: readonly JType[] | ((type: JType) => readonly JType[]), returns: JType | ((type: JType) => JType), run: Member['run']): Member => ({ params: typeof params === 'function' ? params : () => params, returns: typeof returns === 'function' ? returns : () => returns, run });
const first = (type: JType): JType => type.args[0] ?? OBJECT;
const second = (type: JType): JType => type.args[1] ?? OBJECT;
const timer = (self: Live): TimerObject => self as TimerObject;
const context = (self: Live): ContextObject => self as ContextObject;
const state = (self: Live): StateObject => self as StateObject;
const nothing = (run: () => void): null => {
  run();
  return null;
};

const TIMERS: Readonly<Record<string, Member>> = {
  currentWatermark: of([], LONG, (self) => timer(self).watermark()),
  currentProcessingTime: of([], LONG, (self) => timer(self).nowMs()),
  registerEventTimeTimer: of([LONG], VOID, (self, [at]) => nothing(() => timer(self).register('event', Number(at)))),
  registerProcessingTimeTimer: of([LONG], VOID, (self, [at]) => nothing(() => timer(self).register('processing', Number(at)))),
  deleteEventTimeTimer: of([LONG], VOID, (self, [at]) => nothing(() => timer(self).delete('event', Number(at)))),
  deleteProcessingTimeTimer: of([LONG], VOID, (self, [at]) => nothing(() => timer(self).delete('processing', Number(at)))),
};

/** `Context` has its key's type as its argument. */
const CONTEXTS: Readonly<Record<string, Member>> = {
  timestamp: of([], typeOf('Long'), (self) => context(self).timestamp()),
  timerService: of([], typeOf('TimerService'), (self) => self),
  getCurrentKey: of([], first, (self) => context(self).key()),
  output: of(() => [typeOf('OutputTag'), OBJECT], VOID, (self, [tag, value]) => nothing(() => context(self).output((tag as TagObject).id, (tag as TagObject).type, value))),
  window: of([], typeOf('TimeWindow'), (self) => context(self).span),
  currentWatermark: of([], LONG, (self) => context(self).watermark()),
  currentProcessingTime: of([], LONG, (self) => context(self).nowMs()),
  getBroadcastState: of([typeOf('MapStateDescriptor')], OBJECT, (self, [descriptor]) => context(self).broadcast(descriptor as Descriptor)),
};

const WINDOWS: Readonly<Record<string, Member>> = {
  getStart: of([], LONG, (self) => (self as { start: number }).start), getEnd: of([], LONG, (self) => (self as { end: number }).end), maxTimestamp: of([], LONG, (self) => (self as { end: number }).end - 1),
};

const VALUE_STATE: Readonly<Record<string, Member>> = {
  value: of([], first, (self) => state(self).get()), update: of((type) => [first(type)], VOID, (self, [value]) => nothing(() => state(self).put(value))), clear: of([], VOID, (self) => nothing(() => state(self).clear())),
};

const items = (self: Live): Live[] => (state(self).get() ?? []) as Live[];

const LIST_STATE: Readonly<Record<string, Member>> = {
  get: of([], (type) => typeOf('Iterable', first(type)), items),
  add: of((type) => [first(type)], VOID, (self, [value]) => nothing(() => state(self).put([...items(self), value]))),
  addAll: of((type) => [typeOf('List', first(type))], VOID, (self, [values]) => nothing(() => state(self).put([...items(self), ...(values as Live[])]))),
  update: of((type) => [typeOf('List', first(type))], VOID, (self, [values]) => nothing(() => state(self).put([...(values as Live[])]))),
  clear: VALUE_STATE['clear'] as Member,
};

type Entries = readonly (readonly [Live, Live])[];
const entries = (self: Live): Entries => (state(self).get() ?? []) as Entries;
const same = (a: Live, b: Live): boolean => JSON.stringify(a) === JSON.stringify(b);

const MAP_STATE: Readonly<Record<string, Member>> = {
  get: of((type) => [first(type)], second, (self, [key]) => entries(self).find(([one]) => same(one, key))?.[1] ?? null),
  contains: of((type) => [first(type)], BOOLEAN, (self, [key]) => entries(self).some(([one]) => same(one, key))),
  put: of((type) => [first(type), second(type)], VOID, (self, [key, value]) => nothing(() => {
    const before = entries(self);
    state(self).put(before.some(([one]) => same(one, key)) ? before.map((entry) => (same(entry[0], key) ? [key, value] : entry)) : [...before, [key, value]]);
  })),
  remove: of((type) => [first(type)], VOID, (self, [key]) => nothing(() => state(self).put(entries(self).filter(([one]) => !same(one, key))))),
  isEmpty: of([], BOOLEAN, (self) => entries(self).length === 0),
  keys: of([], (type) => typeOf('Iterable', first(type)), (self) => entries(self).map(([key]) => key)),
  values: of([], (type) => typeOf('Iterable', second(type)), (self) => entries(self).map(([, value]) => value)),
  entries: of([], (type) => typeOf('Iterable', typeOf('Entry', ...type.args)), (self) => entries(self).map((entry) => [...entry])),
  clear: VALUE_STATE['clear'] as Member,
};

const runtime = (self: Live): RuntimeObject => self as RuntimeObject;
const DESCRIPTORS: Readonly<Record<string, string>> = { getState: 'Value', getListState: 'List', getMapState: 'Map', getReducingState: 'Reducing' };

const RUNTIME: Readonly<Record<string, Member>> = {
  ...Object.fromEntries(Object.entries(DESCRIPTORS).map(([name, kind]) => [name, of([typeOf(`${kind}StateDescriptor`)], OBJECT, (self, [descriptor]) => runtime(self).state(descriptor as Descriptor))])),
  getTaskInfo: of([], typeOf('RuntimeContext'), (self) => self),
  getIndexOfThisSubtask: of([], INT, (self) => runtime(self).subtask),
  getNumberOfParallelSubtasks: of([], INT, (self) => runtime(self).parallelism),
};

const MEMBERS: Readonly<Record<string, Readonly<Record<string, Member>>>> = {
  Collector: { collect: of((type) => [first(type)], VOID, (self, [value]) => nothing(() => (self as CollectorObject).collect(value))) },
  Context: CONTEXTS, OnTimerContext: CONTEXTS, ReadOnlyContext: CONTEXTS, TimerService: TIMERS, TimeWindow: WINDOWS, Window: WINDOWS, GlobalWindow: WINDOWS, RuntimeContext: RUNTIME,
  ValueState: VALUE_STATE, ListState: LIST_STATE, MapState: MAP_STATE, BroadcastState: MAP_STATE, ReadOnlyBroadcastState: MAP_STATE,
  ReducingState: { get: VALUE_STATE['value'] as Member, add: of((type) => [first(type)], VOID, (self, [value]) => nothing(() => state(self).put(value))), clear: VALUE_STATE['clear'] as Member },
  ValueStateDescriptor: {}, ListStateDescriptor: {}, MapStateDescriptor: {}, ReducingStateDescriptor: {},
};

/** The state that a descriptor's type stands for. */
function stateType(descriptor: JType): JType {
  return typeOf(descriptor.name.replace('Descriptor', ''), ...descriptor.args);
}

function member(on: Compiler, self: Code, node: Call): Code | null {
  const known = MEMBERS[self.type.name];
  if (known === undefined) return null;
  if (node.name === 'enableTimeToLive' && self.type.name.endsWith('Descriptor')) return withTtl(on, self, node);
  const found = Object.hasOwn(known, node.name) ? known[node.name] : undefined;
  if (found === undefined) return null;
  const params = found.params(self.type);
  if (params.length !== node.args.length) throw new JavaError(`method ${node.name} in ${self.type.name} cannot be applied to given types`, node.at);
  const args = node.args.map((arg, i) => compileAs(on, arg, params[i] ?? OBJECT));
  // A tag's type is its value's, and a state's its descriptor's.
  const returns = node.name in DESCRIPTORS || node.name === 'getBroadcastState' ? (node.name === 'getBroadcastState' ? typeOf('BroadcastState', ...(args[0]?.type.args ?? [])) : stateType(args[0]?.type ?? OBJECT)) : found.returns(self.type);
  return { type: returns, run: (frame) => found.run(self.run(frame), args.map((arg) => arg.run(frame)), self.type) };
}

function withTtl(on: Compiler, self: Code, node: Call): Code {
  const ttl = node.args[0] === undefined ? null : compile(on, node.args[0]);
  return { type: VOID, run: (frame) => nothing(() => { (self.run(frame) as Descriptor).ttl = (ttl?.run(frame) ?? null) as Ttl | null; }) };
}

/** The type that `Long.class`, `Types.LONG` or `TypeInformation.of(…)` stands for; Object where it can't be said. */
export function typeInformation(on: Compiler, node: Expr | undefined): JType {
  if (node === undefined) return OBJECT;
  if (node.kind === 'field' && node.name === 'class' && node.of.kind === 'name') return boxed(on.program.table.type({ at: node.at, name: node.of.name, args: [], dims: 0 }));
  if (node.kind === 'field' && node.name === 'class' && node.of.kind === 'field') return boxed(on.program.table.type({ at: node.at, name: node.of.name, args: [], dims: 0 }));
  if (node.kind === 'field') return TYPES[node.name] ?? OBJECT;
  if (node.kind === 'call' && node.name === 'TUPLE') return typeOf(`Tuple${node.args.length}`, ...node.args.map((arg) => typeInformation(on, arg)));
  if (node.kind === 'call' && (node.name === 'LIST' || node.name === 'MAP')) return typeOf(node.name === 'LIST' ? 'List' : 'Map', ...node.args.map((arg) => typeInformation(on, arg)));
  if (node.kind === 'call' && (node.name === 'POJO' || node.name === 'of')) return typeInformation(on, node.args[0]);
  if (node.kind === 'new' && node.type.name === 'TypeHint') return node.type.args[0] === undefined ? OBJECT : on.program.table.type(node.type.args[0]);
  return OBJECT;
}

const TYPES: Readonly<Record<string, JType>> = { STRING, INT: typeOf('Integer'), LONG: typeOf('Long'), DOUBLE: typeOf('Double'), FLOAT: typeOf('Float'), BOOLEAN: typeOf('Boolean'), CHAR: typeOf('Character'), SHORT: typeOf('Short'), BYTE: typeOf('Byte'), VOID: typeOf('Void') };
const KINDS: Readonly<Record<string, Descriptor['kind']>> = { ValueStateDescriptor: 'value', ListStateDescriptor: 'list', MapStateDescriptor: 'map', ReducingStateDescriptor: 'reducing' };

/** `new ValueStateDescriptor<>("name", Long.class)`, `new OutputTag<Click>("late"){}`. */
export function flinkCreation(on: Compiler, node: Extract<Expr, { kind: 'new' }>, wanted: JType | null): Code | null {
  const { name } = node.type;
  const own = node.type.args.map((arg) => on.program.table.type(arg));
  const [title] = node.args;
  if (name === 'OutputTag') {
    const type = own[0] ?? wanted?.args[0] ?? OBJECT;
    if (node.body === null) throw new JavaError('An OutputTag needs braces behind it, `new OutputTag<…>("…"){}`, so that its type is known.', node.at);
    const id = title === undefined ? null : compileAs(on, title, STRING);
    return { type: typeOf('OutputTag', type), run: (frame): TagObject => ({ id: String(id?.run(frame)), type }) };
  }
  const kind = KINDS[name];
  if (kind === undefined) return null;
  if (title === undefined) throw new JavaError(`constructor ${name} cannot be applied to given types`, node.at);
  const text = compileAs(on, title, STRING);
  const named = kind === 'map' ? [typeInformation(on, node.args[1]), typeInformation(on, node.args[2])] : [typeInformation(on, node.args[kind === 'reducing' ? 2 : 1])];
  const types = own.length > 0 ? own : named.map((type, i) => (type.name === 'Object' ? (wanted?.args[i] ?? type) : type));
  const reduce = kind === 'reducing' && node.args[1] !== undefined ? compile(on, node.args[1], typeOf('fn', types[0] ?? OBJECT, types[0] ?? OBJECT, types[0] ?? OBJECT)) : null;
  const [keyType, type] = kind === 'map' ? [types[0] ?? OBJECT, types[1] ?? OBJECT] : [OBJECT, types[0] ?? OBJECT];
  return {
    type: typeOf(name, ...types),
    run: (frame: Frame): Descriptor => ({ kind, name: String(text.run(frame)), type, keyType, reduce: (reduce?.run(frame) ?? null) as Descriptor['reduce'], ttl: null }),
  };
}

/** `StateTtlConfig.newBuilder(Duration).setUpdateType(…).build()` as a time to live. */
function ttlStatic(on: Compiler, owner: string, node: Call): Code | null {
  if (owner !== 'StateTtlConfig' || node.name !== 'newBuilder' || node.args[0] === undefined) return null;
  const length = compileAs(on, node.args[0], typeOf('Duration'));
  return { type: typeOf('StateTtlConfig'), run: (frame): Ttl => ({ ms: Number(length.run(frame)), updateOnRead: false }) };
}

function ttlCall(self: Code, node: Call): Code | null {
  if (self.type.name !== 'StateTtlConfig') return null;
  const word = node.args[0]?.kind === 'field' ? node.args[0].name : '';
  if (node.name === 'setUpdateType') return { type: self.type, run: (frame): Ttl => ({ ...(self.run(frame) as Ttl), updateOnRead: word === 'OnReadAndWrite' }) };
  if (node.name === 'setStateVisibility' && word !== 'NeverReturnExpired') throw new JavaError('Only StateVisibility.NeverReturnExpired, the default, is understood here.', node.at);
  return ['build', 'setStateVisibility', 'cleanupFullSnapshot', 'disableCleanupInBackground', 'useProcessingTime', 'neverReturnExpired', 'updateTtlOnCreateAndWrite'].includes(node.name) ? self : node.name === 'updateTtlOnReadAndWrite' ? { type: self.type, run: (frame): Ttl => ({ ...(self.run(frame) as Ttl), updateOnRead: true }) } : null;
}

/** What a running function may call of Flink. `getRuntimeContext` gives the runtime's object. */
export function runningHost(runtimeOf: () => RuntimeObject): Host {
  return {
    statics: (on, owner, node) => ttlStatic(on, owner, node),
    call: (on, self, node) => member(on, self, node) ?? ttlCall(self, node),
    creation: (on, node, wanted) => flinkCreation(on, node, wanted),
    own: (_on, node) => (node.name === 'getRuntimeContext' && node.args.length === 0 ? { type: typeOf('RuntimeContext'), run: () => runtimeOf() } : null),
  };
}
