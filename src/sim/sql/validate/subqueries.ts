// Queries within expressions: one value, IN, comparisons with ALL and SOME.
import type { Expr, Query } from '../parser/ast.ts';
import { callRex, literal, type Rex } from '../expr/rex.ts';
import { comparable } from '../function/operators.ts';
import { invalid, refused } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import { resolveCall } from './functions.ts';
import type { Binding } from './scope.ts';

/** `(SELECT …)` as a value. */
export function bindScalar(expr: Expr, b: Binding): Rex {
  if (expr.kind !== 'subquery') return literal(null, t.NULL);
  const rel = b.query(expr.query, b.scope);
  const [field] = rel.fields;
  if (field === undefined || rel.fields.length !== 1) throw invalid(`Cannot apply '$SCALAR_QUERY' to arguments of type '$SCALAR_QUERY(<${t.calcite(t.row(rel.fields)).toUpperCase()}>)'. Supported form(s): '$SCALAR_QUERY(<RECORDTYPE(SINGLE FIELD)>)'`, expr.at);
  return { kind: 'query', mode: 'scalar', args: [], rel, type: t.withNull(field.type, true) };
}

/** `x IN (SELECT …)`. */
export function bindInQuery(expr: Extract<Expr, { kind: 'in' }>, of: Rex, b: Binding): Rex {
  const rel = b.query(expr.list as Query, b.scope);
  const args = of.kind === 'call' && of.name === 'ROW' ? of.args : [of];
  if (rel.fields.length !== args.length) throw invalid('Values passed to IN operator must have compatible types', expr.at);
  for (const [i, arg] of args.entries()) {
    const type = rel.fields[i]?.type ?? t.NULL;
    if (t.isText(arg.type) !== t.isText(type) && arg.type.kind !== 'NULL' && type.kind !== 'NULL') throw refused(`implicit type conversion between ${t.calcite(arg.type)} and ${t.calcite(type)} is not supported on join's condition now`, null, 'org.apache.flink.table.api.TableException');
    if (!comparable(arg.type, type)) throw invalid('Values passed to IN operator must have compatible types', expr.at);
    resolveCall('=', [arg, { kind: 'input', index: i, type }], expr.at);
  }
  const nullable = args.some((arg) => arg.type.nullable) || rel.fields.some((field) => field.type.nullable);
  const rex: Rex = { kind: 'query', mode: 'in', args, rel, type: t.withNull(t.BOOLEAN, nullable) };
  return expr.negated ? callRex('NOT', [rex], rex.type) : rex;
}

/** `x > ALL (SELECT …)`. */
export function bindQuantified(expr: Extract<Expr, { kind: 'quantified' }>, of: Rex, b: Binding): Rex {
  const rel = b.query(expr.query, b.scope);
  resolveCall(expr.operator, [of, { kind: 'input', index: 0, type: rel.fields[0]?.type ?? t.NULL }], expr.at);
  return { kind: 'query', mode: `${expr.quantifier} ${expr.operator}`, args: [of], rel, type: t.BOOLEAN };
}
