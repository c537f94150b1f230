// The DataStream API while a job is described: each call on a stream adds a node to the job in the making.
import type { Expr } from './ast.ts';
import { compile, compileAs, type Compiler } from './compile.ts';
import { flinkCreation, runningHost, type TagObject, typeInformation } from './context.ts';
import { type FoundFunction, findFunction, type Shape } from './functions.ts';
import { PendingJob, type PendingStream, plainStream } from './job.ts';
import { findKey } from './keys.ts';
import { JavaError } from './lexer.ts';
import { rowShape, type ReduceSpec } from './operators.ts';
import { type Host, lineOf } from './program.ts';
import type { Code, Frame } from './scope.ts';
import { coMapShape, coProcessShape, filterShape, flatMapShape, keyedCoProcessShape, keyedProcessShape, mapShape, processShape, reduceShape } from './shapes.ts';
import { kafkaBuilder, kafkaStatic } from './kafka.ts';
import { isUnknown, type JType, LONG, OBJECT, STRING, typeOf, typeText, VOID } from './types.ts';
import { fieldTypes, type Live } from './values.ts';
import { watermarkCall, watermarkStatic, type WatermarkObject } from './watermarks.ts';
import { windowCall } from './windows.ts';

export type CallNode = Extract<Expr, { kind: 'call' }>;

/** A call on a stream while it is compiled. */
export interface StreamCall {
  readonly on: Compiler;
  readonly self: Code;
  readonly node: CallNode;
  readonly job: PendingJob;
  /** The type of the stream's records, and of its key. */
  readonly element: JType;
  readonly key: JType;
}

export const STREAMS = ['DataStream', 'DataStreamSource', 'SingleOutputStreamOperator', 'KeyedStream'];
/** What the web still teaches, and what stands for it today. */
const GONE: Readonly<Record<string, string>> = {
  timeWindow: 'timeWindow is gone since Flink 1.15: write window(TumblingEventTimeWindows.of(Duration.ofMinutes(1))).', timeWindowAll: 'timeWindowAll is gone: write windowAll(TumblingEventTimeWindows.of(…)).',
  setStreamTimeCharacteristic: 'Time characteristics are gone since Flink 1.12: event time is the default, and a WatermarkStrategy says where it comes from.', assignTimestamps: 'assignTimestamps is gone: write assignTimestampsAndWatermarks(WatermarkStrategy…).',
  addSource: 'addSource is gone since Flink 2.0: write env.fromSource(…).', addSink: 'addSink is gone since Flink 2.0: write sinkTo(…).', split: 'split is gone: write side outputs with an OutputTag.', fold: 'fold is gone: write aggregate(…).', iterate: 'iterate is gone since Flink 2.0.',
  readTextFile: 'readTextFile is gone since Flink 2.0: write env.fromSource(FileSource…).', socketTextStream: 'There is no socket here: read a Kafka topic with KafkaSource.', writeAsText: 'writeAsText is gone since Flink 2.0: write sinkTo(FileSink…).',
};

export function streamOf(frame: Frame, self: Code): PendingStream {
  return self.run(frame) as PendingStream;
}

/** What a stream's records lie like in rows. */
export const shapeOf = (call: Pick<StreamCall, 'on'>, type: JType): ReturnType<typeof rowShape> => rowShape(type, call.on.program.table);

/** Refuses to go on where Java has forgotten the type (TypeExtractor's words). */
export function known(call: StreamCall, stream: PendingStream): PendingStream {
  if (stream.erased !== null) throw new JavaError(stream.erased, call.node.at);
  return stream;
}

/** The host of a `main`: streams, sources, windows, watermarks. */
export function describingHost(job: PendingJob): Host {
  const running = runningHost(() => {
    throw new JavaError('getRuntimeContext() belongs into a rich function.', 0);
  });
  return {
    statics: (on, owner, node, wanted) => environmentStatic(owner, node, job) ?? watermarkStatic(on, owner, node, wanted) ?? kafkaStatic(on, owner, node) ?? running.statics(on, owner, node, wanted),
    call: (on, self, node, wanted) => streamCalls(on, self, node, job) ?? watermarkCall(on, self, node) ?? kafkaBuilder(on, self, node) ?? running.call(on, self, node, wanted),
    creation: (on, node, wanted) => plainObject(node) ?? flinkCreation(on, node, wanted),
    own: () => null,
  };
}

const OBJECTS = ['SimpleStringSchema', 'DiscardingSink', 'Configuration'];

function plainObject(node: Extract<Expr, { kind: 'new' }>): Code | null {
  return OBJECTS.includes(node.type.name) ? { type: typeOf(node.type.name), run: () => ({ kind: node.type.name }) } : null;
}

function environmentStatic(owner: string, node: CallNode, job: PendingJob): Code | null {
  if (owner !== 'StreamExecutionEnvironment') return null;
  if (!['getExecutionEnvironment', 'createLocalEnvironment'].includes(node.name)) throw new JavaError(GONE[node.name] ?? `StreamExecutionEnvironment.${node.name} is outside of what is understood here.`, node.at);
  return { type: typeOf('StreamExecutionEnvironment'), run: () => job };
}

function streamCalls(on: Compiler, self: Code, node: CallNode, job: PendingJob): Code | null {
  const { name } = self.type;
  if (name === 'StreamExecutionEnvironment') return environmentCall(on, self, node, job);
  if (name === 'DataStreamSink') return sinkChange(on, self, node, job);
  const isStream = STREAMS.includes(name);
  if (!isStream && !['WindowedStream', 'AllWindowedStream', 'ConnectedStreams'].includes(name)) return null;
  const call: StreamCall = { on, self, node, job, element: self.type.args[0] ?? OBJECT, key: self.type.args[1] ?? OBJECT };
  if (node.name in GONE) throw new JavaError(GONE[node.name] ?? '', node.at);
  const found = isStream ? ((name === 'KeyedStream' ? keyedCall(call) : null) ?? (['window', 'windowAll', 'countWindow', 'countWindowAll'].includes(node.name) ? windowCall(call) : null) ?? plainCall(call)) : name === 'ConnectedStreams' ? connectedCall(call) : windowCall(call);
  if (found === null) throw new JavaError(`cannot find symbol: method ${node.name} in ${typeText(self.type)}, or it is outside of what is understood here.`, node.at);
  return found;
}

// --- the environment -------------------------------------------------------------------------------------------------------

const nothing = (run: (frame: Frame) => void): Code => ({ type: VOID, run: (frame) => { run(frame); return null; } });

function environmentCall(on: Compiler, self: Code, node: CallNode, job: PendingJob): Code {
  const [first, second] = node.args;
  const set = (name: string, wanted: JType): Code => {
    const value = first === undefined ? null : compileAs(on, first, wanted);
    return { type: self.type, run: (frame) => { job.configuration[name] = value === null ? '' : `${String(value.run(frame))}${wanted.name === 'long' || wanted.name === 'Duration' ? ' ms' : ''}`; return job; } };
  };
  switch (node.name) {
    case 'setParallelism': {
      const value = first === undefined ? null : compileAs(on, first, typeOf('int'));
      return { type: self.type, run: (frame) => { job.parallelism = Number(value?.run(frame)); return job; } };
    }
    case 'enableCheckpointing': return set('execution.checkpointing.interval', LONG);
    case 'setBufferTimeout': return set('execution.buffer-timeout.interval', LONG);
    case 'setMaxParallelism': return set('pipeline.max-parallelism', typeOf('int'));
    case 'getConfig': case 'getCheckpointConfig': return { type: self.type, run: () => job };
    case 'setAutoWatermarkInterval': return set('pipeline.auto-watermark-interval', LONG);
    case 'setCheckpointInterval': return set('execution.checkpointing.interval', LONG);
    case 'setCheckpointTimeout': return set('execution.checkpointing.timeout', LONG);
    case 'setMinPauseBetweenCheckpoints': return set('execution.checkpointing.min-pause', LONG);
    case 'disableOperatorChaining': return { type: self.type, run: () => { job.configuration['pipeline.operator-chaining.enabled'] = 'false'; return job; } };
    case 'setRuntimeMode': return nothing(() => {
      if (first?.kind === 'field' && first.name === 'BATCH') throw new JavaError('RuntimeExecutionMode.BATCH is outside of what is understood here.', node.at);
    });
    case 'execute': {
      const name = first === undefined ? null : compileAs(on, first, STRING);
      return nothing((frame) => { job.name = name === null ? null : String(name.run(frame)); job.executed = true; });
    }
    case 'fromData': case 'fromElements': case 'fromCollection': return fromData(on, node, job);
    case 'fromSequence': return fromSequence(on, node, job);
    case 'fromSource': return fromSource(on, node, job, first, second);
    default: throw new JavaError(GONE[node.name] ?? `env.${node.name}(…) is outside of what is understood here.`, node.at);
  }
}

function fromData(on: Compiler, node: CallNode, job: PendingJob): Code {
  const codes = node.args.map((arg) => compile(on, arg));
  const [only] = codes;
  if (only === undefined) throw new JavaError(`${node.name} needs elements`, node.at);
  const isList = codes.length === 1 && (only.type.name === 'List' || only.type.name === 'ArrayList');
  const element = isList ? (only.type.args[0] ?? OBJECT) : boxOf(only.type);
  const shape = rowShape(element, on.program.table);
  return {
    type: typeOf('DataStreamSource', element),
    run: (frame) => {
      const values = isList ? (only.run(frame) as Live[]) : codes.map((code) => code.run(frame));
      const made = job.add({ kind: 'source-collection', config: { rows: values.map((value) => shape.toRow(value)), perSecond: null, watermarks: null }, inputs: [], isSource: true, fields: shape.fields, name: 'Collection Source', parallelism: 1 });
      return plainStream(made, element);
    },
  };
}

const boxOf = (type: JType): JType => (({ int: 'Integer', long: 'Long', double: 'Double', boolean: 'Boolean', char: 'Character', float: 'Float' }) as Readonly<Record<string, string>>)[type.name] === undefined ? type : typeOf((({ int: 'Integer', long: 'Long', double: 'Double', boolean: 'Boolean', char: 'Character', float: 'Float' }) as Readonly<Record<string, string>>)[type.name] ?? '');

function fromSequence(on: Compiler, node: CallNode, job: PendingJob): Code {
  const [from, to] = node.args.map((arg) => compileAs(on, arg, LONG));
  const element = typeOf('Long');
  return {
    type: typeOf('DataStreamSource', element),
    run: (frame) => {
      const [start, end] = [Number(from?.run(frame)), Number(to?.run(frame))];
      const made = job.add({ kind: 'source-generator', config: { count: Math.max(0, end - start + 1), perSecond: null, fields: [`n + ${start}`], watermarks: null }, inputs: [], isSource: true, fields: ['value'], name: 'Sequence Source' });
      return plainStream(made, element);
    },
  };
}

function fromSource(on: Compiler, node: CallNode, job: PendingJob, source: Expr | undefined, strategy: Expr | undefined): Code {
  if (source === undefined || strategy === undefined || node.args[2] === undefined) throw new JavaError('fromSource needs a source, a watermark strategy and a name', node.at);
  const from = compile(on, source);
  const element = from.type.args[0] ?? OBJECT;
  const watermarks = compile(on, strategy, typeOf('WatermarkStrategy', element));
  const name = compileAs(on, node.args[2], STRING);
  const shape = rowShape(element, on.program.table);
  return {
    type: typeOf('DataStreamSource', element),
    run: (frame) => {
      const { kind, config } = from.run(frame) as { readonly kind: string; readonly config: object };
      const made = job.add({ kind, config: { ...config, watermarks: strategyOf(watermarks.run(frame) as WatermarkObject) }, inputs: [], isSource: true, fields: shape.fields, name: String(name.run(frame)) });
      return plainStream(made, element);
    },
  };
}

/** Null where none are made (noWatermarks). */
function strategyOf(from: WatermarkObject): object | null {
  return from.boundMs === null ? null : { timestamp: from.timestamp, boundMs: from.boundMs, idleMs: from.idleMs, emit: 'periodic', style: 'datastream' };
}

// --- streams -----------------------------------------------------------------------------------------------------------------

/** A node that runs a function of the program over each record. */
export function functionNode(call: StreamCall, node: Expr | undefined, shape: Shape, kind: string, name: string, more: object = {}, result: JType | null = null): Code {
  const { on, job } = call;
  if (node === undefined) throw new JavaError(`method ${call.node.name} cannot be applied to given types`, call.node.at);
  const found = findFunction(on, node, shape);
  const type = result ?? found.result;
  return {
    type: typeOf('SingleOutputStreamOperator', type),
    run: (frame) => {
      const stream = known(call, streamOf(frame, call.self));
      const config = { function: found.ref(frame), input: stream.type, output: type, key: stream.key?.type ?? null, ...more };
      const made = job.add({ kind, config, inputs: [stream], fields: shapeOf(call, type).fields, name });
      return plainStream(made, type, result === null ? erasure(call, found) : null);
    },
  };
}

/** What Flink says where it can't find out a lambda's type (TypeExtractor). */
function erasure(call: StreamCall, found: FoundFunction): string | null {
  if (!found.isErased) return null;
  const { line } = lineOf(call.on.program.source, call.node.at);
  return `The return type of function 'main(Main.java:${line})' could not be determined automatically, due to type erasure. You can give type information hints by using the returns(...) method on the result of the transformation call, or by letting your function implement the 'ResultTypeQueryable' interface.`;
}

function plainCall(call: StreamCall): Code | null {
  const { on, self, node, job, element } = call;
  const [first] = node.args;
  switch (node.name) {
    case 'map': return functionNode(call, first, mapShape(element), 'java-map', 'Map');
    case 'filter': return functionNode(call, first, filterShape(element), 'java-filter', 'Filter', {}, element);
    case 'flatMap': return functionNode(call, first, flatMapShape(element), 'java-flat-map', 'Flat Map');
    case 'process': return functionNode(call, first, processShape(element), 'java-process', 'Process', { second: null, method: 'processElement' });
    case 'keyBy': return keyByCall(call, first);
    case 'assignTimestampsAndWatermarks': return assignCall(call, first);
    case 'print': case 'printToErr': return printCall(call, first);
    case 'union': return unionCall(call);
    case 'connect': {
      if (first === undefined) return null;
      const other = compile(on, first);
      return { type: typeOf('ConnectedStreams', element, other.type.args[0] ?? OBJECT, other.type.name === 'KeyedStream' ? (other.type.args[1] ?? OBJECT) : OBJECT), run: (frame) => [known(call, streamOf(frame, self)), other.run(frame)] };
    }
    case 'getSideOutput': {
      if (first === undefined) return null;
      const tag = compile(on, first);
      const type = tag.type.args[0] ?? OBJECT;
      return { type: typeOf('DataStream', type), run: (frame) => ({ ...plainStream((streamOf(frame, self).nodes)[0] as never, type), tag: (tag.run(frame) as TagObject).id }) };
    }
    case 'rebalance': case 'shuffle': case 'global': case 'forward': case 'broadcast': case 'rescale': {
      const kind = node.name.toUpperCase() as NonNullable<PendingStream['partitioner']>;
      return { type: typeOf('DataStream', element), run: (frame) => ({ ...known(call, streamOf(frame, self)), partitioner: kind, key: null }) };
    }
    case 'sinkTo': return sinkCall(call, first);
    case 'returns': return returnsCall(call, first);
    default: return changeCall({ on, self, node, job });
  }
}

function unionCall(call: StreamCall): Code {
  const others = call.node.args.map((arg) => compile(call.on, arg));
  return { type: typeOf('DataStream', call.element), run: (frame) => { const own = known(call, streamOf(frame, call.self)); return { ...own, key: null, nodes: [own, ...others.map((one) => one.run(frame) as PendingStream)].flatMap(({ nodes }) => nodes) }; } };
}

function returnsCall(call: StreamCall, first: Expr | undefined): Code {
  const told = typeInformation(call.on, first);
  if (isUnknown(told)) throw new JavaError('returns(…) needs a type: Types.…, a class or a TypeHint.', call.node.at);
  return {
    type: typeOf('SingleOutputStreamOperator', told),
    run: (frame) => {
      const stream = streamOf(frame, call.self);
      const fields = shapeOf(call, told).fields;
      for (const node of stream.nodes) Object.assign(node, { config: { ...node.config, output: told }, fields });
      return { ...stream, type: told, erased: null };
    },
  };
}

/** What is said of a sink after it was made; nothing comes behind it. */
function sinkChange(on: Compiler, self: Code, node: CallNode, job: PendingJob): Code {
  const changed = node.name === 'startNewChain' ? null : changeCall({ on, self, node, job }, true);
  if (changed === null) throw new JavaError(`cannot find symbol: method ${node.name} in ${typeText(self.type)}, or it is outside of what is understood here.`, node.at);
  return changed;
}

/** A sink's operator is called after its transformation: the writer of `sinkTo` with its role behind (SinkTransformationTranslator), an older sink with it before. */
const sinkName = (before: string, name: string): string => (before.endsWith(': Writer') ? `${name}: Writer` : `Sink: ${name}`);

/** `name`, `uid`, `setParallelism`: what is said of a node after it was made. */
function changeCall({ self, node, on }: Pick<StreamCall, 'on' | 'self' | 'node' | 'job'>, isSink = false): Code | null {
  const wanted: Readonly<Record<string, JType>> = { name: STRING, uid: STRING, setParallelism: typeOf('int'), setMaxParallelism: typeOf('int'), slotSharingGroup: STRING };
  const [first] = node.args;
  const type = wanted[node.name];
  const flags = ['disableChaining', 'startNewChain'];
  if (type === undefined && !flags.includes(node.name)) return null;
  const value = type === undefined || first === undefined ? null : compileAs(on, first, type);
  return {
    type: self.type,
    run: (frame) => {
      const stream = streamOf(frame, self);
      const made = stream.nodes.at(-1);
      const given = value?.run(frame);
      if (made === undefined) return stream;
      if (node.name === 'name') made.name = isSink ? sinkName(made.name, String(given)) : String(given);
      else if (node.name === 'uid') made.uid = String(given);
      else if (node.name === 'setParallelism') made.parallelism = Number(given);
      else if (node.name === 'setMaxParallelism') made.maxParallelism = Number(given);
      else if (node.name === 'slotSharingGroup') made.slotSharingGroup = String(given);
      else made.chaining = node.name === 'disableChaining' ? 'NEVER' : 'HEAD';
      return stream;
    },
  };
}

function keyByCall(call: StreamCall, first: Expr | undefined): Code {
  if (first === undefined || call.node.args.length !== 1) throw new JavaError('keyBy takes one key selector: keyBy(value -> value.field).', call.node.at);
  const key = findKey(call.on, first, call.element);
  return { type: typeOf('KeyedStream', call.element, key.type), run: (frame) => ({ ...known(call, streamOf(frame, call.self)), partitioner: null, key }) };
}

function assignCall(call: StreamCall, first: Expr | undefined): Code {
  if (first === undefined) throw new JavaError('assignTimestampsAndWatermarks needs a WatermarkStrategy', call.node.at);
  const strategy = compile(call.on, first, typeOf('WatermarkStrategy', call.element));
  const { fields } = shapeOf(call, call.element);
  return {
    type: typeOf('SingleOutputStreamOperator', call.element),
    run: (frame) => {
      const stream = known(call, streamOf(frame, call.self));
      const watermarks = strategyOf(strategy.run(frame) as WatermarkObject) ?? { timestamp: null, boundMs: Number.MAX_SAFE_INTEGER / 2, idleMs: null, emit: 'periodic', style: 'datastream' };
      return plainStream(call.job.add({ kind: 'timestamps-and-watermarks', config: { input: fields, watermarks }, inputs: [{ ...stream, key: null }], fields, name: 'Timestamps/Watermarks' }), call.element);
    },
  };
}

function printCall(call: StreamCall, first: Expr | undefined): Code {
  const label = first === undefined ? null : compileAs(call.on, first, STRING);
  const { source } = call.on.program;
  const name = call.node.name === 'print' ? 'Sink: Print to Std. Out' : 'Sink: Print to Std. Err';
  return {
    type: typeOf('DataStreamSink'),
    run: (frame) => {
      const stream = known(call, streamOf(frame, call.self));
      return plainStream(call.job.add({ kind: 'java-print', config: { input: stream.type, source, label: label === null ? '' : String(label.run(frame)) }, inputs: [{ ...stream, key: null }], fields: [], name }), stream.type);
    },
  };
}

function sinkCall(call: StreamCall, first: Expr | undefined): Code {
  if (first === undefined) throw new JavaError('sinkTo needs a sink', call.node.at);
  const sink = compile(call.on, first);
  return {
    type: typeOf('DataStreamSink'),
    run: (frame) => {
      const stream = known(call, streamOf(frame, call.self));
      const found = sink.run(frame) as { readonly kind: string; readonly config?: object };
      if (found.kind === 'DiscardingSink') return plainStream(call.job.add({ kind: 'sink-discard', config: {}, inputs: [{ ...stream, key: null }], fields: [], name: 'Sink: Writer' }), stream.type);
      if (stream.type.name !== 'String') throw new JavaError(`SimpleStringSchema writes String, and the stream has ${typeText(stream.type)}: map it to text before.`, call.node.at);
      return plainStream(call.job.add({ kind: found.kind, config: { ...found.config, input: ['value'] }, inputs: [{ ...stream, key: null }], fields: [], name: 'Sink: Writer' }), stream.type);
    },
  };
}

// --- keyed and connected streams ---------------------------------------------------------------------------------------------

const ROLLING = ['sum', 'min', 'max', 'minBy', 'maxBy'];

/** The field that `sum("amount")` or `sum(1)` names. */
export function aggregatedField(call: StreamCall, first: Expr | undefined): number {
  const { element, on, node } = call;
  const types = fieldTypes(element, on.program.table);
  const { fields } = shapeOf(call, element);
  const value = first?.kind === 'literal' ? first.value : null;
  const place = typeof value === 'number' ? value : fields.indexOf(String(value));
  if (types === null && place === 0) return 0;
  if (types === null || place < 0 || place >= fields.length) throw new JavaError(`${node.name}(${JSON.stringify(value)}): ${typeText(element)} has no such field; it has ${fields.join(', ')}.`, node.at);
  return place;
}

function keyedCall(call: StreamCall): Code | null {
  const { node, element, key, job, self, on } = call;
  const [first] = node.args;
  const rolling = (spec: (frame: Frame) => ReduceSpec, name: string): Code => ({
    type: typeOf('SingleOutputStreamOperator', element),
    run: (frame) => plainStream(job.add({ kind: 'java-reduce', config: { reduce: spec(frame), input: element, source: on.program.source }, inputs: [streamOf(frame, self)], fields: shapeOf(call, element).fields, name }), element),
  });
  if (ROLLING.includes(node.name)) {
    const place = aggregatedField(call, first);
    return rolling(() => ({ kind: node.name as Exclude<ReduceSpec['kind'], 'function'>, place }), 'Keyed Aggregation');
  }
  if (node.name === 'reduce' && first !== undefined) {
    const found = findFunction(on, first, reduceShape(element));
    return rolling((frame) => ({ kind: 'function', function: found.ref(frame) }), 'Keyed Reduce');
  }
  if (node.name === 'process') return functionNode(call, first, keyedProcessShape(element, key), 'java-process', 'KeyedProcess', { second: null, method: 'processElement' });
  return null;
}

/** `connect`: two streams, both keyed or neither. */
function connectedCall(call: StreamCall): Code | null {
  const { node, self, on, job } = call;
  const [first, second] = node.args;
  if (node.name === 'keyBy' && first !== undefined && second !== undefined) {
    const [one, other] = [findKey(on, first, call.element), findKey(on, second, call.key)];
    return { type: typeOf('ConnectedStreams', call.element, call.key, one.type), run: (frame) => (self.run(frame) as PendingStream[]).map((stream, i) => ({ ...stream, key: i === 0 ? one : other })) };
  }
  const keyType = self.type.args[2] ?? OBJECT;
  const isKeyed = !isUnknown(keyType);
  if (first === undefined || (node.name !== 'process' && node.name !== 'map')) return null;
  const shape = node.name === 'map' ? coMapShape(call.element) : isKeyed ? keyedCoProcessShape(call.element, keyType) : coProcessShape(call.element);
  const found = findFunction(on, first, shape);
  const type = found.result;
  const name = node.name === 'map' ? 'Co-Map' : isKeyed ? 'Co-Keyed-Process' : 'Co-Process';
  return {
    type: typeOf('SingleOutputStreamOperator', type),
    run: (frame) => {
      const [a, b] = self.run(frame) as readonly [PendingStream, PendingStream];
      const config = { function: found.ref(frame), input: a.type, second: b.type, output: type, key: isKeyed ? keyType : null, method: shape.method };
      return plainStream(job.add({ kind: 'java-process', config, inputs: [a, b], isPair: true, fields: shapeOf(call, type).fields, name }), type);
    },
  };
}


