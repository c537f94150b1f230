// Constants computed once (Flink's ExpressionReducer): calls of literals become literals, TRUE and FALSE vanish from AND and OR.
import { compile } from '../expr/compile.ts';
import { NO_ENV } from '../expr/env.ts';
import { literal, type Rex, rewrite } from '../expr/rex.ts';
import { attempt } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import { overloads } from '../function/registry.ts';
import { isTrue } from './rels.ts';

/** What looks at the session or the clock is computed as the job runs. */
const LATER = new Set(['NOW', 'CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'LOCALTIME', 'LOCALTIMESTAMP', 'CURRENT_ROW_TIMESTAMP', 'PROCTIME', 'RAND', 'RAND_INTEGER', 'UUID', 'UNIX_TIMESTAMP', 'CURRENT_WATERMARK', 'CURRENT_DATABASE', 'ROW', 'ARRAY', 'MAP', 'FIELD', 'TO_TIMESTAMP_LTZ', 'FROM_UNIXTIME', 'CONVERT_TZ', 'DATE_FORMAT', '$GROUPING']);
const LANGUAGE = new Set(['CAST', 'TRY_CAST', 'CASE', 'COALESCE', 'IF', 'IFNULL']);

const isInstant = (rex: Rex): boolean => rex.type.kind === 'TIMESTAMP_LTZ';

function isConstant(rex: Rex): boolean {
  if (rex.kind !== 'call' || LATER.has(rex.name) || rex.args.length === 0 || isInstant(rex) || rex.args.some(isInstant)) return false;
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

/** Whether a condition lets every row through. */
export const letsAll = (rex: Rex): boolean => isTrue(fold(rex));
