// jq's machine: a filter takes one value and gives any number of them.
import { callFunction } from './functions.ts';
import type { Filter, Json } from './syntax.ts';
import { brief, compare, isArray, isObject, JqError, plain, print, typeOf } from './values.ts';

export type Variables = Readonly<Record<string, Json>>;
const LIMIT = 200_000;
const MOST_STEPS = 1_000_000;
/** The longest array and text, in elements and UTF-16 units. */
const LONGEST_ARRAY = 1_000_000;
const LONGEST_TEXT = 4 * 1_048_576;

/** How many steps the filter may still take for its present input. */
let left = 0;

/** Runs a filter over an input; throws JqError where it fails, or would never end. */
export function runOn(filter: Filter, input: Json, variables: Variables): Json[] {
  left = MOST_STEPS;
  return run(filter, input, variables);
}

export function run(filter: Filter, input: Json, variables: Variables): Json[] {
  spend(1);
  switch (filter.kind) {
    case 'identity': return [input];
    case 'recurse': return recurse(input);
    case 'literal': return [filter.value];
    case 'text': return [filter.parts.map((part) => (typeof part === 'string' ? part : format(filter.format ?? 'text', run(part, input, variables)[0] ?? null))).join('')];
    case 'index': return run(filter.of, input, variables).flatMap((of) => run(filter.key, input, variables).map((key) => index(of, key)));
    case 'slice': return run(filter.of, input, variables).map((of) => slice(of, first(filter.from, input, variables), first(filter.to, input, variables)));
    case 'iterate': return run(filter.of, input, variables).flatMap(iterate);
    case 'try': return attempt(filter.body, filter.otherwise, input, variables);
    case 'pipe': return limited(run(filter.left, input, variables).flatMap((value) => run(filter.right, value, variables)));
    case 'comma': return [...run(filter.left, input, variables), ...run(filter.right, input, variables)];
    case 'binary': return binary(filter, input, variables);
    case 'update': return update(filter, input, variables);
    case 'negate': return run(filter.of, input, variables).map((value) => arithmetic('-', 0, value));
    case 'array': return [filter.of === null ? [] : run(filter.of, input, variables)];
    case 'object': return object(filter.entries, input, variables);
    case 'if': return run(filter.test, input, variables).flatMap((test) => (truthy(test) ? run(filter.yes, input, variables) : filter.no === null ? [input] : run(filter.no, input, variables)));
    case 'variable': {
      const value = filter.name === 'ENV' ? (variables['ENV'] ?? {}) : variables[filter.name];
      if (value === undefined) throw new JqError(`$${filter.name} is not defined`);
      return [value];
    }
    case 'as': return run(filter.source, input, variables).flatMap((value) => run(filter.body, input, { ...variables, [filter.name]: value }));
    case 'reduce': return run(filter.init, input, variables).map((init) => run(filter.source, input, variables).reduce((sum: Json, value) => run(filter.step, sum, { ...variables, [filter.name]: value }).at(-1) ?? null, init));
    case 'format': return [format(filter.name, input)];
    case 'call': return callFunction(filter.name, filter.args, input, variables);
  }
}

/** Work on so many values counts as so many steps. */
export function spend(values: number): void {
  left -= values;
  if (left < 0) throw new JqError(`the filter runs without end: more than ${MOST_STEPS} steps`);
}

export function limited(values: Json[]): Json[] {
  if (values.length > LIMIT) throw new JqError('more than 200000 results');
  return values;
}

export function truthy(value: Json): boolean {
  return value !== null && value !== false;
}

function first(filter: Filter | null, input: Json, variables: Variables): Json {
  return filter === null ? null : (run(filter, input, variables)[0] ?? null);
}

export function index(of: Json, key: Json): Json {
  if (of === null) return null;
  if (isObject(of) && typeof key === 'string') return Object.hasOwn(of, key) ? (of[key] ?? null) : null;
  if (isArray(of) && typeof key === 'number') return of[key < 0 ? of.length + Math.floor(key) : Math.floor(key)] ?? null;
  throw new JqError(typeof key === 'string' ? typeOf(of) === 'string' ? `Cannot index string with string "${key}"` : `Cannot index ${typeOf(of)} with "${key}"` : `Cannot index ${typeOf(of)} with ${typeOf(key)}`);
}

function slice(of: Json, from: Json, to: Json): Json {
  const start = typeof from === 'number' ? from : 0;
  const end = typeof to === 'number' ? to : undefined;
  if (of === null) return null;
  if (typeof of === 'string') return [...of].slice(start, end).join('');
  if (isArray(of)) return of.slice(start, end);
  throw new JqError(`Cannot index ${typeOf(of)} with object`);
}

export function iterate(value: Json): Json[] {
  if (isArray(value)) {
    spend(value.length);
    return [...value];
  }
  if (isObject(value)) return Object.values(value);
  throw new JqError(`Cannot iterate over ${brief(value)}`);
}

function recurse(value: Json): Json[] {
  const inside = isArray(value) || isObject(value) ? iterate(value).flatMap(recurse) : [];
  return limited([value, ...inside]);
}

function attempt(body: Filter, otherwise: Filter | null, input: Json, variables: Variables): Json[] {
  try {
    return run(body, input, variables);
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    return otherwise === null ? [] : run(otherwise, error.message, variables);
  }
}

function binary(filter: Extract<Filter, { kind: 'binary' }>, input: Json, variables: Variables): Json[] {
  const { operator } = filter;
  if (operator === '//') {
    const good = attempt(filter.left, null, input, variables).filter(truthy);
    return good.length > 0 ? good : run(filter.right, input, variables);
  }
  if (operator === 'and' || operator === 'or') {
    return run(filter.left, input, variables).flatMap((left) => (truthy(left) === (operator === 'or') ? [operator === 'or'] : run(filter.right, input, variables).map(truthy)));
  }
  return run(filter.right, input, variables).flatMap((right) => run(filter.left, input, variables).map((left) => operate(operator, left, right)));
}

function operate(operator: string, left: Json, right: Json): Json {
  const order = ['<', '<=', '==', '!=', '>', '>='].indexOf(operator);
  if (order < 0) return arithmetic(operator, left, right);
  const by = compare(left, right);
  return [by < 0, by <= 0, by === 0, by !== 0, by > 0, by >= 0][order] ?? false;
}

function spent(values: number): true {
  spend(values);
  return true;
}

/** True, or an error where there is not so much memory. */
function fits(length: number, most: number): true {
  if (length > most) throw new JqError('cannot allocate memory');
  return true;
}

const VERBS: Readonly<Record<string, string>> = { '+': 'added', '-': 'subtracted', '*': 'multiplied', '/': 'divided', '%': 'divided' };

export function arithmetic(operator: string, left: Json, right: Json): Json {
  if (operator === '+') {
    if (left === null) return right;
    if (right === null) return left;
    if (typeof left === 'string' && typeof right === 'string') return fits(left.length + right.length, LONGEST_TEXT) && left + right;
    if (isArray(left) && isArray(right)) return fits(left.length + right.length, LONGEST_ARRAY) && spent(left.length + right.length) && [...left, ...right];
    if (isObject(left) && isObject(right)) return { ...left, ...right };
  }
  if (operator === '-' && isArray(left) && isArray(right)) return left.filter((each) => !right.some((other) => compare(each, other) === 0));
  if (operator === '*' && isObject(left) && isObject(right)) return merge(left, right);
  if (operator === '*' && typeof left === 'string' && typeof right === 'number') {
    if (right <= 0) return null;
    if (left.length * Math.ceil(right) > LONGEST_TEXT) throw new JqError('Repeat string result too long');
    return left.repeat(Math.ceil(right));
  }
  if (operator === '/' && typeof left === 'string' && typeof right === 'string') return left === '' ? [] : left.split(right);
  if (typeof left !== 'number' || typeof right !== 'number') throw new JqError(`${brief(left)} and ${brief(right)} cannot be ${VERBS[operator] ?? 'combined'}`);
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (right === 0) throw new JqError(`${brief(left)} and ${brief(right)} cannot be divided because the divisor is zero`);
  return operator === '/' ? left / right : Math.trunc(left) % Math.trunc(right);
}

function merge(left: { readonly [key: string]: Json }, right: { readonly [key: string]: Json }): Json {
  const out: Record<string, Json> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = out[key] ?? null;
    out[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return out;
}

function object(entries: readonly { readonly key: Filter; readonly value: Filter }[], input: Json, variables: Variables): Json[] {
  let out: Json[] = [{}];
  for (const { key, value } of entries) {
    out = out.flatMap((before) => run(key, input, variables).flatMap((name) => {
      if (typeof name !== 'string') throw new JqError(`Object keys must be strings`);
      return run(value, input, variables).map((each): Json => ({ ...(before as { readonly [key: string]: Json }), [name]: each }));
    }));
  }
  return limited(out);
}

// --- updates ---------------------------------------------------------------------------------------------------------

type Path = readonly (string | number)[];

function update(filter: Extract<Filter, { kind: 'update' }>, input: Json, variables: Variables): Json[] {
  const { operator } = filter;
  if (operator === '|=') return [paths(filter.path, input, variables).reduce((whole, path) => change(whole, path, (value) => run(filter.value, value, variables)[0] ?? null), input)];
  return run(filter.value, input, variables).map((value) =>
    paths(filter.path, input, variables).reduce((whole, path) => change(whole, path, (before) => (operator === '=' ? value : operator === '//=' ? (truthy(before) ? before : value) : arithmetic(operator.slice(0, -1), before, value))), input));
}

/** The paths that a filter names, for `=`, `|=` and del(). */
export function paths(filter: Filter, input: Json, variables: Variables): Path[] {
  switch (filter.kind) {
    case 'identity': return [[]];
    case 'index': return paths(filter.of, input, variables).flatMap((path) => run(filter.key, input, variables).map((key) => [...path, typeof key === 'number' ? key : plain(key)]));
    case 'iterate': return paths(filter.of, input, variables).flatMap((path) => keysOf(at(input, path)).map((key) => [...path, key]));
    case 'pipe': return paths(filter.left, input, variables).flatMap((path) => paths(filter.right, at(input, path), variables).map((rest) => [...path, ...rest]));
    case 'comma': return [...paths(filter.left, input, variables), ...paths(filter.right, input, variables)];
    case 'try': return paths(filter.body, input, variables);
    case 'call':
      if (filter.name === 'select' && filter.args[0] !== undefined) return run(filter.args[0], input, variables).some(truthy) ? [[]] : [];
      throw new JqError('Invalid path expression');
    default: throw new JqError('Invalid path expression');
  }
}

function keysOf(value: Json): (string | number)[] {
  if (isArray(value)) return value.map((_, position) => position);
  return isObject(value) ? Object.keys(value) : [];
}

function at(value: Json, path: Path): Json {
  return path.reduce((inside: Json, key) => index(inside, key), value);
}

function change(value: Json, path: Path, by: (value: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return by(value);
  const inner = change(index(value, key), rest, by);
  if (typeof key === 'string') return { ...(isObject(value) ? value : {}), [key]: inner };
  if (key > LONGEST_ARRAY) throw new JqError('Array index too large');
  const out = isArray(value) ? [...value] : [];
  while (out.length < key) out.push(null);
  out[key < 0 ? out.length + key : key] = inner;
  return out;
}

/** The value without what stands at the paths. */
export function without(value: Json, gone: readonly Path[]): Json {
  return [...gone].sort((a, b) => -compare([...a], [...b])).reduce((whole, path) => {
    const last = path.at(-1);
    if (last === undefined) return null;
    return change(whole, path.slice(0, -1), (parent) => {
      if (isArray(parent)) return parent.filter((_, position) => position !== (Number(last) < 0 ? parent.length + Number(last) : last));
      return isObject(parent) ? Object.fromEntries(Object.entries(parent).filter(([key]) => key !== last)) : parent;
    });
  }, value);
}

/** @text, @json, @csv, @tsv, @html, @uri, @sh, @base64. */
export function format(name: string, value: Json): string {
  const text = plain(value);
  switch (name) {
    case 'text': return text;
    case 'json': return print(value, true, false);
    case 'html': return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#39;').replaceAll('"', '&quot;');
    case 'uri': return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
    case 'sh': return (isArray(value) ? value : [value]).map((each) => (typeof each === 'string' ? `'${each.replaceAll("'", "'\\''")}'` : print(each, true, false))).join(' ');
    case 'csv':
    case 'tsv': {
      if (!isArray(value)) throw new JqError(`${brief(value)} cannot be ${name}-formatted, only an array can be`);
      return value.map((each) => cell(name, each)).join(name === 'csv' ? ',' : '\t');
    }
    default: throw new JqError(`${name} is not a valid format`);
  }
}

function cell(name: 'csv' | 'tsv', value: Json): string {
  if (value === null) return '';
  if (typeof value === 'string') return name === 'csv' ? `"${value.replaceAll('"', '""')}"` : value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  if (typeof value === 'object') throw new JqError(`${brief(value)} is not valid in a ${name} row`);
  return print(value, true, false);
}
