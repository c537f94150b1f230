// Java expressions to functions, with javac's checks of types as far as the subset goes.
import { UserCodeError } from '../flink/user-code-error.ts';
import type { Expr, Stmt } from './ast.ts';
import { noSuchClass } from './gone.ts';
import { JavaError } from './lexer.ts';
import { libraryCall, libraryNew, libraryStatic } from './library.ts';
import { arithmetic, compared, converted, equalValues } from './arithmetic.ts';
import { type Code, type Frame, joined, outward, Scope } from './scope.ts';
import { compileBody } from './statements.ts';
import {
  arrayOf, BOOLEAN, type ClassInfo, INT, isBoolean, isBox, isNumeric, isPrimitive, isTuple, isUnknown, type JType, NULL, OBJECT, promoted, STRING, typeOf, typeText, unboxed,
} from './types.ts';
import { callMethod, type Program } from './program.ts';
import { classOf, defaultOf, itemsOf, type Live, nullPointer, textOf } from './values.ts';

export interface Compiler {
  readonly program: Program;
  readonly scope: Scope;
}

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/** A value with a type that fits where `wanted` is wanted: numbers widened, boxes opened. */
export function compileAs(on: Compiler, node: Expr, wanted: JType): Code {
  const code = compile(on, node, wanted);
  return fitted(on, code, wanted, node);
}

export function fitted(on: Compiler, code: Code, wanted: JType, node: Expr): Code {
  if (wanted.name === 'void') return code;
  const isSmallLiteral = node.kind === 'literal' && code.type.name === 'int' && ['byte', 'short', 'char', 'Byte', 'Short'].includes(wanted.name);
  if (!isSmallLiteral && !on.program.fits(code.type, wanted)) {
    const lossy = isNumeric(code.type) && isNumeric(wanted) && isPrimitive(unboxed(code.type));
    throw new JavaError(lossy && isPrimitive(wanted) ? `incompatible types: possible lossy conversion from ${typeText(code.type)} to ${typeText(wanted)}` : `incompatible types: ${typeText(code.type)} cannot be converted to ${typeText(wanted)}`, node.at);
  }
  if (isPrimitive(wanted) && isBox(code.type)) return { type: wanted, run: opened(code) };
  return isPrimitive(wanted) && code.type.name !== wanted.name ? { type: wanted, run: code.run } : code;
}

/** The value of a box; null can't be opened. */
export function opened(code: Code): (frame: Frame) => Live {
  if (!isBox(code.type)) return code.run;
  const plain = unboxed(code.type).name;
  return (frame) => {
    const value = code.run(frame);
    if (value === null) throw nullPointer(`java.lang.${code.type.name}.${plain}Value()`);
    return value;
  };
}

export function compile(on: Compiler, node: Expr, wanted: JType | null = null): Code {
  switch (node.kind) {
    case 'literal': return literal(node);
    case 'name': return named(on, node);
    case 'field': return field(on, node);
    case 'index': return indexed(on, node);
    case 'call': return call(on, node, wanted);
    case 'new': return creation(on, node, wanted);
    case 'array': return array(on, node);
    case 'unary': return unary(on, node);
    case 'step': return step(on, node);
    case 'binary': return binary(on, node);
    case 'choice': return choice(on, node, wanted);
    case 'assign': return assignment(on, node);
    case 'cast': return cast(on, node);
    case 'lambda': return lambda(on, node, wanted);
    case 'reference': return reference(on, node, wanted);
  }
}

function literal({ type, value }: Of<'literal'>): Code {
  return { type: type === 'null' ? NULL : typeOf(type), run: () => value };
}

function named(on: Compiler, { name, at }: Of<'name'>): Code {
  const variable = on.scope.find(name);
  if (variable !== null) {
    const { depth, slot, type } = variable;
    if (depth === 0) return { type, run: (frame) => frame.slots[slot] };
    return { type, run: (frame) => outward(frame, depth).slots[slot] };
  }
  const { self } = on.scope;
  if (name === 'this' && self !== null) return { type: typeOf(self.name), run: (frame) => frame.self };
  const place = self?.fields.findIndex((one) => one.name === name) ?? -1;
  if (self !== null && place >= 0) return { type: self.fields[place]?.type ?? OBJECT, run: (frame) => frame.self?.[place] };
  const constant = on.program.constant(name);
  if (constant !== null) return constant;
  throw new JavaError(`cannot find symbol: variable ${name}`, at);
}

/** A class's name that stands where a value could, null where it is a value. */
export function className(on: Compiler, node: Expr): string | null {
  if (node.kind === 'name') return on.scope.find(node.name) !== null || on.scope.self?.fields.some(({ name }) => name === node.name) === true || !/^[A-Z]/.test(node.name) || on.program.constant(node.name) !== null ? null : node.name;
  // A class within a class, or with its package.
  return node.kind === 'field' && /^[A-Z]/.test(node.name) && on.program.constant(node.name) === null && outermost(node) !== null ? node.name : null;
}

function outermost(node: Expr): string | null {
  if (node.kind === 'name') return node.name;
  return node.kind === 'field' ? outermost(node.of) : null;
}

function field(on: Compiler, node: Of<'field'>): Code {
  const owner = className(on, node.of);
  if (owner !== null) {
    const constant = on.program.constant(node.name) ?? libraryStatic(on, owner, node.name, null, node.at);
    if (constant !== null) return constant;
    throw new JavaError(`cannot find symbol: variable ${node.name} in class ${owner}`, node.at);
  }
  const of = compile(on, node.of);
  const place = fieldOf(on, of.type, node.name);
  if (place === null) {
    if (node.name === 'length' && of.type.name === 'array') return { type: INT, run: (frame) => itemsOf(of.run(frame), 'array.length').length };
    throw new JavaError(`cannot find symbol: variable ${node.name} in ${typeText(of.type)}`, node.at);
  }
  const { at, type } = place;
  return { type, run: (frame) => itemsOf(of.run(frame), `${of.type.name}.${node.name}`)[at] ?? null };
}

/** Where a field lies in an object, and its type. */
export function fieldOf(on: Compiler, type: JType, name: string): { readonly at: number; readonly type: JType } | null {
  if (isTuple(type)) {
    const at = /^f\d+$/.test(name) ? Number(name.slice(1)) : -1;
    return at >= 0 && at < Number(type.name.slice(5)) ? { at, type: type.args[at] ?? OBJECT } : null;
  }
  const info = classOf(type, on.program.table);
  const at = info?.fields.findIndex((one) => one.name === name) ?? -1;
  return at < 0 ? null : { at, type: info?.fields[at]?.type ?? OBJECT };
}

function indexed(on: Compiler, node: Of<'index'>): Code {
  const of = compile(on, node.of);
  if (of.type.name !== 'array') throw new JavaError(`array required, but ${typeText(of.type)} found`, node.at);
  const place = compileAs(on, node.place, INT);
  return { type: of.type.args[0] ?? OBJECT, run: (frame) => itemsOf(of.run(frame), 'array')[checkedPlace(itemsOf(of.run(frame), 'array'), place.run(frame))] };
}

function checkedPlace(items: readonly Live[], place: Live): number {
  const at = Number(place);
  if (at < 0 || at >= items.length) throw new UserCodeError('java.lang.ArrayIndexOutOfBoundsException', `Index ${at} out of bounds for length ${items.length}`);
  return at;
}

function array(on: Compiler, node: Of<'array'>): Code {
  const element = on.program.table.type(node.type);
  if (node.items !== null) {
    const items = node.items.map((item) => compileAs(on, item, element));
    return { type: arrayOf(element), run: (frame) => items.map((item) => item.run(frame)) };
  }
  const size = node.size === null ? null : compileAs(on, node.size, INT);
  return { type: arrayOf(element), run: (frame) => Array.from({ length: Math.min(1_000_000, Math.max(0, Number(size?.run(frame) ?? 0))) }, () => defaultOf(element)) };
}

function unary(on: Compiler, node: Of<'unary'>): Code {
  const of = compile(on, node.of);
  const run = opened(of);
  if (node.sign === '!') {
    if (!isBoolean(of.type) && !isUnknown(of.type)) throw new JavaError(`bad operand type ${typeText(of.type)} for unary operator '!'`, node.at);
    return { type: BOOLEAN, run: (frame) => run(frame) !== true };
  }
  if (!isNumeric(of.type)) throw new JavaError(`bad operand type ${typeText(of.type)} for unary operator '${node.sign}'`, node.at);
  const type = promoted(of.type, INT);
  if (node.sign === '~') return { type, run: (frame) => -Number(run(frame)) - 1 };
  return node.sign === '-' ? { type, run: (frame) => converted(type, -Number(run(frame))) } : { type, run };
}

function step(on: Compiler, node: Of<'step'>): Code {
  const place = placeOf(on, node.of);
  const { by, before } = node;
  if (!isNumeric(place.type)) throw new JavaError(`bad operand type ${typeText(place.type)} for unary operator '${by > 0 ? '++' : '--'}'`, node.at);
  return {
    type: place.type,
    run: (frame) => {
      const old = place.get(frame);
      if (old === null) throw nullPointer(`java.lang.${place.type.name}.${unboxed(place.type).name}Value()`);
      const next = converted(unboxed(place.type), Number(old) + by);
      place.set(frame, next);
      return before ? next : old;
    },
  };
}

interface Place {
  readonly type: JType;
  get(frame: Frame): Live;
  set(frame: Frame, value: Live): void;
}

/** What an assignment changes. */
function placeOf(on: Compiler, node: Expr): Place {
  if (node.kind === 'name') {
    const variable = on.scope.find(node.name);
    if (variable !== null) {
      const { depth, slot, type } = variable;
      if (depth > 0) throw new JavaError('local variables referenced from a lambda expression must be final or effectively final', node.at);
      return { type, get: (frame) => frame.slots[slot], set: (frame, value) => { frame.slots[slot] = value; } };
    }
    const { self } = on.scope;
    const at = self?.fields.findIndex((one) => one.name === node.name) ?? -1;
    if (self === null || at < 0) throw new JavaError(`cannot find symbol: variable ${node.name}`, node.at);
    return { type: self.fields[at]?.type ?? OBJECT, get: (frame) => frame.self?.[at], set: (frame, value) => { if (frame.self !== null) frame.self[at] = value; } };
  }
  if (node.kind === 'field') {
    const of = compile(on, node.of);
    const found = fieldOf(on, of.type, node.name);
    if (found === null) throw new JavaError(`cannot find symbol: variable ${node.name} in ${typeText(of.type)}`, node.at);
    const { at, type } = found;
    return { type, get: (frame) => itemsOf(of.run(frame), node.name)[at], set: (frame, value) => { itemsOf(of.run(frame), node.name)[at] = value; } };
  }
  if (node.kind !== 'index') throw new JavaError('unexpected type: a variable is required here', node.at);
  const of = compile(on, node.of);
  const place = compileAs(on, node.place, INT);
  return {
    type: of.type.args[0] ?? OBJECT,
    get: (frame) => itemsOf(of.run(frame), 'array')[checkedPlace(itemsOf(of.run(frame), 'array'), place.run(frame))],
    set: (frame, value) => { const items = itemsOf(of.run(frame), 'array'); items[checkedPlace(items, place.run(frame))] = value; },
  };
}

function assignment(on: Compiler, node: Of<'assign'>): Code {
  const place = placeOf(on, node.to);
  if (node.sign === '=') {
    const value = compileAs(on, node.value, place.type);
    return { type: place.type, run: (frame) => { const result = value.run(frame); place.set(frame, result); return result; } };
  }
  const sign = node.sign.slice(0, 1);
  const value = compile(on, node.value);
  if (sign === '+' && place.type.name === 'String') {
    const text = textFor(on, value.type);
    return { type: STRING, run: (frame) => { const result = joined(String(place.get(frame)), text(value.run(frame))); place.set(frame, result); return result; } };
  }
  const work = arithmetic(sign, place.type, value.type, node.at);
  const run = opened(value);
  return { type: place.type, run: (frame) => { const result = converted(unboxed(place.type), Number(work.run(place.get(frame), run(frame)))); place.set(frame, result); return result; } };
}

/** How a value of this type is written. */
export function textFor(on: Compiler, type: JType): (value: Live) => string {
  return textOf(type, on.program.table, (info) => on.program.ownText(info));
}

function binary(on: Compiler, node: Of<'binary'>): Code {
  const { sign } = node;
  const [left, right] = [compile(on, node.left), compile(on, node.right)];
  if (sign === '&&' || sign === '||') {
    for (const [code, side] of [[left, node.left], [right, node.right]] as const) if (!isBoolean(code.type) && !isUnknown(code.type)) throw new JavaError(`bad operand types for binary operator '${sign}'`, side.at);
    const [a, b] = [opened(left), opened(right)];
    return { type: BOOLEAN, run: sign === '&&' ? (frame) => a(frame) === true && b(frame) === true : (frame) => a(frame) === true || b(frame) === true };
  }
  if (sign === '+' && (left.type.name === 'String' || right.type.name === 'String')) {
    const [a, b] = [textFor(on, left.type), textFor(on, right.type)];
    return { type: STRING, run: (frame) => joined(a(left.run(frame)), b(right.run(frame))) };
  }
  if (sign === '==' || sign === '!=') {
    const same = equalValues(left.type, right.type, node.at);
    const wanted = sign === '==';
    return { type: BOOLEAN, run: (frame) => same(left.run(frame), right.run(frame)) === wanted };
  }
  const [a, b] = [opened(left), opened(right)];
  if (['<', '>', '<=', '>='].includes(sign)) {
    const test = compared(sign, left.type, right.type, node.at);
    return { type: BOOLEAN, run: (frame) => test(Number(a(frame)), Number(b(frame))) };
  }
  const work = arithmetic(sign, left.type, right.type, node.at);
  return { type: work.type, run: (frame) => work.run(a(frame), b(frame)) };
}

function choice(on: Compiler, node: Of<'choice'>, wanted: JType | null): Code {
  const condition = compileAs(on, node.condition, BOOLEAN);
  const [then, otherwise] = [compile(on, node.does, wanted), compile(on, node.otherwise, wanted)];
  const type = then.type.name === 'null' ? otherwise.type : isNumeric(then.type) && isNumeric(otherwise.type) && otherwise.type.name !== then.type.name ? promoted(then.type, otherwise.type) : then.type;
  return { type, run: (frame) => (condition.run(frame) === true ? then.run(frame) : otherwise.run(frame)) };
}

function cast(on: Compiler, node: Of<'cast'>): Code {
  const type = on.program.table.type(node.type);
  const of = compile(on, node.of);
  if (!isPrimitive(type)) return { type, run: of.run };
  if (!isNumeric(of.type) && !isUnknown(of.type) && unboxed(of.type).name !== type.name) throw new JavaError(`incompatible types: ${typeText(of.type)} cannot be converted to ${typeText(type)}`, node.at);
  const run = opened(of);
  return { type, run: (frame) => converted(type, run(frame)) };
}

// --- calls and objects -----------------------------------------------------------------------------------------------------

function call(on: Compiler, node: Of<'call'>, wanted: JType | null): Code {
  const { program, scope } = on;
  if (node.of === null) {
    const own = scope.self === null ? null : ownCall(on, scope.self, node, (frame) => frame.self);
    const found = own ?? program.staticMethod(on, node) ?? program.host?.own(on, node) ?? null;
    if (found === null) throw new JavaError(`cannot find symbol: method ${node.name}`, node.at);
    return found;
  }
  const owner = className(on, node.of);
  if (owner !== null) {
    const info = program.table.classes[owner];
    const found = (info === undefined ? null : program.staticMethod(on, node, info)) ?? program.host?.statics(on, owner, node, wanted) ?? libraryStatic(on, owner, node.name, node, node.at, wanted);
    if (found === null) throw new JavaError(`cannot find symbol: method ${node.name} in class ${owner}`, node.at);
    return found;
  }
  const of = compile(on, node.of);
  const info = classOf(of.type, program.table);
  const own = info === null ? null : ownCall(on, info, node, (frame) => itemsOf(of.run(frame), `${info.name}.${node.name}()`));
  const found = own ?? program.host?.call(on, of, node, wanted) ?? libraryCall(on, of, node);
  if (found === null) throw new JavaError(`cannot find symbol: method ${node.name} in ${typeText(of.type)}`, node.at);
  return found;
}

/** A method of a class of the program, or what a record has by itself. */
function ownCall(on: Compiler, info: ClassInfo, node: Of<'call'>, self: (frame: Frame) => Live): Code | null {
  const method = info.node.methods.find(({ name, params, isStatic }) => !isStatic && name === node.name && params.length === node.args.length);
  if (method !== undefined) {
    const params = method.params.map(({ type }) => (type === null ? OBJECT : on.program.table.type(type)));
    const args = node.args.map((arg, i) => compileAs(on, arg, params[i] ?? OBJECT));
    const returns = on.program.table.type(method.returns);
    return { type: returns, run: (frame) => callMethod(on.program, info, method, self(frame) as Live[], args.map((arg) => arg.run(frame)), frame.budget) };
  }
  const at = info.fields.findIndex(({ name }) => name === node.name);
  if (info.node.isRecord && at >= 0 && node.args.length === 0) return { type: info.fields[at]?.type ?? OBJECT, run: (frame) => itemsOf(self(frame), node.name)[at] };
  return null;
}

function creation(on: Compiler, node: Of<'new'>, wanted: JType | null): Code {
  const { program } = on;
  const info = program.table.classes[node.type.name];
  if (info === undefined || node.body !== null) {
    const found = program.host?.creation(on, node, wanted) ?? libraryNew(on, node, wanted);
    if (found !== null) return found;
    if (info === undefined) throw new JavaError(noSuchClass(node.type.name), node.type.at);
  }
  return newObject(on, info, node);
}

function newObject(on: Compiler, info: ClassInfo, node: Of<'new'>): Code {
  const { program } = on;
  const maker = info.node.methods.find(({ name, params }) => name === '<init>' && params.length === node.args.length);
  const isCanonical = maker === undefined && info.node.isRecord && node.args.length === info.fields.length;
  if (maker === undefined && !isCanonical && node.args.length > 0) throw new JavaError(`constructor ${info.name} in class ${info.name} cannot be applied to given types`, node.at);
  const params = maker?.params.map(({ type }) => (type === null ? OBJECT : program.table.type(type))) ?? info.fields.map(({ type }) => type);
  const args = node.args.map((arg, i) => compileAs(on, arg, params[i] ?? OBJECT));
  return {
    type: typeOf(info.name),
    run: (frame) => {
      const values = args.map((arg) => arg.run(frame));
      if (isCanonical) return values;
      const self = program.newInstance(info, frame.budget);
      if (maker !== undefined) callMethod(program, info, maker, self, values, frame.budget);
      return self;
    },
  };
}

// --- functions as values -----------------------------------------------------------------------------------------------------

/** A function in hand. */
export type Closure = (...args: readonly Live[]) => Live;

export const isClosure = (value: Live): value is Closure => typeof value === 'function';

function lambda(on: Compiler, node: Of<'lambda'>, wanted: JType | null): Code {
  if (wanted?.name !== 'fn') throw new JavaError('lambda expression not expected here', node.at);
  const [returns = OBJECT, ...params] = wanted.args;
  const scope = new Scope(on.scope, on.scope.self, isUnknown(returns) ? null : returns);
  if (node.params.length !== params.length) throw new JavaError('incompatible types: incompatible parameter types in lambda expression', node.at);
  const slots = node.params.map(({ type, name }, i) => scope.declare(name, type === null ? (params[i] ?? OBJECT) : on.program.table.type(type), node.at));
  const inner = { program: on.program, scope };
  const body = isBlock(node.body) ? compileBody(inner, node.body) : expressionBody(inner, node.body, returns);
  const result = isUnknown(returns) ? (scope.returned[0] ?? body.type) : returns;
  return {
    type: typeOf('fn', result, ...params),
    run: (frame): Closure => (...args) => {
      const own: Frame = { slots: [], up: frame, self: frame.self, budget: frame.budget, result: null };
      slots.forEach((slot, i) => { own.slots[slot] = args[i]; });
      return body.run(own);
    },
  };
}

const isBlock = (body: Expr | readonly Stmt[]): body is readonly Stmt[] => Array.isArray(body);

function expressionBody(on: Compiler, node: Expr, returns: JType): Code {
  return isUnknown(returns) || returns.name === 'void' ? compile(on, node) : compileAs(on, node, returns);
}

/** `Long::sum`, `String::length`, `System.out::println` is not; `Click::getUser`, `this::check`. */
function reference(on: Compiler, node: Of<'reference'>, wanted: JType | null): Code {
  if (wanted?.name !== 'fn') throw new JavaError('method reference not expected here', node.at);
  const { at, of, name } = node;
  const names = wanted.args.slice(1).map((_, i) => `arg${i}`);
  const variable = (param: string): Expr => ({ at, kind: 'name', name: param });
  const params = names.map((param) => ({ type: null, name: param }));
  const owner = className(on, of);
  const asLambda = (body: Expr): Code => lambda(on, { at, kind: 'lambda', params, body }, wanted);
  if (owner !== null && name === 'new') return asLambda({ at, kind: 'new', type: { at, name: owner, args: [], dims: 0 }, args: names.map(variable), body: null });
  const all = names.map(variable);
  if (owner === null) return asLambda({ at, kind: 'call', of, name, typeArgs: [], args: all });
  const first = all[0];
  const asStatic = (): Code => asLambda({ at, kind: 'call', of, name, typeArgs: [], args: all });
  if (first === undefined) return asStatic();
  try {
    return asStatic();
  } catch (error) {
    if (!(error instanceof JavaError)) throw error;
    return asLambda({ at, kind: 'call', of: first, name, typeArgs: [], args: all.slice(1) });
  }
}
