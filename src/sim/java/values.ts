// Values of Java while a function runs, how they lie in rows and state, and how they are written.
//
//   numbers, booleans, text, char      as in JavaScript
//   tuples, objects of classes, lists  a list that may change
//   maps                               JavaMap
//   null                               null
import { UserCodeError } from '../flink/user-code-error.ts';
import { booleanHash, hashOrder, longHash, stringHash } from '../jvm/hash-map.ts';
import { doubleText, floatText } from '../jvm/number-text.ts';
import type { Value } from '../flink/record.ts';
import { boxed, type ClassInfo, type ClassTable, isBox, isList, isMap, isPrimitive, isTuple, type JType, OBJECT, unboxed } from './types.ts';

export type Live = unknown;

export const isItems = (value: Live): value is Live[] => Array.isArray(value);

/** Elements of a list, the fields of an object. */
export function itemsOf(value: Live, what: string): Live[] {
  if (isItems(value)) return value;
  throw nullPointer(what);
}

export function nullPointer(what: string): UserCodeError {
  return new UserCodeError('java.lang.NullPointerException', `Cannot invoke "${what}" because the value is null`);
}

/** A map. Keys are known by what they are in state: equal keys are one. Its order is that of insertion. */
export class JavaMap {
  readonly entries = new Map<string, [Live, Live]>();
  readonly keyType: JType;

  constructor(keyType: JType) {
    this.keyType = keyType;
  }
}

/** What Java's objects hash to: text, and the boxes of numbers and booleans. */
export function hashOf(value: Live): number {
  if (typeof value === 'string') return stringHash(value);
  if (typeof value === 'boolean') return booleanHash(value);
  return typeof value === 'number' && Number.isInteger(value) ? (Math.abs(value) < 2 ** 31 ? value | 0 : longHash(value)) : 0;
}

/** Entries in the order in which java.util.HashMap gives them, as long as no bucket holds more than one: by the table's index; TreeMap by key. */
export function orderedEntries(map: JavaMap, type: JType): readonly [Live, Live][] {
  const entries = [...map.entries.values()];
  if (type.name === 'TreeMap') return entries.sort(([a], [b]) => (Number(a) < Number(b) || String(a) < String(b) ? -1 : 1));
  if (type.name === 'LinkedHashMap') return entries;
  return hashOrder(entries, ([key]) => hashOf(key));
}

/** What a value's type says of its parts. */
export function fieldTypes(type: JType, table: ClassTable): readonly JType[] | null {
  if (isTuple(type)) return Array.from({ length: Number(type.name.slice(5)) }, (_, i) => type.args[i] ?? OBJECT);
  const info = classOf(type, table);
  return info === null ? null : info.fields.map((field) => field.type);
}

export function classOf(type: JType, table: ClassTable): ClassInfo | null {
  return Object.hasOwn(table.classes, type.name) ? (table.classes[type.name] ?? null) : null;
}

/** A value as rows and state hold it: a copy, that is changed no more. */
export function toPlain(type: JType, table: ClassTable): (value: Live) => Value {
  if (isPrimitive(type) || isBox(type) || type.name === 'String') return (value) => (value ?? null) as Value;
  const parts = lazyParts(type, table, toPlain);
  if (parts !== null) return (value) => (value === null ? null : itemsOf(value, type.name).map((item, i) => parts()[i]?.(item) ?? null));
  if (isList(type) || type.name === 'array') {
    const element = toPlain(type.args[0] ?? OBJECT, table);
    return (value) => (value === null ? null : itemsOf(value, 'java.util.List.iterator()').map(element));
  }
  if (isMap(type)) {
    const [key, entry] = [toPlain(type.args[0] ?? OBJECT, table), toPlain(type.args[1] ?? OBJECT, table)];
    return (value) => (value instanceof JavaMap ? [...value.entries.values()].map(([k, v]) => [key(k), entry(v)]) : null);
  }
  return (value) => anyPlain(value);
}

function anyPlain(value: Live): Value {
  if (isItems(value)) return value.map(anyPlain);
  if (value instanceof JavaMap) return [...value.entries.values()].map(([k, v]) => [anyPlain(k), anyPlain(v)]);
  return typeof value === 'object' || value === undefined ? null : (value as Value);
}

/** Types may hold themselves: their parts are looked at when they are needed. */
function lazyParts<T>(type: JType, table: ClassTable, of: (type: JType, table: ClassTable) => T): (() => readonly T[]) | null {
  const types = fieldTypes(type, table);
  if (types === null) return null;
  let made: readonly T[] | null = null;
  return () => (made ??= types.map((one) => of(one, table)));
}

/** The same value as a function has it in hand: its own copy. */
export function toLive(type: JType, table: ClassTable): (value: Value) => Live {
  if (isPrimitive(type) || isBox(type) || type.name === 'String') return (value) => value;
  const parts = lazyParts(type, table, toLive);
  if (parts !== null) return (value) => (Array.isArray(value) ? (value as readonly Value[]).map((item, i) => parts()[i]?.(item) ?? null) : null);
  if (isMap(type)) {
    const keyType = type.args[0] ?? OBJECT;
    const [key, entry] = [toLive(keyType, table), toLive(type.args[1] ?? OBJECT, table)];
    return (value) => {
      if (!Array.isArray(value)) return null;
      const map = new JavaMap(keyType);
      for (const pair of value as readonly (readonly [Value, Value])[]) map.entries.set(keyText(pair[0]), [key(pair[0]), entry(pair[1])]);
      return map;
    };
  }
  const element = isList(type) || type.name === 'array' ? toLive(type.args[0] ?? OBJECT, table) : (value: Value): Live => value;
  return (value) => (Array.isArray(value) ? (value as readonly Value[]).map(element) : value);
}

/** What a map knows a key by. */
export const keyText = (key: Value): string => (typeof key === 'string' ? `"${key}` : JSON.stringify(key));

/** How a value is written: String.valueOf. `own` runs a class's own toString, where it has one. */
export function textOf(type: JType, table: ClassTable, own: (info: ClassInfo) => ((value: Live) => string) | null): (value: Live) => string {
  const plain = unboxed(type);
  if (plain.name === 'double') return (value) => (value === null ? 'null' : doubleText(Number(value)));
  if (plain.name === 'float') return (value) => (value === null ? 'null' : floatText(Number(value)));
  if (isPrimitive(plain) || type.name === 'String') return (value) => String(value);
  if (type.name === 'Instant') return (value) => (value === null ? 'null' : new Date(Number(value)).toISOString().replace('.000Z', 'Z'));
  const info = classOf(type, table);
  const custom = info === null ? null : own(info);
  if (custom !== null) return (value) => (value === null ? 'null' : custom(value));
  const parts = lazyParts(type, table, (one) => textOf(one, table, own));
  if (parts !== null) {
    return (value) => {
      if (value === null) return 'null';
      const texts = itemsOf(value, `${type.name}.toString()`).map((item, i) => parts()[i]?.(item) ?? 'null');
      if (info === null) return `(${texts.join(',')})`;
      return info.node.isRecord ? `${info.name}[${info.fields.map((field, i) => `${field.name}=${texts[i] ?? ''}`).join(', ')}]` : `${info.name}{${info.fields.map((field, i) => `${field.name}=${texts[i] ?? ''}`).join(', ')}}`;
    };
  }
  if (isList(type)) {
    const element = textOf(type.args[0] ?? OBJECT, table, own);
    return (value) => (isItems(value) ? `[${value.map(element).join(', ')}]` : 'null');
  }
  if (isMap(type)) {
    const [key, entry] = [textOf(type.args[0] ?? OBJECT, table, own), textOf(type.args[1] ?? OBJECT, table, own)];
    return (value) => (value instanceof JavaMap ? `{${orderedEntries(value, type).map(([k, v]) => `${key(k)}=${entry(v)}`).join(', ')}}` : 'null');
  }
  return anyText;
}

function anyText(value: Live): string {
  if (isItems(value)) return `[${value.map(anyText).join(', ')}]`;
  if (value === null || value === undefined) return 'null';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'Object';
}

/** The value that a field has before it is given one. */
export function defaultOf(type: JType): Live {
  if (!isPrimitive(type)) return null;
  return type.name === 'boolean' ? false : type.name === 'char' ? '\0' : 0;
}

export const boxName = (type: JType): string => boxed(type).name;
