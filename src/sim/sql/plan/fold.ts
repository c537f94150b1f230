// Constants computed once (Flink's ExpressionReducer): calls of literals become literals, TRUE and FALSE vanish from AND and OR.
import { compile } from '../expr/compile.ts';
import { NO_ENV } from '../expr/env.ts';
import { callRex, literal, type Rex, rewrite } from '../expr/rex.ts';
import { attempt } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import { overloads } from '../function/registry.ts';
import { same } from '../same.ts';

/** What looks at the session or the clock is computed as the job runs. */
const LATER = new Set(['NOW', 'CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'LOCALTIME', 'LOCALTIMESTAMP', 'CURRENT_ROW_TIMESTAMP', 'PROCTIME', 'RAND', 'RAND_INTEGER', 'UUID', 'UNIX_TIMESTAMP', 'CURRENT_WATERMARK', 'CURRENT_DATABASE', 'ROW', 'ARRAY', 'MAP', 'FIELD', 'FROM_UNIXTIME', 'CONVERT_TZ', 'DATE_FORMAT', '$GROUPING']);
/** Functions without arguments that are a number. */
const NUMBERS = new Set(['PI', 'E']);
const LANGUAGE = new Set(['CAST', 'TRY_CAST', 'CASE', 'COALESCE', 'IF', 'IFNULL']);

const isInstant = (rex: Rex): boolean => rex.type.kind === 'TIMESTAMP_LTZ';

function isConstant(rex: Rex): boolean {
  if (rex.kind !== 'call' || rex.late === true || LATER.has(rex.name) || (rex.args.length === 0 && !NUMBERS.has(rex.name)) || rex.args.some(isInstant)) return false;
  if (isInstant(rex) && rex.name !== 'TO_TIMESTAMP_LTZ') return false;
  // A cast that only lets NULL in stays: it says so in the plan.
  if (rex.name === 'CAST' && rex.args[0] !== undefined && t.sameType(rex.args[0].type, rex.type) && rex.args[0].type.nullable !== rex.type.nullable) return false;
  if (!LANGUAGE.has(rex.name) && overloads(rex.name).length === 0) return false;
  return rex.args.every((arg) => arg.kind === 'literal') && !['SYMBOL', 'DESCRIPTOR', 'VARIANT', 'ROW', 'ARRAY', 'MAP', 'MULTISET'].includes(rex.type.kind);
}

/** The same expression, shorter where it can be. What fails on its constants fails as the job runs. */
export function fold(rex: Rex): Rex {
  return rewrite(rex, (node) => {
    if (node.kind === 'call' && (node.name === 'AND' || node.name === 'OR')) return logical(node);
    if (!isConstant(node)) return node;
    const value = attempt(() => compile(node)([], NO_ENV));
    return value.ok ? literal(value.value, node.type) : node;
  });
}

function logical(rex: Extract<Rex, { kind: 'call' }>): Rex {
  const settles = rex.name === 'OR';
  const isLiteral = (arg: Rex, value: boolean): boolean => arg.kind === 'literal' && arg.value === value;
  if (rex.args.some((arg) => isLiteral(arg, settles))) return literal(settles, t.notNull(t.BOOLEAN));
  const left = rex.args.filter((arg) => !isLiteral(arg, !settles));
  const [first] = left;
  if (first === undefined) return literal(!settles, t.notNull(t.BOOLEAN));
  return left.length === 1 ? first : left.length === rex.args.length ? rex : { ...rex, args: left };
}

/** A column's value: what was computed of what might have been NULL says so. */
export function foldValue(rex: Rex): Rex {
  const made = fold(rex);
  return made.kind === 'literal' && rex.kind !== 'literal' && made.value !== null && made.type.nullable ? callRex('CAST', [literal(made.value, t.notNull(made.type))], made.type) : made;
}

const nullLiteral = (rex: Rex): boolean => rex.kind === 'literal' && rex.value === null;
const both = (parts: readonly Rex[]): Rex => (parts.length === 1 && parts[0] !== undefined ? parts[0] : callRex('AND', parts, t.withNull(t.BOOLEAN, parts.some((part) => part.type.nullable))));

/** A condition, shorter: where it is not TRUE the row goes, be it FALSE or UNKNOWN (RexSimplify with UNKNOWN as FALSE). */
export function foldCondition(rex: Rex): Rex {
  return asked(fold(rex));
}

function asked(rex: Rex): Rex {
  if (rex.kind !== 'call') return rex;
  const [of] = rex.args;
  if (rex.name === 'IS TRUE' && of !== undefined) return asked(of);
  if (rex.name === 'IS FALSE' && of !== undefined && of.kind !== 'call') return callRex('NOT', [of], of.type);
  if (rex.name === 'OR') return { ...rex, args: rex.args.map(asked) };
  if (rex.name === 'AND') return conjunction(rex.args.map(asked).flatMap((arg) => (arg.kind === 'call' && arg.name === 'AND' ? arg.args : [arg])));
  return COMPARED.has(rex.name) ? intoCase(rex) : rex;
}

const COMPARED = new Set(['=', '<>', '<', '<=', '>', '>=']);
/** Never TRUE where one of its arguments is NULL. */
const STRICT = new Set([...COMPARED, 'LIKE', 'NOT LIKE', 'SIMILAR TO']);

/** What must not be comes last; what another part implies goes. */
function conjunction(parts: readonly Rex[]): Rex {
  const isNot = (part: Rex): boolean => part.kind === 'call' && (part.name === 'NOT LIKE' || (part.name === 'NOT' && part.args[0]?.kind === 'call' && part.args[0].name === 'LIKE'));
  const knows = (part: Rex, column: Rex): boolean => part.kind === 'call' && STRICT.has(part.name) && part.args.some((arg) => same(arg, column));
  const needed = parts.filter((part) => part.kind !== 'call' || part.name !== 'IS NOT NULL' || !parts.some((other) => part.args[0] !== undefined && knows(other, part.args[0])));
  return both([...needed.filter((part) => !isNot(part)), ...needed.filter(isNot)]);
}

/** `CASE WHEN c THEN v END > 1` is `c AND v > 1` (ReduceExpressionsRule.pushPredicateIntoCase). */
function intoCase(rex: Extract<Rex, { kind: 'call' }>): Rex {
  const [a, b] = rex.args;
  const [choice, value] = a?.kind === 'call' && a.name === 'CASE' ? [a, b] : [b, a];
  if (choice?.kind !== 'call' || choice.name !== 'CASE' || choice.args.length !== 3 || value?.kind !== 'literal') return rex;
  const [test, then, otherwise] = choice.args;
  if (test === undefined || then === undefined || otherwise === undefined || !nullLiteral(otherwise)) return rex;
  return conjunction([test, { ...rex, args: choice === a ? [then, value] : [value, then] }].flatMap((part) => (part.kind === 'call' && part.name === 'AND' ? part.args : [part])));
}
