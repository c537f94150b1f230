// jq's functions.
import { BoundedRegex } from '../../../kernel/regex/bounded.ts';
import { arithmetic, iterate, index, limited, paths, run, spend, truthy, type Variables, without } from './run.ts';
import type { Filter, Json } from './syntax.ts';
import { brief, compare, isArray, isObject, JqError, plain, print, sortedKeys, typeOf } from './values.ts';

type Simple = (input: Json) => Json;

function list(input: Json, verb: string): readonly Json[] {
  if (isArray(input)) return input;
  throw new JqError(`${brief(input)} cannot be ${verb}, as it is not an array`);
}

function string(input: Json, what: string): string {
  if (typeof input === 'string') return input;
  throw new JqError(`${brief(input)} ${what}`);
}

function number(input: Json): number {
  if (typeof input === 'number') return input;
  throw new JqError(`${brief(input)} number required`);
}

const SIMPLE: Readonly<Record<string, Simple>> = {
  not: (input) => !truthy(input),
  length: (input) => (input === null ? 0 : typeof input === 'boolean' ? fail(`${brief(input)} has no length`) : typeof input === 'number' ? Math.abs(input) : typeof input === 'string' ? [...input].length : iterate(input).length),
  utf8bytelength: (input) => encodeURIComponent(string(input, 'only strings have UTF-8 byte length')).replace(/%../g, 'x').length,
  keys: (input) => (isArray(input) ? input.map((_, at) => at) : isObject(input) ? sortedKeys(input) : fail(`${brief(input)} has no keys`)),
  keys_unsorted: (input) => (isObject(input) ? Object.keys(input) : fail(`${brief(input)} has no keys`)),
  values: (input) => input,
  type: typeOf,
  add: (input) => iterate(input).reduce((sum: Json, each) => arithmetic('+', sum, each), null),
  any: (input) => iterate(input).some(truthy),
  all: (input) => iterate(input).every(truthy),
  sort: (input) => [...list(input, 'sorted')].sort(compare),
  unique: (input) => [...list(input, 'sorted')].sort(compare).filter((each, at, all) => at === 0 || compare(each, all[at - 1] ?? null) !== 0),
  reverse: (input) => (typeof input === 'string' ? [...input].reverse().join('') : input === null ? [] : [...list(input, 'reversed')].reverse()),
  min: (input) => list(input, 'compared').reduce((low: Json, each, at) => (at === 0 || compare(each, low) < 0 ? each : low), null),
  max: (input) => list(input, 'compared').reduce((high: Json, each, at) => (at === 0 || compare(each, high) >= 0 ? each : high), null),
  flatten: (input) => list(input, 'flattened').flatMap(function flat(each: Json): readonly Json[] { return isArray(each) ? each.flatMap(flat) : [each]; }),
  floor: (input) => Math.floor(number(input)),
  ceil: (input) => Math.ceil(number(input)),
  round: (input) => Math.round(number(input)),
  sqrt: (input) => Math.sqrt(number(input)),
  abs: (input) => Math.abs(number(input)),
  tostring: (input) => (typeof input === 'string' ? input : print(input, true, false)),
  tonumber: (input) => (typeof input === 'number' ? input : typeof input === 'string' && input.trim() !== '' && Number.isFinite(Number(input)) ? Number(input) : fail(typeof input === 'string' ? `Cannot parse '${input}' as a number` : `${brief(input)} cannot be parsed as a number`)),
  tojson: (input) => print(input, true, false),
  fromjson: (input) => parseJson(string(input, 'cannot be parsed as JSON')),
  ascii_downcase: (input) => string(input, 'only strings can be converted').replace(/[A-Z]/g, (char) => char.toLowerCase()),
  ascii_upcase: (input) => string(input, 'only strings can be converted').replace(/[a-z]/g, (char) => char.toUpperCase()),
  trim: (input) => string(input, 'cannot be trimmed').trim(),
  explode: (input) => [...string(input, 'cannot be exploded')].map((char) => char.codePointAt(0) ?? 0),
  to_entries: (input) => (isObject(input) ? Object.entries(input).map(([key, value]) => ({ key, value })) : fail(`${brief(input)} has no keys`)),
  from_entries: (input) => Object.fromEntries(list(input, 'used as entries').map((each) => [plain(index(each, 'key') ?? index(each, 'name') ?? 'null'), index(each, 'value')])),
  transpose: (input) => list(input, 'transposed').reduce((rows: Json[][], each, at) => (isArray(each) ? each.reduce((all: Json[][], value, row) => { (all[row] ??= [])[at] = value; return all; }, rows) : rows), []),
  todate: (input) => new Date(number(input) * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
  fromdate: (input) => Date.parse(string(input, 'cannot be parsed as a date')) / 1000,
};

function fail(message: string): never {
  throw new JqError(message);
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new JqError(`${text} (while parsing '${text}')`);
  }
}

/** Filters that choose by type. */
const TYPES: Readonly<Record<string, (input: Json) => boolean>> = {
  numbers: (v) => typeof v === 'number', strings: (v) => typeof v === 'string', booleans: (v) => typeof v === 'boolean', nulls: (v) => v === null,
  arrays: isArray, objects: isObject, iterables: (v) => isArray(v) || isObject(v), scalars: (v) => !isArray(v) && !isObject(v), values: (v) => v !== null,
};

export function callFunction(name: string, args: readonly Filter[], input: Json, variables: Variables): Json[] {
  const [one, two] = args;
  if (one === undefined) return noArguments(name, input, variables);
  const each = (filter: Filter): Json[] => run(filter, input, variables);
  const by = (value: Json): Json => run(one, value, variables)[0] ?? null;
  switch (name) {
    case 'select': return each(one).flatMap((test) => (truthy(test) ? [input] : []));
    case 'map': return [iterate(input).flatMap((value) => run(one, value, variables))];
    case 'map_values': return [isArray(input) ? input.flatMap((value) => run(one, value, variables).slice(0, 1)) : Object.fromEntries(Object.entries(isObject(input) ? input : {}).map(([key, value]) => [key, by(value)]))];
    case 'recurse': return recurse(one, input, variables);
    case 'with_entries': return [SIMPLE['from_entries']?.(iterate(SIMPLE['to_entries']?.(input) ?? []).flatMap((value) => run(one, value, variables))) ?? null];
    case 'has': return each(one).map((key) => (isArray(input) ? typeof key === 'number' && key >= 0 && key < input.length : isObject(input) ? Object.hasOwn(input, plain(key)) : fail(`Cannot check whether ${typeOf(input)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`)));
    case 'in': return each(one).map((whole) => (isObject(whole) ? Object.hasOwn(whole, plain(input)) : isArray(whole) && Number(input) < whole.length));
    case 'contains': return each(one).map((part) => contains(input, part));
    case 'inside': return each(one).map((whole) => contains(whole, input));
    case 'index': return each(one).map((part) => (typeof input === 'string' && typeof part === 'string' ? (input.includes(part) ? input.slice(0, input.indexOf(part)).length : null) : isArray(input) ? nullWhereMissing(input.findIndex((value) => compare(value, part) === 0)) : null));
    case 'sort_by': return [[...list(input, 'sorted')].map((value) => ({ value, key: run(one, value, variables) })).sort((a, b) => compare(a.key, b.key)).map(({ value }) => value)];
    case 'group_by': return [groups(list(input, 'grouped'), one, variables)];
    case 'unique_by': return [groups(list(input, 'grouped'), one, variables).map((group) => group[0] ?? null)];
    case 'min_by': return [list(input, 'compared').reduce((low: Json, value, at) => (at === 0 || compare(by(value), by(low)) < 0 ? value : low), null)];
    case 'max_by': return [list(input, 'compared').reduce((high: Json, value, at) => (at === 0 || compare(by(value), by(high)) >= 0 ? value : high), null)];
    case 'any': return [iterate(input).some((value) => run(one, value, variables).some(truthy))];
    case 'all': return [iterate(input).every((value) => run(one, value, variables).every(truthy))];
    case 'first': return each(one).slice(0, 1);
    case 'last': return each(one).slice(-1);
    case 'limit': return each(one).flatMap((count) => (two === undefined ? [] : each(two).slice(0, Math.max(0, Number(count)))));
    case 'range': return range(args.map((arg) => Number(each(arg)[0] ?? 0)));
    case 'del': return [without(input, paths(one, input, variables))];
    case 'error': return fail(plain(each(one)[0] ?? 'null'));
    case 'join': return each(one).map((by_) => iterate(input).map((value) => (value === null ? '' : typeof value === 'string' ? value : print(value, true, false))).join(plain(by_)));
    case 'flatten': return each(one).map((depth) => list(input, 'flattened').flatMap(function flat(value: Json, _at: number): readonly Json[] { return isArray(value) && Number(depth) > 0 ? value : [value]; }));
    default: return texts(name, args, input, variables);
  }
}

/** All that the filter leads to, the nearest first; the first branch to its end before the next. */
function recurse(by: Filter, input: Json, variables: Variables): Json[] {
  const out: Json[] = [];
  const ahead = [input];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    limited(out).push(next);
    ahead.push(...run(by, next, variables).reverse());
  }
  return out;
}

function nullWhereMissing(at: number): Json {
  return at < 0 ? null : at;
}

function noArguments(name: string, input: Json, variables: Variables): Json[] {
  const type = TYPES[name];
  if (type !== undefined) return type(input) ? [input] : [];
  const simple = SIMPLE[name];
  if (simple !== undefined) return [simple(input)];
  if (name === 'empty') return [];
  if (name === 'first') return [index(input, 0)];
  if (name === 'last') return [index(input, -1)];
  if (name === 'now') return [variables['__now'] ?? 0];
  if (name === 'env') return [variables['ENV'] ?? {}];
  if (name === 'recurse') return run({ kind: 'recurse' }, input, variables);
  if (name === 'error') return fail(typeof input === 'string' ? input : `${print(input, true, false)} (not a string)`);
  throw new JqError(`${name}/0 is not defined`);
}

function groups(values: readonly Json[], by: Filter, variables: Variables): Json[][] {
  const keyed = values.map((value) => ({ value, key: run(by, value, variables) })).sort((a, b) => compare(a.key, b.key));
  const out: { key: Json; values: Json[] }[] = [];
  for (const { value, key } of keyed) {
    const last = out.at(-1);
    if (last !== undefined && compare(last.key, key) === 0) last.values.push(value);
    else out.push({ key, values: [value] });
  }
  return out.map((group) => group.values);
}

function range(bounds: readonly number[]): Json[] {
  const [from, to, by] = bounds.length === 1 ? [0, bounds[0] ?? 0, 1] : [bounds[0] ?? 0, bounds[1] ?? 0, bounds[2] ?? 1];
  const out: Json[] = [];
  for (let at = from; by > 0 ? at < to : by < 0 && at > to; at += by) {
    if (out.length >= 100_000) throw new JqError('more than 100000 results');
    out.push(at);
  }
  spend(out.length);
  return out;
}

function contains(whole: Json, part: Json): boolean {
  if (typeof whole === 'string' && typeof part === 'string') return whole.includes(part);
  if (isArray(whole) && isArray(part)) return part.every((each) => whole.some((other) => contains(other, each)));
  if (isObject(whole) && isObject(part)) return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && contains(whole[key] ?? null, value));
  return compare(whole, part) === 0;
}

/** Functions of text that take a text or an expression. */
function texts(name: string, args: readonly Filter[], input: Json, variables: Variables): Json[] {
  const [one, two] = args.map((arg) => run(arg, input, variables)[0] ?? null);
  const arity = `${name}/${args.length} is not defined`;
  const known = ['startswith', 'endswith', 'split', 'ltrimstr', 'rtrimstr', 'test', 'match', 'capture', 'scan', 'sub', 'gsub', 'splits'];
  if (!known.includes(name)) throw new JqError(arity);
  if (name === 'ltrimstr' || name === 'rtrimstr') {
    if (typeof input !== 'string' || typeof one !== 'string') return [input];
    return [name === 'ltrimstr' ? (input.startsWith(one) ? input.slice(one.length) : input) : input.endsWith(one) ? input.slice(0, input.length - one.length) : input];
  }
  const text = string(input, name === 'startswith' || name === 'endswith' ? `${name}() requires string inputs` : 'cannot be matched, as it is not a string');
  const by = string(one ?? null, 'cannot be matched, as it is not a string');
  if (name === 'startswith') return [text.startsWith(by)];
  if (name === 'endswith') return [text.endsWith(by)];
  if (name === 'split' && args.length === 1) return [text === '' ? [] : text.split(by)];
  const flags = plain((name === 'sub' || name === 'gsub' ? null : two) ?? '');
  const pattern = expression(by, `${flags.replace(/[^gix]/g, '').replace('x', '')}${name === 'gsub' || name === 'scan' || name === 'splits' || name === 'split' ? 'g' : ''}`);
  switch (name) {
    case 'test': return [pattern.test(text)];
    case 'split': return [text.split(pattern)];
    case 'splits': return text.split(pattern);
    case 'scan': return [...text.matchAll(pattern)].map((found) => (found.length > 1 ? found.slice(1).map((each) => each ?? null) : found[0]));
    case 'capture': return found(pattern, text).map((each) => ({ ...each.groups }));
    case 'match': return found(pattern, text).map((each) => ({ offset: each.index, length: each[0].length, string: each[0], captures: each.slice(1).map((part) => ({ offset: each[0].indexOf(part) + each.index, length: part.length, string: part })) }));
    default: return [text.replace(pattern, (...parts: unknown[]) => replacement(args[1], parts, variables))];
  }
}

function found(pattern: RegExp, text: string): RegExpExecArray[] {
  if (pattern.global) return [...text.matchAll(pattern)];
  const first = pattern.exec(text);
  return first === null ? [] : [first];
}

function replacement(by: Filter | undefined, parts: readonly unknown[], variables: Variables): string {
  const groups_ = parts.at(-1);
  const captured: Json = typeof groups_ === 'object' && groups_ !== null ? Object.fromEntries(Object.entries(groups_).map(([key, value]) => [key, typeof value === 'string' ? value : null])) : {};
  return by === undefined ? '' : plain(run(by, captured, variables)[0] ?? '');
}

function expression(source: string, flags: string): RegExp {
  try {
    return new BoundedRegex(source, `u${[...new Set(flags)].join('')}`);
  } catch {
    throw new JqError(`${source} (at offset 0) is not a valid regex`);
  }
}
