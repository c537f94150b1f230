// JSON paths as Flink's functions read them: a mode, then a path of Jayway's JsonPath: `strict $.a[0].b`, `$['k','l']`, `$..k`, `$.a[?(@.b > 1)]`, `$.a.length()`.
import type { Json } from '../expr/json.ts';
import { doubleText } from '../../jvm/number-text.ts';
import { parseFilter, type Filter } from './json-filter.ts';

export type Step =
  | { readonly kind: 'member'; readonly names: readonly string[] }
  | { readonly kind: 'elements'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | null; readonly to: number | null }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly filter: Filter }
  /** The step behind `..`, asked at every place below. */
  | { readonly kind: 'deep'; readonly step: Step }
  | { readonly kind: 'function'; readonly name: string };

export interface JsonPath {
  readonly strict: boolean;
  readonly steps: readonly Step[];
  /** Whether it may lead to several places: then its value is an array of them. */
  readonly several: boolean;
}

/** Why a text is no path: empty, or not as the grammar has it. */
export type PathProblem = 'empty' | 'illegal';

const MODE = /^\s*(strict|lax)\s+(.+)$/is;

/** A path with its mode; strict where it has none (SqlJsonUtils.jsonApiCommonSyntax). */
export function parsePath(text: string): JsonPath | PathProblem {
  const found = MODE.exec(text);
  const steps = pathSteps(found?.[2] ?? text);
  return typeof steps === 'string' ? steps : { strict: (found?.[1] ?? 'strict').toLowerCase() === 'strict', steps, several: steps.some(isSeveral) };
}

/** The steps of a path without a mode; a text that does not begin with `$` or `@` is taken as one below the root. */
export function pathSteps(text: string): readonly Step[] | PathProblem {
  if (text === '') return 'empty';
  const path = /^[$@]/.test(text) ? text : `$.${text}`;
  const trimmed = path.trimEnd();
  if (trimmed.endsWith('.') || (trimmed.length > 1 && !'.['.includes(trimmed.charAt(1)))) return 'illegal';
  const steps: Step[] = [];
  let at = 1;
  // Jayway stops before a last character that begins another step.
  while (at < trimmed.length && !(at === trimmed.length - 1 && steps.length > 0)) {
    const read = step(trimmed, at);
    if (read === null) return 'illegal';
    steps.push(read.step);
    at = read.next;
  }
  return steps;
}

interface Read {
  readonly step: Step;
  readonly next: number;
}

function step(text: string, at: number): Read | null {
  if (text.startsWith('..', at)) {
    const below = text.charAt(at + 2) === '[' ? bracket(text, at + 2) : name(text, at + 2);
    return below === null ? null : { step: { kind: 'deep', step: below.step }, next: below.next };
  }
  if (text.charAt(at) === '[') return bracket(text, at);
  return text.charAt(at) === '.' ? (text.charAt(at + 1) === '[' ? bracket(text, at + 1) : name(text, at + 1)) : null;
}

const NAME = /(\*)|([^.[\s()]+)(\(\))?/y;

function name(text: string, at: number): Read | null {
  NAME.lastIndex = at;
  const found = NAME.exec(text);
  if (found === null || /\s|\(/.test(text.charAt(NAME.lastIndex))) return null;
  const [, star, word = '', call] = found;
  return { next: NAME.lastIndex, step: star !== undefined ? { kind: 'all' } : call === undefined ? { kind: 'member', names: [word] } : { kind: 'function', name: word } };
}

const NAMES = /\[\s*((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*,\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)\s*\]/y;
const INDEXES = /\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\]/y;
const SLICE = /\[\s*(-?\d+)?\s*:\s*(-?\d+)?\s*\]/y;
const ALL = /\[\s*\*\s*\]/y;

function bracket(text: string, at: number): Read | null {
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const made = (found: RegExpExecArray, of: Step): Read => ({ step: of, next: at + found[0].length });
  const names = match(NAMES);
  if (names !== null) return made(names, { kind: 'member', names: [...(names[1] ?? '').matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map((one) => (one[1] ?? one[2] ?? '').replace(/\\(.)/g, '$1')) });
  const indexes = match(INDEXES);
  if (indexes !== null) return made(indexes, { kind: 'elements', indexes: (indexes[1] ?? '').split(',').map(Number) });
  const slice = match(SLICE);
  if (slice !== null && (slice[1] ?? slice[2]) !== undefined) return made(slice, { kind: 'slice', from: slice[1] === undefined ? null : Number(slice[1]), to: slice[2] === undefined ? null : Number(slice[2]) });
  const all = match(ALL);
  if (all !== null) return made(all, { kind: 'all' });
  const filter = /^\[\s*\?/.test(text.slice(at)) ? parseFilter(text, text.indexOf('?', at) + 1) : null;
  return filter === null ? null : { step: { kind: 'filter', filter: filter.filter }, next: filter.next };
}

const isSeveral = (one: Step): boolean => one.kind === 'all' || one.kind === 'deep' || one.kind === 'filter' || one.kind === 'slice' || (one.kind === 'elements' && one.indexes.length > 1);

/** A step as Jayway's messages write it. */
function written(one: Step): string {
  switch (one.kind) {
    case 'member': return `[${one.names.map((each) => `'${each}'`).join(',')}]`;
    case 'elements': return `[${one.indexes.join(',')}]`;
    case 'slice': return `[${one.from ?? ''}:${one.to ?? ''}]`;
    case 'all': return '[*]';
    case 'filter': return '[?]';
    case 'deep': return '..';
    case 'function': return `.${one.name}()`;
  }
}

/** A JSON value as Java's maps and lists print themselves. */
export function javaText(json: Json): string {
  switch (json.kind) {
    case 'null': return 'null';
    case 'boolean': return String(json.value);
    case 'number': return json.text;
    case 'text': return json.value;
    case 'array': return `[${json.items.map(javaText).join(', ')}]`;
    case 'object': return `{${json.members.map(([key, value]) => `${key}=${javaText(value)}`).join(', ')}}`;
  }
}

/** The Java class of a JSON value, as Jackson makes it. */
export function javaClass(json: Json): string {
  switch (json.kind) {
    case 'null': return 'null';
    case 'boolean': return 'java.lang.Boolean';
    case 'text': return 'java.lang.String';
    case 'array': return 'java.util.ArrayList';
    case 'object': return 'java.util.LinkedHashMap';
    case 'number': {
      if (/[.eE]/.test(json.text)) return 'java.math.BigDecimal';
      const value = BigInt(json.text);
      return BigInt.asIntN(32, value) === value ? 'java.lang.Integer' : BigInt.asIntN(64, value) === value ? 'java.lang.Long' : 'java.math.BigInteger';
    }
  }
}

/** Where a path leads: its value, or PathNotFoundException's message. */
export type Followed = { readonly value: Json } | { readonly missing: string };

interface Place {
  readonly json: Json;
  readonly path: string;
}

/** The value of a path; of one that may lead to several places the array of what is there. */
export function follow(json: Json, { steps, several }: Pick<JsonPath, 'steps' | 'several'>): Followed {
  let places: readonly Place[] = [{ json, path: '$' }];
  let definite = true;
  for (const [i, one] of steps.entries()) {
    const next: Place[] = [];
    if (one.kind === 'function') {
      const value: Json = several && !definite ? { kind: 'array', items: places.map((place) => place.json) } : (places[0]?.json ?? { kind: 'null' });
      return { value: applied(one.name, value) };
    }
    for (const place of places) {
      const found = into(place, one, json, definite, i === steps.length - 1);
      if ('missing' in found) return found;
      next.push(...found.places);
    }
    definite &&= !isSeveral(one);
    places = next;
  }
  if (several) return { value: { kind: 'array', items: places.map((place) => place.json) } };
  const [only] = places;
  return only === undefined ? { missing: `No results for path: $${steps.map(written).join('')}` } : { value: only.json };
}

type Into = { readonly places: readonly Place[] } | { readonly missing: string };

function into(place: Place, one: Step, root: Json, definite: boolean, isLeaf: boolean): Into {
  const { json, path } = place;
  switch (one.kind) {
    case 'member': return intoMember(place, one.names, definite, isLeaf);
    case 'elements': case 'slice': {
      if (json.kind === 'array') return { places: indexesOf(one, json.items.length).flatMap((at) => (json.items[at] === undefined ? [] : [{ json: json.items[at], path: `${path}[${at}]` }])) };
      return definite ? { missing: json.kind === 'null' ? `The path ${path} is null` : `Filter: ${written(one)} can only be applied to arrays. Current context is: ${javaText(json)}` } : { places: [] };
    }
    case 'all': return { places: below(place) };
    case 'filter': return { places: (json.kind === 'array' ? below(place) : [place]).filter((candidate) => candidate.json.kind !== 'null' && one.filter(candidate.json, root)) };
    case 'deep': return { places: everywhere(place).flatMap((each) => deepInto(each, one.step, root)) };
    case 'function': return { places: [] };
  }
}

function deepInto(place: Place, one: Step, root: Json): readonly Place[] {
  if (one.kind === 'filter' && place.json.kind !== 'array') return [];
  const found = into(place, one, root, false, true);
  return 'places' in found ? found.places : [];
}

function intoMember({ json, path }: Place, names: readonly string[], definite: boolean, isLeaf: boolean): Into {
  const [first = ''] = names;
  if (json.kind !== 'object') {
    if (!definite) return { places: [] };
    return { missing: `Expected to find an object with property ${written({ kind: 'member', names })} in path ${path} but found '${javaClass(json)}'. This is not a json object according to the JsonProvider: 'org.apache.flink.shaded.com.jayway.jsonpath.spi.json.JacksonJsonProvider'.` };
  }
  if (names.length > 1) return { places: [{ json: { kind: 'object', members: names.flatMap((each) => json.members.filter(([key]) => key === each)) }, path }] };
  const found = json.members.find(([key]) => key === first);
  if (found !== undefined) return { places: [{ json: found[1], path: `${path}['${first}']` }] };
  return isLeaf || !definite ? { places: [] } : { missing: `Missing property in path ${path}['${first}']` };
}

function indexesOf(one: Extract<Step, { kind: 'elements' | 'slice' }>, length: number): readonly number[] {
  const from = (at: number): number => (at < 0 ? length + at : at);
  if (one.kind === 'elements') return one.indexes.map(from);
  const [first, last] = [Math.max(0, from(one.from ?? 0)), Math.min(length, from(one.to ?? length))];
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
}

function below({ json, path }: Place): readonly Place[] {
  if (json.kind === 'array') return json.items.map((item, i) => ({ json: item, path: `${path}[${i}]` }));
  return json.kind === 'object' ? json.members.map(([key, value]) => ({ json: value, path: `${path}['${key}']` })) : [];
}

/** A place and all below it, from above. */
function everywhere(place: Place): readonly Place[] {
  return [place, ...below(place).flatMap(everywhere)];
}

/** Functions at a path's end: of an array, or of all that a path leads to. */
function applied(name: string, json: Json): Json {
  const items = json.kind === 'array' ? json.items : null;
  if (name === 'length' || name === 'size') return items !== null ? whole(items.length) : json.kind === 'object' ? whole(json.members.length) : { kind: 'null' };
  if (name === 'keys') return json.kind === 'object' ? { kind: 'array', items: json.members.map(([key]) => ({ kind: 'text', value: key })) } : { kind: 'null' };
  if (name === 'first' || name === 'last') return items?.at(name === 'first' ? 0 : -1) ?? { kind: 'null' };
  const numbers = (items ?? []).flatMap((item) => (item.kind === 'number' ? [Number(item.text)] : []));
  if (numbers.length === 0) return { kind: 'null' };
  const sum = numbers.reduce((a, b) => a + b, 0);
  switch (name) {
    case 'sum': return double(sum);
    case 'avg': return double(sum / numbers.length);
    case 'min': return double(Math.min(...numbers));
    case 'max': return double(Math.max(...numbers));
    case 'stddev': return double(Math.sqrt(numbers.reduce((total, each) => total + each * each, 0) / numbers.length - (sum / numbers.length) ** 2));
    default: return { kind: 'null' };
  }
}

const whole = (value: number): Json => ({ kind: 'number', text: String(value) });
const double = (value: number): Json => ({ kind: 'number', text: doubleText(value) });
