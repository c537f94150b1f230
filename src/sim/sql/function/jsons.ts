// The JSON functions: asking by path, making objects and arrays, quoting.
import { castFunction } from '../expr/cast.ts';
import { type Json, JSON_NULL, parseJson, writeJson } from '../expr/json.ts';
import { type JsonProblem, jsonProblem } from '../expr/json-problem.ts';
import { textOf } from '../expr/text.ts';
import { bytesOf, toBase64 } from '../expr/bytes.ts';
import { failed, SqlError } from '../problem.ts';
import { doubleText, floatText } from '../../jvm/number-text.ts';
import { isoDuration, isoTimestamp } from '../time/iso.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { entriesOf, listOf, str, type Value } from '../value.ts';
import { follow, javaClass, javaText, type JsonPath, parsePath, type PathProblem } from './json-path.ts';
import { type CallSite, type Evaluate, flink, fn, type FunctionSpec, made, own } from './spec.ts';

const RUNTIME = 'org.apache.flink.table.api.TableRuntimeException';

/** What a path leads to, null where a lax one leads nowhere; or what a task fails with. */
type Asked = { readonly found: Json | null } | { readonly error: JsonProblem };

const NOT_FOUND = 'org.apache.flink.shaded.com.jayway.jsonpath.PathNotFoundException';

function ask(text: string, path: JsonPath | PathProblem, pathText: string): Asked {
  const json = parseJson(text);
  const strict = !isLax(pathText);
  if (json === undefined) {
    const error = jsonProblem(text);
    if (error !== null) return strict ? { error } : { found: null };
  }
  if (typeof path === 'string') return { error: path === 'empty' ? { exception: 'java.lang.IllegalArgumentException', message: 'path can not be null or empty' } : { exception: RUNTIME, message: `Illegal jsonpath spec ''${pathText}'', format of the spec should be: ''<lax|strict> $'{'expr'}'''` } };
  const found = follow(json ?? firstJson(text), path);
  if ('value' in found) return { found: found.value };
  return strict ? { error: { exception: NOT_FOUND, message: found.missing } } : { found: null };
}

/** The value at a text's beginning: what stands behind it is not read. */
function firstJson(text: string): Json {
  for (let end = text.length - 1; end > 0; end--) {
    const json = parseJson(text.slice(0, end));
    if (json !== undefined) return json;
  }
  return JSON_NULL;
}

/** The path of the last text. */
function pathOf(): (path: Value) => JsonPath | PathProblem {
  let [known, parsed]: [Value, JsonPath | PathProblem] = [null, 'empty'];
  return (path) => {
    if (path !== known) [known, parsed] = [path, parsePath(path as string)];
    return parsed;
  };
}

/** What stands in the call's options: arguments of a call are input, path, then pairs of a name and a value. */
function optionsOf(literals: readonly (Value | undefined)[], from: number): Readonly<Record<string, Value>> {
  const found: [string, Value][] = [];
  for (let i = from; i + 1 < literals.length; i += 2) found.push([str(literals[i]), literals[i + 1] ?? null]);
  return Object.fromEntries(found);
}

function exists(site: CallSite): Evaluate {
  const path = pathOf();
  const onError = optionsOf(site.literals, 2)['ON ERROR'] ?? 'FALSE';
  return ([input, by]) => {
    if (input === null) return null;
    const asked = ask(input as string, path(by ?? null), by as string);
    if ('found' in asked) return asked.found !== null && asked.found.kind !== 'null';
    if (onError === 'ERROR') throw failed(asked.error.exception, asked.error.message);
    return onError === 'UNKNOWN' ? null : onError === 'TRUE';
  };
}

/** The Java class that a task takes the value for; null for a text, which any value becomes. */
const TAKEN: Partial<Readonly<Record<LogicalType['kind'], string>>> = { BOOLEAN: 'java.lang.Boolean', INT: 'java.lang.Integer', DOUBLE: 'java.math.BigDecimal' };

/** JSON_VALUE: options are `ON EMPTY` and `ON ERROR`, each NULL, ERROR, or DEFAULT with the value in `v` behind it. */
function value(site: CallSite): Evaluate {
  const path = pathOf();
  const returning = site.type;
  const cast = castFunction(t.STRING, returning);
  const options = optionsOf(site.literals, 2);
  const defaults: Record<string, number> = {};
  site.literals.forEach((name, i) => {
    if (name === 'ON EMPTY' || name === 'ON ERROR') defaults[name] = i + 1;
  });
  const behave = (when: 'ON EMPTY' | 'ON ERROR', v: readonly Value[], zone: string, { exception, message }: JsonProblem): Value => {
    const at = defaults[when];
    const from = at === undefined ? t.NULL : (site.types[at] ?? t.NULL);
    if (at === undefined || (from.kind === 'SYMBOL' && options[when] !== 'ERROR')) return null;
    if (from.kind === 'SYMBOL') throw failed(exception, message);
    return castFunction(from, returning)(v[at] ?? null, zone);
  };
  return (v, env) => {
    if (v[0] === null) return null;
    const asked = ask(v[0] as string, path(v[1] ?? null), v[1] as string);
    if ('error' in asked) return behave('ON ERROR', v, env.zone, asked.error);
    const { found } = asked;
    const isPart = found?.kind === 'array' || found?.kind === 'object';
    // Only a lax path finds nothing: NULL at the end of a strict one is NULL.
    if (isLax(v[1] as string) && (found === null || found.kind === 'null' || isPart)) return behave('ON EMPTY', v, env.zone, { exception: RUNTIME, message: 'Empty result of JSON_VALUE function is not allowed' });
    if (found === null || found.kind === 'null') return null;
    if (found.kind === 'array' || found.kind === 'object') return behave('ON ERROR', v, env.zone, { exception: RUNTIME, message: `Strict jsonpath mode requires scalar value, and the actual value is: ''${javaText(found)}''` });
    const text = found.kind === 'text' ? found.value : found.kind === 'number' ? javaNumber(found.text) : str(found.value);
    const taken = TAKEN[returning.kind];
    const is = javaClass(found);
    if (taken !== undefined && is !== taken) throw failed('java.lang.ClassCastException', `class ${is} cannot be cast to class ${taken} (${is} and ${taken} are in module java.base of loader 'bootstrap')`);
    return t.isText(returning) ? text : cast(text, env.zone);
  };
}

const isLax = (path: string): boolean => /^\s*lax\s/i.test(path);

/** A number as Java's BigDecimal prints it: `1e3` is `1E+3`. */
function javaNumber(text: string): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text);
  if (found === null) return text;
  const [, sign = '', whole = '', part = '', exponent = '0'] = found;
  const digits = `${whole}${part}`.replace(/^0+(?=\d)/, '');
  const scale = part.length - Number(exponent);
  const adjusted = digits.length - 1 - scale;
  if (scale === 0) return `${sign}${digits}`;
  if (scale < 0 || adjusted < -6) return `${sign}${digits.charAt(0)}${digits.length > 1 ? `.${digits.slice(1)}` : ''}E${adjusted >= 0 ? '+' : ''}${adjusted}`;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

function query(site: CallSite): Evaluate {
  const path = pathOf();
  const options = optionsOf(site.literals, 2);
  const wrapper = options['WRAPPER'] ?? 'WITHOUT';
  const returned = (json: Json): Value => {
    if (site.type.kind !== 'ARRAY') return writeJson(json);
    return json.kind === 'array' ? json.items.map((item) => (item.kind === 'null' ? null : item.kind === 'text' ? item.value : writeJson(item))) : null;
  };
  const behave = (when: 'ON EMPTY' | 'ON ERROR', { exception, message }: JsonProblem): Value => {
    switch (options[when] ?? 'NULL') {
      case 'EMPTY ARRAY': case 'EMPTY': return returned({ kind: 'array', items: [] });
      case 'EMPTY OBJECT': return site.type.kind === 'ARRAY' ? null : '{}';
      case 'ERROR': throw failed(exception, message);
      default: return null;
    }
  };
  const EMPTY: JsonProblem = { exception: RUNTIME, message: 'Empty result of JSON_QUERY function is not allowed' };
  return ([input, by]) => {
    if (input === null) return null;
    const asked = ask(input as string, path(by ?? null), by as string);
    if ('error' in asked) return behave('ON ERROR', asked.error);
    const { found } = asked;
    const isNothing = found === null || found.kind === 'null';
    const wraps = !isNothing && (wrapper === 'UNCONDITIONAL' || (wrapper === 'CONDITIONAL' && found.kind !== 'array'));
    if (wraps) return returned({ kind: 'array', items: [found] });
    const isPart = found?.kind === 'array' || found?.kind === 'object';
    if (isLax(by as string) && !isPart) return behave('ON EMPTY', EMPTY);
    if (isNothing) return null;
    return isPart ? returned(found) : behave('ON ERROR', { exception: RUNTIME, message: `Strict jsonpath mode requires array or object value, and the actual value is: ''${javaText(found)}''` });
  };
}

/** A SQL value as JSON. */
export function toJson(type: LogicalType): (value: Value, zone: string) => Json {
  const inner = bare(type);
  return (v, zone) => (v === null ? JSON_NULL : inner(v, zone));
}

function bare(type: LogicalType): (value: Value, zone: string) => Json {
  const text = textOf(type);
  switch (type.kind) {
    case 'BOOLEAN': return (v) => ({ kind: 'boolean', value: v === true });
    case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': return (v) => ({ kind: 'number', text: str(v) });
    case 'DECIMAL': return (v) => ({ kind: 'number', text: v as string });
    case 'DOUBLE': return (v) => ({ kind: 'number', text: javaNumber(doubleText(v as number)) });
    case 'FLOAT': return (v) => ({ kind: 'number', text: javaNumber(floatText(v as number)) });
    case 'BINARY': case 'VARBINARY': return (v) => ({ kind: 'text', value: toBase64(bytesOf(v as string)) });
    case 'TIMESTAMP': return (v) => ({ kind: 'text', value: isoTimestamp(v) });
    case 'TIMESTAMP_LTZ': return (v) => ({ kind: 'text', value: `${isoTimestamp(v)}Z` });
    case 'INTERVAL_DAY_TIME': return (v) => ({ kind: 'text', value: isoDuration(v as number) });
    case 'VARIANT': return (v) => parseJson(v as string) ?? JSON_NULL;
    case 'ARRAY': {
      const element = toJson(type.element);
      return (v, zone) => ({ kind: 'array', items: listOf(v).map((item) => element(item, zone)) });
    }
    case 'MAP': {
      const [key, entry] = [textOf(type.key), toJson(type.value)];
      return (v, zone) => ({ kind: 'object', members: entriesOf(v).map(([k, item]) => [k === null ? 'null' : key(k, zone), entry(item, zone)]) });
    }
    case 'MULTISET': {
      const key = textOf(type.element);
      return (v, zone) => ({ kind: 'object', members: entriesOf(v).map(([k, count]) => [k === null ? 'null' : key(k, zone), { kind: 'number', text: str(count) }]) });
    }
    case 'ROW': case 'STRUCTURED': {
      const fields = type.fields.map((field) => [field.name, toJson(field.type)] as const);
      return (v, zone) => ({ kind: 'object', members: fields.map(([name, field], i) => [name, field(listOf(v)[i] ?? null, zone)]) });
    }
    default: return (v, zone) => ({ kind: 'text', value: text(v, zone) });
  }
}


function itemJson(type: LogicalType, raw: boolean): (value: Value, zone: string) => Json {
  return raw ? (v) => (v === null ? JSON_NULL : rawJson(v as string)) : toJson(type);
}

/** What JSON(text) stands for within another: an empty text is NULL. */
function rawJson(text: string): Json {
  const json = parseJson(text);
  const problem = json === undefined ? jsonProblem(text) : null;
  if (problem !== null) throw new SqlError(problem.exception, problem.message, null, 'run', `Invalid JSON string in JSON(value) function: ${text}`);
  return json ?? firstJson(text);
}

/** JSON_OBJECT: the last argument says what becomes of NULLs, the one before which values are JSON (a letter each). */
function object({ types, literals }: CallSite): Evaluate {
  const [raw, onNull] = [str(literals.at(-2)), literals.at(-1)];
  const items = types.slice(0, -2).map((type, i) => itemJson(type, raw.charAt(i) === 'J'));
  return (v, env) => {
    const members: [string, Json][] = [];
    for (let i = 0; i + 1 < items.length; i += 2) {
      if (v[i + 1] === null && onNull === 'ABSENT') continue;
      const member = [str(v[i]), items[i + 1]?.(v[i + 1] ?? null, env.zone) ?? JSON_NULL] as [string, Json];
      // Of two values for one key the last stays.
      const before = members.findIndex(([key]) => key === member[0]);
      if (before >= 0) members[before] = member;
      else members.push(member);
    }
    return writeJson({ kind: 'object', members });
  };
}

function arrayOf({ types, literals }: CallSite): Evaluate {
  const [raw, onNull] = [str(literals.at(-2)), literals.at(-1)];
  const items = types.slice(0, -2).map((type, i) => itemJson(type, raw.charAt(i) === 'J'));
  return (v, env) => writeJson({ kind: 'array', items: items.flatMap((item, i) => (v[i] === null && onNull !== 'NULL' ? [] : [item(v[i] ?? null, env.zone)])) });
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '/': '\\/' };

/** JSON_QUOTE: a text as a JSON string; a well-formed \u of the text stays, letters beyond ASCII are written as \u. */
function quote(text: string): string {
  let quoted = '';
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    const code = text.charCodeAt(i);
    quoted += ESCAPES[letter] ?? (code < 0x20 || code > 0x7e ? `\\u${code.toString(16).padStart(4, '0')}` : letter);
  }
  return `"${quoted}"`;
}

/** JSON_UNQUOTE: a JSON string's text; anything else as it is. */
function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const json = parseJson(text);
  return json?.kind === 'text' ? json.value : text;
}

/** NULL is no JSON. */
const isJson = (negated: boolean): FunctionSpec => own(negated ? 'IS NOT JSON' : 'IS JSON', '<CHARACTER>, <SYMBOL>', () => t.notNull(t.BOOLEAN), ({ literals }) => ([v]) => {
  const json = v === null || v === undefined ? undefined : parseJson(v as string);
  const scalar = json !== undefined && json.kind !== 'array' && json.kind !== 'object';
  const what = literals[1];
  const fits = json !== undefined && (what === 'VALUE' || (what === 'SCALAR' ? scalar : what === 'ARRAY' ? json.kind === 'array' : json.kind === 'object'));
  return fits !== negated;
});

const returning: FunctionSpec['type'] = () => t.STRING;

export const JSONS: readonly FunctionSpec[] = [
  own('JSON_EXISTS', '<CHARACTER>, <CHARACTER>, <ANY>*', ([type]) => t.withNull(t.BOOLEAN, type?.nullable ?? true), exists),
  own('JSON_VALUE', '<CHARACTER>, <CHARACTER>, <ANY>*', returning, value),
  own('JSON_QUERY', '<CHARACTER>, <CHARACTER>, <ANY>*', returning, query),
  own('JSON_OBJECT', '<ANY>*', t.notNull(t.STRING), object),
  own('JSON_ARRAY', '<ANY>*', t.notNull(t.STRING), arrayOf),
  made('JSON_STRING', 'value <ANY>', t.STRING, ({ types }) => {
    const json = toJson(types[0] ?? t.NULL);
    return ([v], env) => writeJson(json(v ?? null, env.zone));
  }, flink),
  fn('JSON_QUOTE', 'string_to_quote <CHARACTER_STRING>', t.STRING, ([v]) => quote(v as string), flink),
  fn('JSON_UNQUOTE', 'json_string <CHARACTER_STRING>', t.STRING, ([v]) => unquote(v as string), flink),
  isJson(false), isJson(true),
];
