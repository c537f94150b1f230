// The part of Java's own library that programs of streams reach for: text, numbers, lists, maps, tuples, durations.
import { BoundedRegex, RunawayRegex } from '../kernel/regex/bounded.ts';
import { fromJava, PatternSyntaxError, wholeText } from '../kernel/regex/java.ts';
import { UserCodeError } from '../flink/user-code-error.ts';
import type { Expr } from './ast.ts';
import { converted, javaEquals, javaHashOf } from './arithmetic.ts';
import { type Closure, compile, compileAs, type Compiler, fitted, opened, textFor } from './compile.ts';
import { JavaError } from './lexer.ts';
import { type Code, type Frame, repeated } from './scope.ts';
import { BOOLEAN, boxed, CHAR, DOUBLE, INT, isBox, isList, isMap, isNumeric, isTuple, isUnknown, type JType, LONG, OBJECT, promoted, STRING, typeOf, typeText, unboxed, VOID } from './types.ts';
import { isItems, itemsOf, JavaMap, keyText, type Live, nullPointer, orderedEntries, toPlain } from './values.ts';

type Call = Extract<Expr, { kind: 'call' }>;

interface Method {
  /** The types that its arguments must have, by what it is called on. */
  readonly params: (self: JType) => readonly JType[];
  readonly returns: (self: JType) => JType;
  readonly run: (self: Live, args: readonly Live[], type: JType) => Live;
}

const method = (params: readonly JType[], returns: JType, run: Method['run']): Method => ({ params: () => params, returns: () => returns, run });
const generic = (params: (self: JType) => readonly JType[], returns: (self: JType) => JType, run: Method['run']): Method => ({ params, returns, run });
const element = (self: JType): JType => self.args[0] ?? OBJECT;
const valueType = (self: JType): JType => self.args[1] ?? OBJECT;
const text = (value: Live): string => value as string;

function charAt(self: string, at: number): string {
  if (at < 0 || at >= self.length) throw new UserCodeError('java.lang.StringIndexOutOfBoundsException', `Index ${at} out of bounds for length ${self.length}`);
  return self[at] ?? '';
}

/** String.split: a regular expression; empty texts at the end are left out. */
function split(self: string, pattern: string): string[] {
  let parts: string[];
  try {
    parts = self.split(new BoundedRegex(fromJava(pattern), 'u'));
  } catch (problem) {
    throw thrown(problem);
  }
  if (self === '') return [''];
  if (parts[0] === '' && parts.length > 1 && pattern === '') parts.shift();
  while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  return parts;
}

function matches(self: string, pattern: string): boolean {
  try {
    return wholeText(pattern).test(self);
  } catch (problem) {
    throw thrown(problem);
  }
}

/** What Java throws for an expression that is none, or that its own engine would search on with, or overflow its stack. */
function thrown(problem: unknown): unknown {
  if (problem instanceof PatternSyntaxError) return new UserCodeError('java.util.regex.PatternSyntaxException', problem.message);
  return problem instanceof RunawayRegex ? new UserCodeError('java.lang.StackOverflowError', problem.message) : problem;
}

const STRING_METHODS: Readonly<Record<string, readonly Method[]>> = {
  length: [method([], INT, (self) => text(self).length)],
  isEmpty: [method([], BOOLEAN, (self) => text(self) === '')],
  isBlank: [method([], BOOLEAN, (self) => text(self).trim() === '')],
  charAt: [method([INT], CHAR, (self, [at]) => charAt(text(self), Number(at)))],
  toLowerCase: [method([], STRING, (self) => text(self).toLowerCase())],
  toUpperCase: [method([], STRING, (self) => text(self).toUpperCase())],
  trim: [method([], STRING, (self) => text(self).trim())],
  strip: [method([], STRING, (self) => text(self).trim())],
  contains: [method([STRING], BOOLEAN, (self, [part]) => text(self).includes(text(part)))],
  startsWith: [method([STRING], BOOLEAN, (self, [part]) => text(self).startsWith(text(part)))],
  endsWith: [method([STRING], BOOLEAN, (self, [part]) => text(self).endsWith(text(part)))],
  indexOf: [method([STRING], INT, (self, [part]) => text(self).indexOf(text(part)))],
  equalsIgnoreCase: [method([STRING], BOOLEAN, (self, [other]) => other !== null && text(self).toLowerCase() === text(other).toLowerCase())],
  compareTo: [method([STRING], INT, (self, [other]) => (text(self) < text(other) ? -1 : text(self) > text(other) ? 1 : 0))],
  replace: [method([STRING, STRING], STRING, (self, [from, to]) => text(self).replaceAll(text(from), () => text(to))), method([CHAR, CHAR], STRING, (self, [from, to]) => text(self).replaceAll(text(from), () => text(to)))],
  substring: [method([INT], STRING, (self, [from]) => text(self).slice(Number(from))), method([INT, INT], STRING, (self, [from, to]) => text(self).slice(Number(from), Number(to)))],
  split: [method([STRING], typeOf('array', STRING), (self, [by]) => split(text(self), text(by)))],
  repeat: [method([INT], STRING, (self, [times]) => repeated(text(self), Number(times)))],
  matches: [method([STRING], BOOLEAN, (self, [pattern]) => matches(text(self), text(pattern)))],
};

const LIST_METHODS: Readonly<Record<string, readonly Method[]>> = {
  size: [method([], INT, (self) => itemsOf(self, 'size()').length)],
  isEmpty: [method([], BOOLEAN, (self) => itemsOf(self, 'isEmpty()').length === 0)],
  get: [generic(() => [INT], element, (self, [at]) => {
    const items = itemsOf(self, 'get()');
    if (Number(at) < 0 || Number(at) >= items.length) throw new UserCodeError('java.lang.IndexOutOfBoundsException', `Index ${Number(at)} out of bounds for length ${items.length}`);
    return items[Number(at)];
  })],
  add: [generic((self) => [element(self)], () => BOOLEAN, (self, [item]) => itemsOf(self, 'add()').push(item) > 0)],
  addAll: [generic((self) => [self], () => BOOLEAN, (self, [items]) => itemsOf(self, 'addAll()').push(...itemsOf(items, 'addAll()')) > 0)],
  set: [generic((self) => [INT, element(self)], element, (self, [at, item]) => { const items = itemsOf(self, 'set()'); const old = items[Number(at)]; items[Number(at)] = item; return old; })],
  contains: [generic(() => [OBJECT], () => BOOLEAN, (self, [item]) => itemsOf(self, 'contains()').some((one) => javaEquals(one, item)))],
  remove: [generic(() => [INT], element, (self, [at]) => itemsOf(self, 'remove()').splice(Number(at), 1)[0])],
  clear: [method([], VOID, (self) => { itemsOf(self, 'clear()').length = 0; return null; })],
  iterator: [generic(() => [], (self) => typeOf('Iterator', element(self)), (self) => ({ items: itemsOf(self, 'iterator()'), at: 0 }))],
  forEach: [generic((self) => [typeOf('fn', OBJECT, element(self))], () => VOID, (self, [each]) => { itemsOf(self, 'forEach()').slice().forEach((item) => (each as Closure)(item)); return null; })],
  removeIf: [generic((self) => [typeOf('fn', BOOLEAN, element(self))], () => BOOLEAN, (self, [test]) => {
    const items = itemsOf(self, 'removeIf()');
    const kept = items.filter((item) => (test as Closure)(item) !== true);
    const changed = kept.length < items.length;
    items.splice(0, items.length, ...kept);
    return changed;
  })],
  sort: [generic((self) => [typeOf('fn', INT, element(self), element(self))], () => VOID, (self, [order]) => { itemsOf(self, 'sort()').sort((a, b) => Number((order as Closure)(a, b))); return null; })],
};

const map = (self: Live): JavaMap => {
  if (self instanceof JavaMap) return self;
  throw nullPointer('java.util.Map');
};
const keyIn = (self: JType) => (key: Live): string => keyText(toPlain(element(self), { classes: {}, type: () => OBJECT })(key));
const put = (self: Live, key: Live, value: Live, type: JType): Live => {
  const name = keyIn(type)(key);
  const old = map(self).entries.get(name)?.[1] ?? null;
  map(self).entries.set(name, [key, value]);
  return old;
};
const found = (self: Live, key: Live, type: JType): Live => map(self).entries.get(keyIn(type)(key))?.[1] ?? null;

const MAP_METHODS: Readonly<Record<string, readonly Method[]>> = {
  size: [method([], INT, (self) => map(self).entries.size)],
  isEmpty: [method([], BOOLEAN, (self) => map(self).entries.size === 0)],
  get: [generic(() => [OBJECT], valueType, (self, [key], type) => found(self, key, type))],
  getOrDefault: [generic((self) => [OBJECT, valueType(self)], valueType, (self, [key, other], type) => found(self, key, type) ?? other)],
  containsKey: [generic(() => [OBJECT], () => BOOLEAN, (self, [key], type) => map(self).entries.has(keyIn(type)(key)))],
  put: [generic((self) => [element(self), valueType(self)], valueType, (self, [key, value], type) => put(self, key, value, type))],
  putIfAbsent: [generic((self) => [element(self), valueType(self)], valueType, (self, [key, value], type) => found(self, key, type) ?? put(self, key, value, type))],
  remove: [generic(() => [OBJECT], valueType, (self, [key], type) => { const old = found(self, key, type); map(self).entries.delete(keyIn(type)(key)); return old; })],
  clear: [method([], VOID, (self) => { map(self).entries.clear(); return null; })],
  merge: [generic((self) => [element(self), valueType(self), typeOf('fn', valueType(self), valueType(self), valueType(self))], valueType, (self, [key, value, both], type) => {
    const old = found(self, key, type);
    const next = old === null ? value : (both as Closure)(old, value);
    put(self, key, next, type);
    return next;
  })],
  computeIfAbsent: [generic((self) => [element(self), typeOf('fn', valueType(self), element(self))], valueType, (self, [key, make], type) => {
    const old = found(self, key, type);
    if (old !== null) return old;
    const next = (make as Closure)(key);
    put(self, key, next, type);
    return next;
  })],
  keySet: [generic(() => [], (self) => typeOf('List', element(self)), (self, _args, type) => orderedEntries(map(self), type).map(([key]) => key))],
  values: [generic(() => [], (self) => typeOf('List', valueType(self)), (self, _args, type) => orderedEntries(map(self), type).map(([, value]) => value))],
  entrySet: [generic(() => [], (self) => typeOf('List', typeOf('Entry', ...self.args)), (self, _args, type) => orderedEntries(map(self), type).map(([key, value]) => [key, value]))],
};

const ITERATOR_METHODS: Readonly<Record<string, readonly Method[]>> = {
  hasNext: [method([], BOOLEAN, (self) => (self as { items: Live[]; at: number }).at < (self as { items: Live[] }).items.length)],
  next: [generic(() => [], element, (self) => { const own = self as { items: Live[]; at: number }; return own.items[own.at++] ?? null; })],
};

const ENTRY_METHODS: Readonly<Record<string, readonly Method[]>> = {
  getKey: [generic(() => [], element, (self) => itemsOf(self, 'getKey()')[0])],
  getValue: [generic(() => [], valueType, (self) => itemsOf(self, 'getValue()')[1])],
};

const DURATION_METHODS: Readonly<Record<string, readonly Method[]>> = { toMillis: [method([], LONG, (self) => self)], getSeconds: [method([], LONG, (self) => Math.floor(Number(self) / 1_000))], toMilliseconds: [method([], LONG, (self) => self)] };

/** An Instant is its milliseconds since 1970. */
const INSTANT_METHODS: Readonly<Record<string, readonly Method[]>> = {
  toEpochMilli: [method([], LONG, (self) => self)], plusMillis: [method([LONG], typeOf('Instant'), (self, [ms]) => Number(self) + Number(ms))],
  plusSeconds: [method([LONG], typeOf('Instant'), (self, [seconds]) => Number(self) + 1_000 * Number(seconds))],
};

const NUMBER_METHODS: Readonly<Record<string, readonly Method[]>> = {
  intValue: [generic(() => [], () => INT, (self) => converted(INT, self))], longValue: [generic(() => [], () => LONG, (self) => converted(LONG, self))], doubleValue: [generic(() => [], () => DOUBLE, (self) => Number(self))],
  compareTo: [generic((self) => [self], () => INT, (self, [other]) => Math.sign(Number(self) - Number(other)))],
};

function methodsOf(type: JType): Readonly<Record<string, readonly Method[]>> | null {
  if (type.name === 'String') return STRING_METHODS;
  if (isList(type)) return LIST_METHODS;
  if (isMap(type)) return MAP_METHODS;
  if (isBox(type)) return NUMBER_METHODS;
  if (type.name === 'Iterator') return ITERATOR_METHODS;
  if (type.name === 'Entry') return ENTRY_METHODS;
  if (type.name === 'Instant') return INSTANT_METHODS;
  return type.name === 'Duration' || type.name === 'Time' ? DURATION_METHODS : null;
}

/** A method of Java's library on a value; null where there is none of this name. */
export function libraryCall(on: Compiler, of: Code, node: Call): Code | null {
  const universal = common(on, of, node);
  if (universal !== null) return universal;
  const forms = methodsOf(of.type)?.[node.name];
  const [only] = forms?.filter((form) => form.params(of.type).length === node.args.length) ?? [];
  if (forms === undefined) return null;
  if (only === undefined) throw new JavaError(`method ${node.name} in class ${of.type.name} cannot be applied to given types`, node.at);
  const form = forms.filter((one) => one.params(of.type).length === node.args.length).find((one) => node.args.every((arg, i) => fits(on, arg, one.params(of.type)[i] ?? OBJECT))) ?? only;
  const params = form.params(of.type);
  const args = node.args.map((arg, i) => compileAs(on, arg, params[i] ?? OBJECT));
  const { type } = of;
  return {
    type: form.returns(type),
    run: (frame) => {
      const self = of.run(frame);
      if (self === null) throw nullPointer(`${typeText(type)}.${node.name}()`);
      return form.run(self, args.map((arg) => arg.run(frame)), type);
    },
  };
}

function fits(on: Compiler, node: Expr, wanted: JType): boolean {
  try {
    compileAs(on, node, wanted);
    return true;
  } catch (error) {
    if (error instanceof JavaError) return false;
    throw error;
  }
}

/** What every object has. */
function common(on: Compiler, of: Code, node: Call): Code | null {
  if (node.name === 'toString' && node.args.length === 0) {
    const write = textFor(on, of.type);
    return { type: STRING, run: (frame) => write(notNull(of, 'toString()', frame)) };
  }
  if (node.name === 'hashCode' && node.args.length === 0) return { type: INT, run: (frame) => javaHashOf(notNull(of, 'hashCode()', frame)) };
  const [only] = node.args;
  if (node.name === 'equals' && only !== undefined && node.args.length === 1) {
    const other = compile(on, only);
    return { type: BOOLEAN, run: (frame) => javaEquals(notNull(of, 'equals(Object)', frame), other.run(frame)) };
  }
  if (isTuple(of.type) && node.name === 'getField' && only !== undefined) {
    const place = compileAs(on, only, INT);
    return { type: OBJECT, run: (frame) => itemsOf(of.run(frame), 'getField()')[Number(place.run(frame))] ?? null };
  }
  return null;
}

function notNull(of: Code, what: string, frame: Frame): Live {
  const value = of.run(frame);
  if (value === null) throw nullPointer(`${typeText(of.type)}.${what}`);
  return value;
}

// --- static methods and constants ----------------------------------------------------------------------------------------

const STATIC_VALUES: Readonly<Record<string, Code>> = {
  'Long.MAX_VALUE': { type: LONG, run: () => Number.MAX_SAFE_INTEGER }, 'Long.MIN_VALUE': { type: LONG, run: () => Number.MIN_SAFE_INTEGER },
  'Integer.MAX_VALUE': { type: INT, run: () => 2 ** 31 - 1 }, 'Integer.MIN_VALUE': { type: INT, run: () => -(2 ** 31) },
  'Double.MAX_VALUE': { type: DOUBLE, run: () => Number.MAX_VALUE }, 'Double.MIN_VALUE': { type: DOUBLE, run: () => Number.MIN_VALUE },
};

const DURATIONS: Readonly<Record<string, number>> = { ofMillis: 1, ofSeconds: 1_000, ofMinutes: 60_000, ofHours: 3_600_000, ofDays: 86_400_000, milliseconds: 1, seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

function parsedNumber(value: Live, isWhole: boolean, what: string): number {
  const found = String(value);
  const good = isWhole ? /^[+-]?\d+$/.test(found) : /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(found);
  if (!good) throw new UserCodeError('java.lang.NumberFormatException', what === '' ? `For input string: "${found}"` : `For input string: "${found}"${what}`);
  return Number(found);
}

/** A static method or constant of Java's library; null where there is none. */
export function libraryStatic(on: Compiler, owner: string, name: string, node: Call | null, at: number, wanted: JType | null = null): Code | null {
  if (node === null) return STATIC_VALUES[`${owner}.${name}`] ?? null;
  const args = (...types: readonly JType[]): readonly Code[] => {
    if (node.args.length !== types.length) throw new JavaError(`method ${name} in class ${owner} cannot be applied to given types`, at);
    return node.args.map((arg, i) => compileAs(on, arg, types[i] ?? OBJECT));
  };
  if (/^Tuple\d+$/.test(owner) && name === 'of') return tuple(on, node.args, owner, wanted);
  if (owner === 'Duration' || owner === 'Time') {
    const factor = DURATIONS[name];
    if (factor === undefined) return null;
    const [amount] = args(LONG);
    return { type: typeOf('Duration'), run: (frame) => Number(amount?.run(frame)) * factor };
  }
  if (owner === 'Instant' && name === 'ofEpochMilli') {
    const [ms] = args(LONG);
    return { type: typeOf('Instant'), run: (frame) => Number(ms?.run(frame)) };
  }
  if (owner === 'Math') return mathCall(on, node);
  if (owner === 'String' && (name === 'valueOf' || name === 'format' || name === 'join')) return stringStatic(on, node);
  if ((owner === 'Arrays' && name === 'asList') || ((owner === 'List' || owner === 'Collections') && (name === 'of' || name === 'singletonList' || name === 'emptyList'))) return listOf(on, node.args, wanted);
  const box = unboxed(typeOf(owner));
  if (!isNumeric(box)) return null;
  if (name === 'valueOf' || /^parse(?:Int|Long|Double|Float)$/.test(name)) {
    const [arg] = node.args;
    if (arg === undefined) return null;
    const code = compile(on, arg);
    const type = name === 'valueOf' ? boxed(box) : box;
    if (code.type.name !== 'String') return { type, run: fitted(on, code, box, arg).run };
    return { type, run: (frame) => converted(box, parsedNumber(code.run(frame), box.name === 'int' || box.name === 'long', '')) };
  }
  const two = ['sum', 'max', 'min', 'compare'].includes(name) ? args(box, box) : null;
  const [a, b] = two ?? [];
  if (a === undefined || b === undefined) return null;
  const run = (work: (x: number, y: number) => number) => (frame: Frame): Live => converted(name === 'compare' ? INT : box, work(Number(opened(a)(frame)), Number(opened(b)(frame))));
  return { type: name === 'compare' ? INT : box, run: run(name === 'sum' ? (x, y) => x + y : name === 'max' ? Math.max : name === 'min' ? Math.min : (x, y) => Math.sign(x - y)) };
}

function tuple(on: Compiler, nodes: readonly Expr[], owner: string, wanted: JType | null): Code {
  if (nodes.length !== Number(owner.slice(5))) throw new JavaError(`${owner} holds ${owner.slice(5)} values`, nodes[0]?.at ?? 0);
  const parts = nodes.map((node, i) => {
    const hint = wanted?.name === owner ? (wanted.args[i] ?? null) : null;
    const code = hint === null ? compile(on, node) : compileAs(on, node, hint);
    return hint === null || isUnknown(hint) ? { ...code, type: boxed(code.type) } : { ...code, type: hint };
  });
  return { type: typeOf(owner, ...parts.map(({ type }) => type)), run: (frame) => parts.map((part) => part.run(frame)) };
}

function listOf(on: Compiler, nodes: readonly Expr[], wanted: JType | null): Code {
  const hint = wanted !== null && isList(wanted) ? (wanted.args[0] ?? null) : null;
  const items = nodes.map((node) => (hint === null || nodes.length === 1 ? compile(on, node) : compileAs(on, node, hint)));
  const [only] = items;
  // An array is its elements.
  if (only?.type.name === 'array' && items.length === 1) return { type: typeOf('List', boxed(only.type.args[0] ?? OBJECT)), run: (frame) => [...itemsOf(only.run(frame), 'Arrays.asList')] };
  const type = hint ?? boxed(only?.type ?? OBJECT);
  return { type: typeOf('List', type), run: (frame) => items.map((item) => item.run(frame)) };
}

function mathCall(on: Compiler, node: Call): Code | null {
  const codes = node.args.map((arg) => compile(on, arg));
  const [a, b] = codes;
  if (a === undefined || codes.some(({ type }) => !isNumeric(type))) return null;
  const one = (type: JType, work: (x: number) => number): Code => ({ type, run: (frame) => converted(type, work(Number(opened(a)(frame)))) });
  switch (node.name) {
    case 'abs': return one(promoted(a.type, INT), Math.abs);
    case 'floor': return one(DOUBLE, Math.floor);
    case 'ceil': return one(DOUBLE, Math.ceil);
    case 'round': return one(LONG, (x) => Math.floor(x + 0.5));
    case 'sqrt': return one(DOUBLE, Math.sqrt);
    case 'max': case 'min': {
      if (b === undefined) return null;
      const type = promoted(a.type, b.type);
      const work = node.name === 'max' ? Math.max : Math.min;
      return { type, run: (frame) => converted(type, work(Number(opened(a)(frame)), Number(opened(b)(frame)))) };
    }
    case 'floorMod': case 'floorDiv': {
      if (b === undefined) return null;
      const type = promoted(a.type, b.type);
      const isMod = node.name === 'floorMod';
      return { type, run: (frame) => { const [x, y] = [Number(opened(a)(frame)), Number(opened(b)(frame))]; return isMod ? x - Math.floor(x / y) * y : Math.floor(x / y); } };
    }
    default: return null;
  }
}

function stringStatic(on: Compiler, node: Call): Code {
  const codes = node.args.map((arg) => compile(on, arg));
  const texts = codes.map(({ type }) => textFor(on, type));
  if (node.name === 'valueOf') return { type: STRING, run: (frame) => texts[0]?.(codes[0]?.run(frame)) ?? 'null' };
  if (node.name === 'join') return { type: STRING, run: (frame) => { const [by, ...rest] = codes.map((code) => code.run(frame)); return (rest.length === 1 && isItems(rest[0]) ? rest[0] : rest).map(String).join(String(by)); } };
  return {
    type: STRING,
    run: (frame) => {
      let i = 0;
      return String(codes[0]?.run(frame)).replace(/%(-?\d*)(?:\.(\d+))?([sdfn%])/g, (_all, width: string, digits: string | undefined, letter: string) => {
        if (letter === 'n') return '\n';
        if (letter === '%') return '%';
        i += 1;
        const value = codes[i]?.run(frame);
        const shown = letter === 'f' ? Number(value).toFixed(Number(digits ?? 6)) : (texts[i]?.(value) ?? 'null');
        return width.startsWith('-') ? shown.padEnd(-Number(width)) : shown.padStart(Number(width));
      });
    },
  };
}

/** `new ArrayList<>()`, `new HashMap<>()`, `new Tuple2<>(a, b)`; null for other classes. */
export function libraryNew(on: Compiler, node: Extract<Expr, { kind: 'new' }>, wanted: JType | null): Code | null {
  const { name, args } = node.type;
  const own = args.map((arg) => on.program.table.type(arg));
  const types = own.length > 0 ? own : (wanted?.args ?? []);
  if (isTuple(typeOf(name))) {
    if (node.args.length === 0) return { type: typeOf(name, ...types), run: () => Array.from({ length: Number(name.slice(5)) }, () => null) };
    return tuple(on, node.args, name, types.length > 0 ? typeOf(name, ...types) : wanted);
  }
  const [from] = node.args.map((arg) => compile(on, arg));
  if (isList(typeOf(name))) return { type: typeOf(name, types[0] ?? from?.type.args[0] ?? OBJECT), run: (frame) => (from !== undefined && isItems(from.run(frame)) ? [...itemsOf(from.run(frame), 'ArrayList')] : []) };
  if (isMap(typeOf(name))) {
    const [key, value] = [types[0] ?? OBJECT, types[1] ?? OBJECT];
    return { type: typeOf(name, key, value), run: (frame) => {
      const made = new JavaMap(key);
      const other = from?.run(frame);
      if (other instanceof JavaMap) for (const [entry, kept] of other.entries) made.entries.set(entry, [...kept]);
      return made;
    } };
  }
  return null;
}
