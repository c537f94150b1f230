// Expressions bound: names to columns, calls to functions, every node with its type.
import type { Call, Expr } from '../parser/ast.ts';
import { canCast } from '../expr/cast.ts';
import { compile } from '../expr/compile.ts';
import { NO_ENV } from '../expr/env.ts';
import { callRex, literal, type Rex } from '../expr/rex.ts';
import { invalid, type Place, refused } from '../problem.ts';
import { commonType } from '../type/common-type.ts';
import * as t from '../type/logical-type.ts';
import { isAggregate, isWindowOnly } from './aggregates.ts';
import { bindJson, isJsonCall } from './json-calls.ts';
import { cannotApply, noMatch, resolveCall } from './functions.ts';
import { comparable } from '../function/operators.ts';
import { overloads } from '../function/registry.ts';
import { bindLiteral } from './literals.ts';
import { bindInQuery, bindQuantified, bindScalar } from './subqueries.ts';
import { type Binding, fieldsOf, resolveName } from './scope.ts';

/** An expression with its names resolved and its types known. */
export function bind(expr: Expr, b: Binding): Rex {
  const replaced = b.replace?.(expr) ?? null;
  if (replaced !== null) return replaced;
  switch (expr.kind) {
    case 'number': case 'text': case 'bytes': case 'boolean': case 'null': case 'temporal': case 'interval': case 'symbol': case 'type': case 'descriptor': return bindLiteral(expr);
    case 'name': return name(expr, b);
    case 'star': throw invalid("Unknown identifier '*'", expr.at);
    case 'operator': return operator(expr, b);
    case 'call': return call(expr, b);
    case 'case': return caseOf(expr, b);
    case 'cast': return cast(bind(expr.of, b), expr.type, expr.attempt, expr.at);
    case 'in': return inList(expr, b);
    case 'exists': return callQuery('exists', expr, b);
    case 'subquery': return bindScalar(expr, b);
    case 'quantified': return bindQuantified(expr, bind(expr.of, b), b);
    case 'named': return bind(expr.value, b);
    case 'table': throw invalid('A table is no value', expr.at);
    case 'model': throw invalid('A model is no value', expr.at);
  }
}

function callQuery(mode: string, expr: Extract<Expr, { kind: 'exists' }>, b: Binding): Rex {
  return { kind: 'query', mode, args: [], rel: b.query(expr.query, b.scope), type: t.notNull(t.BOOLEAN) };
}

/** A name without parentheses may be a function: CURRENT_DATE; else a column. */
function name(expr: Extract<Expr, { kind: 'name' }>, b: Binding): Rex {
  return resolveName(expr.parts, b.scope, expr.at);
}

const NULLABLE_ANY = (args: readonly Rex[]): boolean => args.some((arg) => arg.type.nullable);

function logical(word: 'AND' | 'OR' | 'NOT', args: readonly Rex[], at: Place): Rex {
  if (args.some((arg) => arg.type.kind !== 'BOOLEAN' && arg.type.kind !== 'NULL')) {
    throw cannotApply(word, args.map((arg) => arg.type), [word === 'NOT' ? '<BOOLEAN>' : '<BOOLEAN>, <BOOLEAN>'], at);
  }
  return callRex(word, args, t.withNull(t.BOOLEAN, NULLABLE_ANY(args)));
}

function operator(expr: Extract<Expr, { kind: 'operator' }>, b: Binding): Rex {
  const { at } = expr;
  if (expr.name === 'FIELD') return fieldOf(expr, b);
  if (expr.name === 'OVERLAPS') return overlaps(expr, b);
  if (expr.name === 'MINUS_DATE') return timeBetween(expr, b);
  const args = expr.args.map((arg) => bind(arg, b));
  if (!TAKES_NULL.has(expr.name)) refuseNulls(expr.args);
  const [a, low, high] = args;
  switch (expr.name) {
    case 'AND': case 'OR': case 'NOT': return logical(expr.name, args, at);
    case 'BETWEEN': case 'NOT BETWEEN': case 'BETWEEN SYMMETRIC': case 'NOT BETWEEN SYMMETRIC': {
      if (a === undefined || low === undefined || high === undefined) return literal(null, t.NULL);
      const within = (x: Rex, y: Rex): Rex => logical('AND', [resolveCall('>=', [a, x], at), resolveCall('<=', [a, y], at)], at);
      const rex = expr.name.endsWith('SYMMETRIC') ? logical('OR', [within(low, high), within(high, low)], at) : within(low, high);
      return expr.name.startsWith('NOT') ? logical('NOT', [rex], at) : rex;
    }
    case '=': case '<>': return rowsEqual(expr.name, args, at) ?? resolveCall(expr.name, args, at);
    case 'ITEM': return item(args, at);
    case 'NEGATE': return folded(resolveCall('NEGATE', args, at));
    default: return resolveCall(expr.name, args, at);
  }
}

/** `(a - b) DAY` (OperandTypes.MINUS_DATE_OPERATOR). */
function timeBetween(expr: Extract<Expr, { kind: 'operator' }>, b: Binding): Rex {
  const [to, from, by] = expr.args;
  if (to === undefined || from === undefined || by?.kind !== 'type') return literal(null, t.NULL);
  const args = [bind(to, b), bind(from, b)];
  const types = args.map((arg) => arg.type);
  if (!types.every(t.isTemporal)) throw invalid(`Cannot apply '-' to arguments of type '-(${[...types, by.type].map((type) => `<${t.calcite(type)}>`).join(', ')})'. Supported form(s): '-(<DATETIME>, <DATETIME>, <DATETIME_INTERVAL>)'`, expr.at);
  if (!comparable(types[0] ?? t.NULL, types[1] ?? t.NULL)) throw invalid('Parameters must be of the same type', expr.at);
  if (types[0]?.kind === 'TIME') throw refused('(TIME_WITHOUT_TIME_ZONE,TIME_WITHOUT_TIME_ZONE) (of class scala.Tuple2)', null, 'scala.MatchError');
  return callRex('MINUS_DATE', args, t.withNull(by.type, NULLABLE_ANY(args)));
}

/** Operators that give a bare NULL the type of their other side, or need none. */
const TAKES_NULL = new Set(['=', '<>', '<', '<=', '>', '>=', 'IS NULL', 'IS NOT NULL', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM', 'BETWEEN', 'NOT BETWEEN', 'BETWEEN SYMMETRIC', 'NOT BETWEEN SYMMETRIC', 'LIKE', 'NOT LIKE', 'ITEM']);

/** A NULL of unknown type (SqlValidatorImpl.inferUnknownTypes). */
export function refuseNulls(exprs: readonly Expr[]): void {
  for (const expr of exprs) if (expr.kind === 'null') throw invalid("Illegal use of 'NULL'", expr.at);
}

/** Calls that find a bare NULL's type themselves. */
function takesNull(name: string, args: readonly Expr[]): boolean {
  if (name === 'ARRAY' || name === 'MAP' || name === 'NULLIF') return true;
  return overloads(name)[0]?.style === 'flink' && (name !== 'COALESCE' || args.some((arg) => arg.kind !== 'null'));
}

/** -1 is a literal. */
function folded(rex: Rex): Rex {
  const [arg] = rex.kind === 'call' ? rex.args : [];
  if (arg?.kind !== 'literal' || arg.value === null) return rex;
  // What is a step beyond the largest number is the smallest: the sign is the literal's own.
  if (arg.type.kind === 'BIGINT' && arg.value === 2_147_483_648) return literal(-2_147_483_648, t.notNull(t.INT));
  if (typeof arg.value === 'number') return literal(arg.value === 0 ? arg.value : -arg.value, arg.type);
  if (arg.type.kind === 'DECIMAL' && arg.value === '9223372036854775808') return literal('-9223372036854775808', t.notNull(t.BIGINT));
  return typeof arg.value === 'string' && !arg.value.startsWith('-') ? literal(`-${arg.value}`, arg.type) : rex;
}

/** (a, b) = (c, d) field by field where both are constructed; rows of other origin compare as values. */
function rowsEqual(word: '=' | '<>', [a, b]: readonly Rex[], at: Place): Rex | null {
  if (a?.kind !== 'call' || b?.kind !== 'call' || a.name !== 'ROW' || b.name !== 'ROW' || a.args.length !== b.args.length) return null;
  const equal = a.args.map((arg, i) => resolveCall('=', [arg, b.args[i] ?? arg], at)).reduce((left, right) => logical('AND', [left, right], at));
  return word === '=' ? equal : logical('NOT', [equal], at);
}

function item(args: readonly Rex[], at: Place): Rex {
  const [of, index] = args;
  if (of?.type.kind === 'ARRAY' && index?.kind === 'literal' && typeof index.value === 'number' && index.value < 1) throw refused(`Array element access needs an index starting at 1 but was ${index.value}.`, at);
  if (of?.type.kind === 'ROW' && index?.kind === 'literal' && typeof index.value === 'number') {
    const field = of.type.fields[index.value - 1];
    if (field !== undefined) return callRex('FIELD', [of, literal(index.value - 1, t.notNull(t.INT))], t.withNull(field.type, field.type.nullable || of.type.nullable));
  }
  return foldedItem(resolveCall('ITEM', args, at));
}

const DEFAULTS: Partial<Readonly<Record<t.TypeKind, number | string | boolean>>> = { TINYINT: -1, SMALLINT: -1, INT: -1, BIGINT: -1, FLOAT: -1, DOUBLE: -1, BOOLEAN: false, CHAR: '', VARCHAR: '' };

/** An element that constants lack: folding them, Flink writes the primitive default of a NOT NULL type where NULL should stand. */
function foldedItem(rex: Rex): Rex {
  const [of] = rex.kind === 'call' ? rex.args : [];
  if (rex.kind !== 'call' || of?.kind !== 'call' || ![...of.args, ...rex.args.slice(1)].every((arg) => arg.kind === 'literal')) return rex;
  const element = of.type.kind === 'ARRAY' ? of.type.element : of.type.kind === 'MAP' ? of.type.value : t.NULL;
  const instead = DEFAULTS[element.kind];
  return element.nullable || instead === undefined || compile(rex)([], NO_ENV) !== null ? rex : literal(instead, element);
}

function fieldOf(expr: Extract<Expr, { kind: 'operator' }>, b: Binding): Rex {
  const [of, field] = expr.args;
  if (of === undefined || field?.kind !== 'symbol') throw invalid('Unknown field', expr.at);
  return fieldsOf(bind(of, b), [field.value], [field.value], expr.at);
}

function overlaps(expr: Extract<Expr, { kind: 'operator' }>, b: Binding): Rex {
  const sides = expr.args.flatMap((side) => (side.kind === 'call' && side.name[0] === 'ROW' ? side.args : [side]));
  return resolveCall('OVERLAPS', sides.map((side) => bind(side, b)), expr.at);
}

function caseOf(expr: Extract<Expr, { kind: 'case' }>, b: Binding): Rex {
  const operand = expr.operand === null ? null : bind(expr.operand, b);
  const args: Rex[] = [];
  for (const [when, then] of expr.whens) {
    const condition = bind(when, b);
    const test = operand === null ? condition : resolveCall('=', [operand, condition], when.at);
    if (test.type.kind !== 'BOOLEAN' && test.type.kind !== 'NULL') throw invalid('Expected a boolean type', when.at);
    args.push(test, bind(then, b));
  }
  args.push(expr.otherwise === null ? literal(null, t.NULL) : bind(expr.otherwise, b));
  const values = args.filter((_arg, i) => i % 2 === 1 || i === args.length - 1);
  if (values.every((value) => value.type.kind === 'NULL')) throw invalid('ELSE clause or at least one THEN clause must be non-NULL', expr.at);
  const type = commonType(values.map((value) => value.type));
  if (type === null) throw invalid('Illegal mixing of types in CASE or COALESCE statement', expr.at);
  return callRex('CASE', args, type);
}

/** A cast; of a literal NULL it is a typed NULL. */
export function cast(of: Rex, to: t.LogicalType, attempt: boolean, at: Place): Rex {
  if (t.isTimestamp(of.type) && t.isNumeric(to)) throw refused("The cast from TIMESTAMP type to NUMERIC type is not allowed. It's recommended to use UNIX_TIMESTAMP(CAST(timestamp_col AS STRING)) instead.", at);
  if (t.isNumeric(of.type) && t.isTimestamp(to)) throw refused("The cast from NUMERIC type to TIMESTAMP type is not allowed. It's recommended to use TO_TIMESTAMP(FROM_UNIXTIME(numeric_col)) instead, note the numeric is in seconds.", at);
  if (!canCast(of.type, to)) throw invalid(`Cast function cannot convert value of type ${t.calcite(of.type)} to type ${t.calcite(to)}`, at);
  const type = t.withNull(to, attempt || of.type.nullable);
  if (of.kind === 'literal' && of.value === null) return literal(null, t.withNull(to, true));
  return callRex(attempt ? 'TRY_CAST' : 'CAST', [of], type);
}

/** What IN compares with: a text beside another type becomes one of that type, a number beside a text a text (SqlToRelConverter.convertInToOr). */
function listed(of: Rex, value: Rex, at: Place): Rex {
  const [left, right] = [of.type, value.type];
  if (t.isText(right) ? t.isNumeric(left) || t.isTemporal(left) || left.kind === 'BOOLEAN' : t.isText(left) && t.isNumeric(right)) return callRex('CAST', [value], t.withNull(t.plain(left), right.nullable));
  if (!comparable(left, right)) throw invalid('Values passed to IN operator must have compatible types', at);
  return value;
}

/** Texts, numbers and NULLs of a list are made one type only where what is looked for needs no other (TypeCoercionImpl.inOperationCoercion). */
function checkList(of: Rex, values: readonly Rex[], at: Place): void {
  const has = (is: (type: t.LogicalType) => boolean): boolean => values.some((value) => is(value.type));
  const [texts, others, nulls] = [has(t.isText), has((type) => t.isNumeric(type) || t.isTemporal(type)), has((type) => type.kind === 'NULL')];
  const isConverted = t.isText(of.type) ? has(t.isNumeric) : t.isNumeric(of.type) && texts;
  if ((texts && others) || (nulls && isConverted)) throw invalid('Values in expression list must have compatible types', at);
}

function inList(expr: Extract<Expr, { kind: 'in' }>, b: Binding): Rex {
  const { list } = expr;
  const of = bind(expr.of, b);
  if (!Array.isArray(list)) return bindInQuery(expr, of, b);
  const values = (list as readonly Expr[]).map((one) => bind(one, b));
  checkList(of, values, expr.at);
  const tests = values.map((one) => {
    const value = listed(of, one, expr.at);
    return rowsEqual('=', [of, value], expr.at) ?? resolveCall('=', [of, value], expr.at);
  });
  const [first, ...rest] = tests;
  if (first === undefined) return literal(expr.negated, t.notNull(t.BOOLEAN));
  const any = rest.length === 0 ? first : callRex('OR', tests, t.withNull(t.BOOLEAN, NULLABLE_ANY(tests)));
  return expr.negated ? logical('NOT', [any], expr.at) : any;
}

function call(expr: Call, b: Binding): Rex {
  const shown = expr.name.join('.');
  const upper = (expr.name.at(-1) ?? '').toUpperCase();
  if (expr.over !== null) throw invalid(`Windowed aggregate expression is illegal in ${b.clause ?? 'this clause'}`, expr.at);
  if (isWindowOnly(upper)) throw invalid('OVER clause is necessary for window functions', expr.at);
  if (isAggregate(upper)) throw invalid(`Aggregate expression is illegal in ${b.clause ?? 'this clause'}`, expr.at);
  if (isJsonCall(upper)) return bindJson(upper, expr, (arg) => bind(arg, b));
  if (expr.name.length === 1 && upper.endsWith(' QUERY')) return bindScalar(expr.args[0]?.kind === 'subquery' ? expr.args[0] : { kind: 'null', at: expr.at }, b);
  if (expr.name.length === 1 && overloads(upper).length === 0 && expr.args.length === 0 && !expr.parentheses) return resolveName(expr.name, b.scope, expr.at);
  if (upper === 'CURRENT_DATABASE' && expr.name.length === 1 && expr.args.length === 0 && expr.parentheses && b.database !== undefined) return literal(b.database, t.notNull(t.STRING));
  const args = expr.args.map((arg) => bind(arg, b));
  if (overloads(upper).length > 0 && !takesNull(upper, expr.args)) refuseNulls(expr.args);
  if (expr.name.length > 1 || (overloads(upper).length === 0 && b.isFunction(expr.name))) throw noMatch(shown, args.map((arg) => arg.type), expr.at);
  return resolveCall(upper, args, expr.at, shown);
}
