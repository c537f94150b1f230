// Calls of the JSON functions: their options become arguments, RETURNING becomes the type.
import type { Call, Expr } from '../parser/ast.ts';
import { callRex, literal, type Rex } from '../expr/rex.ts';
import { invalid, refused, TABLE_EXCEPTION } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import { resolveCall } from './functions.ts';

const BY_PATH = new Set(['JSON_VALUE', 'JSON_QUERY', 'JSON_EXISTS']);
const MADE = new Set(['JSON_OBJECT', 'JSON_ARRAY']);

export const isJsonCall = (name: string): boolean => BY_PATH.has(name) || MADE.has(name) || name === 'JSON';

const symbol = (value: string): Rex => literal(value, { kind: 'SYMBOL', nullable: false });

export function bindJson(name: string, call: Call, bind: (expr: Expr) => Rex): Rex {
  if (name === 'JSON' && call.args.length === 1) throw refused(JSON_ONLY, call.at);
  return BY_PATH.has(name) ? byPath(name, call, bind) : built(name, call, bind);
}

function byPath(name: string, call: Call, bind: (expr: Expr) => Rex): Rex {
  const positional = call.args.filter((arg) => arg.kind !== 'named').map(bind);
  const options: Rex[] = [];
  let type: t.LogicalType = name === 'JSON_EXISTS' ? t.BOOLEAN : t.STRING;
  for (const arg of call.args) {
    if (arg.kind !== 'named') continue;
    if (arg.name === 'RETURNING') {
      if (arg.value.kind === 'type') type = arg.value.type;
      continue;
    }
    options.push(symbol(arg.name), bind(arg.value));
  }
  if (name === 'JSON_QUERY') checkQuery(call);
  const checked = resolveCall(name, positional, call.at);
  const nullable = name === 'JSON_EXISTS' ? (checked.type.nullable || options.some((option) => option.kind === 'literal' && option.value === 'UNKNOWN')) : true;
  return callRex(name, [...positional, ...options], t.withNull(type, nullable));
}

/** An empty object is no array. */
function checkQuery(call: Call): void {
  const returning = call.args.find((arg) => arg.kind === 'named' && arg.name === 'RETURNING');
  const isArray = returning?.kind === 'named' && returning.value.kind === 'type' && returning.value.type.kind === 'ARRAY';
  for (const arg of call.args) {
    if (isArray && arg.kind === 'named' && arg.value.kind === 'symbol' && arg.value.value === 'EMPTY OBJECT') {
      throw refused(`Illegal ${arg.name.toLowerCase()} behavior 'EMPTY OBJECT' for return type: ${returning.value.kind === 'type' ? t.summary(returning.value.type) : ''}`, call.at);
    }
  }
}

/** The functions whose result is JSON already when it stands within another. */
const JSON_MAKERS = new Set(['JSON_OBJECT', 'JSON_ARRAY', 'JSON', 'JSON_OBJECTAGG', 'JSON_ARRAYAGG']);

const JSON_ONLY = `The JSON() function is currently only supported inside JSON_ARRAY() or as the VALUE param of JSON_OBJECT(). Example: JSON_OBJECT('a', JSON('{"key": "value"}')) or JSON_ARRAY(JSON('{"key": "value"}')).`;
const isJson = (arg: Expr): arg is Call => arg.kind === 'call' && arg.name.length === 1 && (arg.name[0] ?? '').toUpperCase() === 'JSON' && arg.args.length === 1;

/** JSON(text) within another: its text, NULL where it is blank. */
function jsonText(call: Call, isKey: boolean, bind: (expr: Expr) => Rex): Rex {
  if (isKey) throw refused(JSON_ONLY, call.at);
  const [text = literal(null, t.STRING)] = call.args.map(bind);
  if (!t.isText(text.type)) throw refused('Invalid input arguments. Expected signatures are:\nJSON(value <CHARACTER_STRING>)', call.at);
  const trimmed = resolveCall('BTRIM', [text], call.at);
  return resolveCall('NULLIF', [trimmed, literal('', t.notNull(t.STRING))], call.at);
}

function built(name: string, call: Call, bind: (expr: Expr) => Rex): Rex {
  const positional = call.args.filter((arg) => arg.kind !== 'named');
  const onNull = call.args.find((arg) => arg.kind === 'named');
  const word = onNull?.kind === 'named' && onNull.value.kind === 'symbol' ? onNull.value.value : name === 'JSON_OBJECT' ? 'NULL' : 'ABSENT';
  const raw = positional.map((arg) => (arg.kind === 'call' && JSON_MAKERS.has((arg.name[0] ?? '').toUpperCase()) ? 'J' : '-')).join('');
  const args = positional.map((arg, i) => (isJson(arg) ? jsonText(arg, name === 'JSON_OBJECT' && i % 2 === 0, bind) : bind(arg)));
  if (name === 'JSON_OBJECT') for (const [i, arg] of args.entries()) if (i % 2 === 0 && !t.isText(arg.type)) throw invalid('Expected a character type', call.at);
  args.forEach((arg, i) => {
    if (name === 'JSON_ARRAY' || i % 2 === 1) checkItem(arg.type, call);
  });
  return callRex(name, [...args, symbol(raw), symbol(word)], t.notNull(t.STRING));
}

/** What can't be a JSON value (JsonGenerateUtils). */
function checkItem(type: t.LogicalType, call: Call): void {
  switch (type.kind) {
    case 'NULL': throw refused('Type is not supported: ANY', call.at, TABLE_EXCEPTION);
    case 'DATE': case 'TIME': case 'INTERVAL_DAY_TIME': case 'INTERVAL_YEAR_MONTH': throw refused(`Type '${t.summary(type)}' is not scalar or cannot be converted into JSON.`, call.at, 'org.apache.flink.table.planner.codegen.CodeGenException');
    case 'ARRAY': case 'MULTISET': return checkItem(type.element, call);
    case 'MAP': return checkItem(type.value, call);
    case 'ROW': for (const field of type.fields) checkItem(field.type, call);
  }
}
