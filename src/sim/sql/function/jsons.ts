// The JSON functions: asking by path, making objects and arrays, quoting.
import { castFunction } from '../expr/cast.ts';
import { type Json, JSON_NULL, parseJson, writeJson } from '../expr/json.ts';
import { textOf } from '../expr/text.ts';
import { bytesOf, toBase64 } from '../expr/bytes.ts';
import { failed } from '../problem.ts';
import { doubleText, floatText } from '../../jvm/number-text.ts';
import { isoDuration, isoTimestamp } from '../time/iso.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { entriesOf, listOf, str, type Value } from '../value.ts';
import { follow, type JsonPath, parsePath } from './json-path.ts';
import { type CallSite, type Evaluate, flink, fn, type FunctionSpec, made, own } from './spec.ts';

const RUNTIME = 'org.apache.flink.table.api.TableRuntimeException';

interface Asked {
  /** What the path leads to; null where it leads nowhere. */
  readonly found: readonly Json[] | null;
  /** The text is no JSON, or the path none, or strict and missing. */
  readonly error: string | null;
}

function ask(text: string, path: JsonPath | null, pathText: string): Asked {
  if (path === null) return { found: null, error: `Illegal jsonpath spec: ${pathText}` };
  const json = parseJson(text);
  if (json === undefined) return { found: null, error: `Illegal JSON: ${text}` };
  const found = follow(json, path);
  if (found === null && path.strict) return { found: null, error: `No results for path: ${pathText.replace(/^\s*strict\s*/i, '')}` };
  return { found, error: null };
}

/** Paths without a mode are strict. */
function pathOf(): (path: Value) => JsonPath | null {
  let [known, parsed]: [Value, JsonPath | null] = [null, null];

  return (path) => {
    if (path !== known) {
      const text = path as string;
      [known, parsed] = [path, parsePath(text)];
    }
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
    const { found, error } = ask(input as string, path(by ?? null), by as string);
    if (error === null) return found !== null && !found.every((json) => json.kind === 'null');
    if (onError === 'ERROR') throw failed(RUNTIME, error);
    return onError === 'UNKNOWN' ? null : onError === 'TRUE';
  };
}

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
  const behave = (when: 'ON EMPTY' | 'ON ERROR', v: readonly Value[], zone: string, message: string): Value => {
    const at = defaults[when];
    const from = at === undefined ? t.NULL : (site.types[at] ?? t.NULL);
    if (at === undefined || (from.kind === 'SYMBOL' && options[when] !== 'ERROR')) return null;
    if (from.kind === 'SYMBOL') throw failed(RUNTIME, message);
    return castFunction(from, returning)(v[at] ?? null, zone);
  };
  return (v, env) => {
    if (v[0] === null) return null;
    const { found, error } = ask(v[0] as string, path(v[1] ?? null), v[1] as string);
    if (error !== null) return behave('ON ERROR', v, env.zone, error);
    const [only] = found ?? [];
    if (only === undefined || only.kind === 'null') return behave('ON EMPTY', v, env.zone, 'Empty result of JSON_VALUE function is not allowed');
    if (only.kind === 'array' || only.kind === 'object' || (found?.length ?? 0) > 1) return behave('ON ERROR', v, env.zone, `Strict jsonpath mode requires scalar value, and the actual value is: '${writeJson(only)}'`);
    return converted(only, returning, (text) => cast(text, env.zone), () => behave('ON ERROR', v, env.zone, `Cannot convert '${writeJson(only)}'`));
  };
}

function converted(json: Json, type: LogicalType, cast: (text: string) => Value, otherwise: () => Value): Value {
  const text = json.kind === 'text' ? json.value : json.kind === 'number' ? json.text : json.kind === 'boolean' ? str(json.value) : null;
  if (text === null) return null;
  if (t.isText(type)) return text;
  try {
    return cast(text);
  } catch {
    return otherwise();
  }
}

function query(site: CallSite): Evaluate {
  const path = pathOf();
  const options = optionsOf(site.literals, 2);
  const wrapper = options['WRAPPER'] ?? 'WITHOUT';
  const returned = (json: Json | null): Value => {
    if (json === null) return null;
    if (site.type.kind !== 'ARRAY') return writeJson(json);
    return json.kind === 'array' ? json.items.map((item) => (item.kind === 'null' ? null : item.kind === 'text' ? item.value : writeJson(item))) : null;
  };
  const behave = (when: 'ON EMPTY' | 'ON ERROR', message: string): Value => {
    switch (options[when] ?? 'NULL') {
      case 'EMPTY ARRAY': case 'EMPTY': return returned({ kind: 'array', items: [] });
      case 'EMPTY OBJECT': return site.type.kind === 'ARRAY' ? null : '{}';
      case 'ERROR': throw failed(RUNTIME, message);
      default: return null;
    }
  };
  return ([input, by]) => {
    if (input === null) return null;
    const { found, error } = ask(input as string, path(by ?? null), by as string);
    if (error !== null) return behave('ON ERROR', error);
    if (found === null) return behave('ON EMPTY', 'Empty result of JSON_QUERY function is not allowed');
    const several: Json = { kind: 'array', items: found };
    const [only = JSON_NULL] = found;
    const one = path(by ?? null)?.several === true ? several : only;
    if (wrapper === 'UNCONDITIONAL') return returned(path(by ?? null)?.several === true ? { kind: 'array', items: [several] } : several);
    if (wrapper === 'CONDITIONAL') return returned(one.kind === 'array' || one.kind === 'object' ? one : several);
    if (one.kind === 'null') return behave('ON EMPTY', 'Empty result of JSON_QUERY function is not allowed');
    return one.kind === 'array' || one.kind === 'object' ? returned(one) : behave('ON ERROR', `Strict jsonpath mode requires array or object value, and the actual value is: '${writeJson(one)}'`);
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
    case 'DECIMAL': return (v) => ({ kind: 'number', text: (v as string).includes('.') ? (v as string).replace(/\.?0+$/, '') : (v as string) });
    case 'DOUBLE': return (v) => ({ kind: 'number', text: doubleText(v as number) });
    case 'FLOAT': return (v) => ({ kind: 'number', text: floatText(v as number) });
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
  if (json === undefined) throw failed(RUNTIME, `Invalid JSON string in JSON(value) function: ${text}`);
  return json;
}

/** JSON_OBJECT: the last argument says what becomes of NULLs, the one before which values are JSON (a letter each). */
function object({ types, literals }: CallSite): Evaluate {
  const [raw, onNull] = [str(literals.at(-2)), literals.at(-1)];
  const items = types.slice(0, -2).map((type, i) => itemJson(type, raw.charAt(i) === 'J'));
  return (v, env) => {
    const members: [string, Json][] = [];
    for (let i = 0; i + 1 < items.length; i += 2) {
      if (v[i + 1] === null && onNull === 'ABSENT') continue;
      members.push([str(v[i]), items[i + 1]?.(v[i + 1] ?? null, env.zone) ?? JSON_NULL]);
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

const isJson = (negated: boolean): FunctionSpec => made(negated ? 'IS NOT JSON' : 'IS JSON', '<CHARACTER>, <SYMBOL>', t.BOOLEAN, ({ literals }) => ([v]) => {
  const json = parseJson(v as string);
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
