// Java's types as plain data, how one is made into another, and which classes a program has.
import type { ClassNode, Expr, FieldNode, ProgramNode, TypeNode } from './ast.ts';
import { noSuchClass } from './gone.ts';
import { JavaError } from './lexer.ts';

export interface JType {
  readonly name: string;
  /** Type arguments; of an array its element; of `fn` the result and then the parameters. */
  readonly args: readonly JType[];
}

export const typeOf = (name: string, ...args: readonly JType[]): JType => ({ name, args });

export const INT = typeOf('int');
export const LONG = typeOf('long');
export const DOUBLE = typeOf('double');
export const FLOAT = typeOf('float');
export const CHAR = typeOf('char');
export const BOOLEAN = typeOf('boolean');
export const STRING = typeOf('String');
export const VOID = typeOf('void');
export const NULL = typeOf('null');
/** What is not known: every value, checked no further. */
export const OBJECT = typeOf('Object');

const BOXES: Readonly<Record<string, string>> = { Integer: 'int', Long: 'long', Double: 'double', Float: 'float', Boolean: 'boolean', Character: 'char', Short: 'short', Byte: 'byte' };
const BOX_OF: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(BOXES).map(([box, plain]) => [plain, box]));
/** In the order in which Java widens them. */
const RANKS = ['byte', 'short', 'char', 'int', 'long', 'float', 'double'];

export const isBox = (type: JType): boolean => Object.hasOwn(BOXES, type.name);
/** The primitive that a box holds; other types as they are. */
export const unboxed = (type: JType): JType => (isBox(type) ? typeOf(BOXES[type.name] ?? '') : type);
export const boxed = (type: JType): JType => (Object.hasOwn(BOX_OF, type.name) ? typeOf(BOX_OF[type.name] ?? '') : type);
export const isPrimitive = (type: JType): boolean => Object.hasOwn(BOX_OF, type.name);
export const isNumeric = (type: JType): boolean => RANKS.includes(unboxed(type).name);
export const isWhole = (type: JType): boolean => RANKS.indexOf(unboxed(type).name) >= 0 && RANKS.indexOf(unboxed(type).name) <= 4;
export const isBoolean = (type: JType): boolean => unboxed(type).name === 'boolean';
export const isTuple = (type: JType): boolean => /^Tuple\d+$/.test(type.name);
export const isUnknown = (type: JType): boolean => type.name === 'Object';
export const arrayOf = (type: JType): JType => typeOf('array', type);

/** Binary numeric promotion (JLS 5.6.2). */
export function promoted(a: JType, b: JType): JType {
  const rank = Math.max(3, RANKS.indexOf(unboxed(a).name), RANKS.indexOf(unboxed(b).name));
  return typeOf(RANKS[rank] ?? 'int');
}

/** As javac writes a type in a message. */
export function typeText(type: JType): string {
  if (type.name === 'array') return `${typeText(type.args[0] ?? OBJECT)}[]`;
  if (type.name === 'null') return '<null>';
  if (type.name === 'fn') return 'a function';
  return type.args.length === 0 ? type.name : `${type.name}<${type.args.map(typeText).join(',')}>`;
}

const LISTS = ['List', 'ArrayList', 'LinkedList', 'Iterable', 'Collection'];
const MAPS = ['Map', 'HashMap', 'LinkedHashMap', 'TreeMap'];
export const isList = (type: JType): boolean => LISTS.includes(type.name);
export const isMap = (type: JType): boolean => MAPS.includes(type.name);

/** What Flink's streams are as well. */
const WIDER: Readonly<Record<string, readonly string[]>> = { SingleOutputStreamOperator: ['DataStream'], DataStreamSource: ['SingleOutputStreamOperator', 'DataStream'], KeyedStream: ['DataStream'] };

/** Whether a value of one type may stand where another is wanted, as far as the subset checks. */
export function assignable(from: JType, to: JType): boolean {
  if (isUnknown(from) || isUnknown(to) || from.name === to.name) return true;
  if (from.name === 'null') return !isPrimitive(to);
  if (isNumeric(from) && isPrimitive(to) && isNumeric(to)) return RANKS.indexOf(unboxed(from).name) <= RANKS.indexOf(to.name);
  if (isBox(to)) return isPrimitive(from) && boxed(from).name === to.name;
  if (isPrimitive(to)) return isBox(from) && unboxed(from).name === to.name;
  if (to.name === 'Number') return isNumeric(from);
  return WIDER[from.name]?.includes(to.name) === true || (isList(from) && isList(to)) || (isMap(from) && isMap(to)) || to.name === 'fn' || from.name === 'fn';
}

export interface FieldInfo {
  readonly name: string;
  readonly type: JType;
  readonly value: Expr | null;
}

/** A class of the program. */
export interface ClassInfo {
  readonly name: string;
  readonly node: ClassNode;
  /** Fields of an instance, in their order: an instance is the list of their values. */
  readonly fields: readonly FieldInfo[];
  readonly statics: readonly FieldNode[];
  readonly supers: readonly JType[];
}

export interface ClassTable {
  readonly classes: Readonly<Record<string, ClassInfo>>;
  type(node: TypeNode): JType;
}

/** Types that the subset knows beside the program's own classes. */
const KNOWN = new Set([
  ...RANKS, ...Object.keys(BOXES), ...LISTS, ...MAPS, 'boolean', 'void', 'var', 'String', 'Object', 'Number', 'Void', 'StringBuilder', 'Duration', 'Instant', 'Time', 'Math', 'Iterator', 'Entry', 'CharSequence', 'Exception', 'RuntimeException',
  'IllegalArgumentException', 'IllegalStateException', 'UnsupportedOperationException', 'Arrays', 'Collections', 'Tuple',
]);
/** Types of Flink: `stream.ts` and `context.ts` know what they do. */
const FLINK = new Set([
  'StreamExecutionEnvironment', 'DataStream', 'DataStreamSource', 'SingleOutputStreamOperator', 'KeyedStream', 'WindowedStream', 'AllWindowedStream', 'ConnectedStreams', 'BroadcastStream', 'BroadcastConnectedStream', 'OutputTag', 'Collector', 'Context', 'OnTimerContext', 'ReadOnlyContext',
  'TimerService', 'RuntimeContext', 'OpenContext', 'Configuration', 'ValueState', 'ListState', 'MapState', 'ReducingState', 'BroadcastState', 'ReadOnlyBroadcastState', 'ValueStateDescriptor', 'ListStateDescriptor', 'MapStateDescriptor', 'ReducingStateDescriptor', 'StateTtlConfig', 'TimeWindow',
  'GlobalWindow', 'Window', 'WatermarkStrategy', 'KafkaSource', 'KafkaSink', 'SimpleStringSchema', 'OffsetsInitializer', 'MapFunction', 'FlatMapFunction', 'FilterFunction', 'KeySelector', 'ReduceFunction', 'AggregateFunction', 'RichMapFunction', 'RichFlatMapFunction', 'RichFilterFunction',
  'ProcessFunction', 'KeyedProcessFunction', 'CoProcessFunction', 'KeyedCoProcessFunction', 'CoMapFunction', 'CoFlatMapFunction', 'BroadcastProcessFunction', 'KeyedBroadcastProcessFunction', 'ProcessWindowFunction', 'ProcessAllWindowFunction', 'WindowFunction', 'ProcessJoinFunction', 'JoinFunction', 'TypeInformation',
  'SerializableTimestampAssigner',
]);

/** The classes of a program by their simple names, the inner ones too. */
export function classTable(program: ProgramNode): ClassTable {
  const classes: Record<string, ClassInfo> = {};
  const type = (node: TypeNode): JType => {
    let found: JType = typeOf(node.name, ...node.args.map(type));
    if (!Object.hasOwn(classes, node.name) && !KNOWN.has(node.name) && !FLINK.has(node.name) && !isTuple(found) && !/^[A-Z]{1,3}\d?$/.test(node.name)) {
      throw new JavaError(noSuchClass(node.name), node.at);
    }
    for (let i = 0; i < node.dims; i++) found = arrayOf(found);
    return found;
  };
  const all: ClassNode[] = [];
  const gather = (nodes: readonly ClassNode[]): void => {
    for (const node of nodes) {
      if (all.some(({ name }) => name === node.name)) throw new JavaError(`duplicate class: ${node.name}`, node.at);
      all.push(node);
      classes[node.name] = { name: node.name, node, fields: [], statics: [], supers: [] };
      gather(node.classes);
    }
  };
  gather(program.classes);
  for (const node of all) classes[node.name] = classInfo(node, type);
  return { classes, type };
}

/** What is known of a class; of one without a name too. */
export function classInfo(node: ClassNode, type: (node: TypeNode) => JType): ClassInfo {
  return {
    name: node.name, node, fields: node.fields.filter(({ isStatic }) => !isStatic).map((field) => ({ name: field.name, type: type(field.type), value: field.value })),
    statics: node.fields.filter(({ isStatic }) => isStatic), supers: node.supers.map(type),
  };
}
