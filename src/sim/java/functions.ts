// A function of a job as data: where it stands in its program, and what it carries along; and the same function made ready to run.
import { freeze } from '../kernel/freeze.ts';
import type { Value } from '../flink/record.ts';
import type { Expr, MethodNode } from './ast.ts';
import { compile, type Compiler, isClosure } from './compile.ts';
import { runningHost, type RuntimeObject } from './context.ts';
import { noSuchClass } from './gone.ts';
import { JavaError } from './lexer.ts';
import { callMethod, newFrame, Program } from './program.ts';
import { type Frame, newBudget, Scope } from './scope.ts';
import { type ClassInfo, isBox, isList, isMap, isPrimitive, isUnknown, type JType, OBJECT, typeOf } from './types.ts';
import { type Live, toLive, toPlain } from './values.ts';

/** Plain data: part of a job's graph. */
export interface FunctionRef {
  readonly source: string;
  /** Where the lambda, the reference or the `new` begins. */
  readonly at: number;
  /** For a lambda or reference: its result, then its parameters. */
  readonly signature: readonly JType[];
  /** Variables around it, with the values that they had when the job was described. */
  readonly captured: readonly { readonly name: string; readonly type: JType; readonly value: Value }[];
  /** What its constructor was given. */
  readonly args: readonly { readonly type: JType; readonly value: Value }[];
}

/** A kind of function: which method a lambda stands for, and where in its super class's type arguments its types are. */
export interface Shape {
  readonly supers: readonly string[];
  readonly method: string;
  /** Parameters, by the types of what goes in. */
  readonly params: readonly JType[];
  /** Which type argument is the result; -1 where the function has none. */
  readonly resultArg: number;
  /** The result of the method itself, where it is always the same (`boolean`, or `void` for what collects). */
  readonly returns: JType | null;
}

/** A function that stands in a program, and what it makes. */
export interface FoundFunction {
  ref(frame: Frame): FunctionRef;
  /** Object where it can't be known. */
  readonly result: JType;
  /** Whether Java can still know the result's type when the program runs: of a lambda it forgets type arguments. */
  readonly isErased: boolean;
}

/** The function that an argument is: a lambda, a reference, an object of a class of the program. */
export function findFunction(on: Compiler, node: Expr, shape: Shape): FoundFunction {
  if (node.kind === 'lambda' || node.kind === 'reference') return fromLambda(on, node, shape);
  if (node.kind === 'new') return fromClass(on, node, shape);
  if (node.kind === 'name') {
    const found = on.program.functionIn(node.name);
    if (found !== null) return findFunction(on, found, shape);
  }
  throw new JavaError('A function is a lambda, a method reference or `new` and a class here.', node.at);
}

function fromLambda(on: Compiler, node: Extract<Expr, { kind: 'lambda' | 'reference' }>, shape: Shape): FoundFunction {
  const collector = shape.params.findIndex((type) => type.name === 'Collector');
  const open = shape.returns ?? OBJECT;
  const signature = [open, ...shape.params];
  const code = compile(on, node, typeOf('fn', ...signature));
  const declared = node.kind === 'lambda' ? (node.params[collector]?.type ?? null) : null;
  const collected = declared === null ? OBJECT : (on.program.table.type(declared).args[0] ?? OBJECT);
  const result = collector >= 0 ? collected : (code.type.args[0] ?? OBJECT);
  return { ref: captured(on, node.at, signature), result, isErased: collector >= 0 || result.args.length > 0 || isUnknown(result) };
}

function captured(on: Compiler, at: number, signature: readonly JType[], args: FunctionRef['args'] = []): (frame: Frame) => FunctionRef {
  const { program, scope } = on;
  const names = scope.names().flatMap((name) => {
    const variable = scope.find(name);
    // Streams and the environment stay behind: no function may carry them along.
    return variable === null || !carries(variable.type, program) ? [] : [{ name, type: variable.type, code: compile(on, { at, kind: 'name', name }) }];
  });
  return (frame) => freeze({ source: program.source, at, signature, captured: names.filter(({ code }) => code.run(frame) !== undefined).map(({ name, type, code }) => ({ name, type, value: plainOf(type, program)(code.run(frame)) })), args });
}

const PLAIN = ['OutputTag', 'ValueStateDescriptor', 'ListStateDescriptor', 'MapStateDescriptor', 'StateTtlConfig', 'Duration'];

function carries(type: JType, program: Program): boolean {
  return PLAIN.includes(type.name) || !/^(?:StreamExecutionEnvironment|[A-Za-z]*Stream[A-Za-z]*|KafkaS\w+|WatermarkStrategy)$/.test(type.name) || Object.hasOwn(program.table.classes, type.name);
}

function plainOf(type: JType, program: Program): (value: Live) => Value {
  return PLAIN.includes(type.name) ? (value) => freeze(value as Value) : toPlain(type, program.table);
}

function liveOf(type: JType, program: Program): (value: Value) => Live {
  return PLAIN.includes(type.name) ? (value) => value : toLive(type, program.table);
}

function fromClass(on: Compiler, node: Extract<Expr, { kind: 'new' }>, shape: Shape): FoundFunction {
  const { program } = on;
  const info = node.body === null ? program.table.classes[node.type.name] : program.anonymousClass(node.body);
  if (info === undefined) throw new JavaError(noSuchClass(node.type.name), node.type.at);
  const extended = info.supers.find(({ name }) => shape.supers.includes(name));
  if (extended === undefined) throw new JavaError(`incompatible types: ${info.name === '' ? 'the class' : info.name} cannot be converted to ${shape.supers[0] ?? ''}`, node.at);
  if (!info.node.methods.some(({ name }) => name === shape.method)) throw new JavaError(`${info.name === '' ? 'The class' : info.name} is not abstract and does not override abstract method ${shape.method}`, info.node.at);
  const maker = info.node.methods.find(({ name, params }) => name === '<init>' && params.length === node.args.length);
  const types = maker?.params.map(({ type }) => (type === null ? OBJECT : program.table.type(type))) ?? [];
  const codes = node.args.map((arg) => compile(on, arg));
  const outer = captured(on, node.at, []);
  return {
    ref: (frame) => freeze({ ...outer(frame), args: codes.map((code, i) => ({ type: types[i] ?? code.type, value: plainOf(types[i] ?? code.type, program)(code.run(frame)) })) }),
    result: shape.resultArg < 0 ? OBJECT : (extended.args[shape.resultArg] ?? OBJECT), isErased: false,
  };
}

// --- running -----------------------------------------------------------------------------------------------------------------

/** Programs that were read: an operator's function is looked up in its program each time its task is made anew. */
const READ = new Map<string, Program>();
const MOST_READ = 16;

function programOf(source: string): Program {
  const program = READ.get(source) ?? new Program(source);
  READ.delete(source);
  READ.set(source, program);
  for (const old of READ.keys()) {
    if (READ.size <= MOST_READ) break;
    READ.delete(old);
  }
  return program;
}

/** A function in hand: a class's methods by name, a lambda's by `shape.method`. */
export interface BoundFunction {
  readonly program: Program;
  has(method: string): boolean;
  call(method: string, ...args: readonly Live[]): Live;
  /** What its object's fields hold, without what `open` puts there (states, tags); null where it has none such. */
  fields(): readonly Value[] | null;
  setFields(values: readonly Value[]): void;
}

/** What an operator remembers of its function's object: the fields of an object are plain memory, which no checkpoint holds. */
export interface FunctionMemory {
  used: boolean;
  fields: readonly Value[] | null;
}

export const newFunctionMemory = (): FunctionMemory => ({ used: false, fields: null });

/** A function whose object is the same after its operator was made anew from the state: it is opened again, and has the fields that it had. */
export function remembered(bound: BoundFunction, memory: FunctionMemory): BoundFunction {
  let isWhole = !memory.used;
  return {
    ...bound,
    call: (method, ...args) => {
      if (!isWhole) {
        if (bound.has('open')) bound.call('open', null);
        if (memory.fields !== null) bound.setFields(memory.fields);
      }
      isWhole = true;
      memory.used = true;
      const result = bound.call(method, ...args);
      memory.fields = bound.fields();
      return result;
    },
  };
}

/** Makes a function ready to run in an operator. */
export function bindFunction(ref: FunctionRef, method: string, runtime: RuntimeObject): BoundFunction {
  // Each operator has a program of its own to run in: what its host gives is that operator's.
  const read = programOf(ref.source);
  const program = Program.over(read);
  program.host = runningHost(() => runtime);
  const scope = new Scope(null, null, null);
  const frame = newFrame(null, newBudget());
  for (const { name, type, value } of ref.captured) frame.slots[scope.declare(name, type, ref.at)] = liveOf(type, program)(value);
  const node = program.nodeAt(ref.at);
  if (node === null) throw new Error('a function stands where its program says');
  if (node.kind === 'new') return boundClass(program, node, ref, { scope, frame });
  const closure = compile({ program, scope }, node, typeOf('fn', ...ref.signature)).run(frame);
  if (!isClosure(closure)) throw new Error('a lambda gives a function');
  return { program, has: (name) => name === method, call: (_name, ...args) => counted(frame, () => closure(...args)), fields: () => null, setFields: () => undefined };
}

/** Each record has its own count of steps. */
function counted<T>(frame: Frame, run: () => T): T {
  frame.budget.steps = 0;
  frame.budget.depth = 0;
  return run();
}

function boundClass(program: Program, node: Extract<Expr, { kind: 'new' }>, ref: FunctionRef, around: { readonly scope: Scope; readonly frame: Frame }): BoundFunction {
  const info: ClassInfo | undefined = node.body === null ? program.table.classes[node.type.name] : program.anonymousClass(node.body);
  if (info === undefined) throw new Error('a class of the program');
  if (node.body !== null) program.place(info, around);
  const self = program.newInstance(info, newBudget());
  const maker = info.node.methods.find(({ name, params }) => name === '<init>' && params.length === ref.args.length);
  if (maker !== undefined) callMethod(program, info, maker, self, ref.args.map(({ type, value }) => liveOf(type, program)(value)), newBudget());
  const methods = new Map<string, MethodNode>(info.node.methods.map((one) => [one.name, one]));
  return {
    program,
    has: (name) => methods.has(name),
    call: (name, ...args) => {
      const found = methods.get(name);
      return found === undefined ? null : callMethod(program, info, found, self, args, newBudget());
    },
    ...fieldsOf(program, info, self),
  };
}

/** Fields of Java's own values, of tuples and of the program's classes can be kept. */
const isKept = (type: JType, program: Program): boolean => isPrimitive(type) || isBox(type) || isList(type) || isMap(type) || /^(?:String|array|Tuple\d+)$/.test(type.name) || Object.hasOwn(program.table.classes, type.name);

function fieldsOf(program: Program, info: ClassInfo, self: Live[]): Pick<BoundFunction, 'fields' | 'setFields'> {
  const kept = info.fields.flatMap(({ type }, at) => (isKept(type, program) ? [{ at, plain: toPlain(type, program.table), live: toLive(type, program.table) }] : []));
  return {
    fields: () => (kept.length === 0 ? null : freeze(kept.map(({ at, plain }) => plain(self[at])))),
    setFields: (values) => kept.forEach(({ at, live }, i) => void (self[at] = live(values[i] ?? null))),
  };
}
