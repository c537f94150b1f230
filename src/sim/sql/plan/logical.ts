// Logical optimisation: a bound query becomes relational algebra without queries in expressions, filters low, columns few.
import { callRex, input, literal, type Rex } from '../expr/rex.ts';
import type { AggregateCall, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import type { Row } from '../value.ts';
import { fold } from './fold.ts';
import { prune } from './prune.ts';
import { pushed } from './pushdown.ts';
import { allOf, columnsOf, filter, isChanging, mapInputs, project, same, TRUE } from './rels.ts';
import { withoutQueries } from './subquery.ts';

/** The same rows, quicker. */
export function optimise(rel: Rel): Rel {
  const plain = withoutSets(withoutQueries(withoutSets(rel)));
  const low = withoutCopies(pushed(plain, []));
  return prune(low, low.fields.map((_field, i) => i));
}

/** UNION, INTERSECT and EXCEPT as what a stream has operators for. */
function withoutSets(rel: Rel): Rel {
  const below = mapInputs(rel, withoutSets);
  if (below.kind !== 'set') return below;
  const [left, right] = below.inputs;
  if (left === undefined || right === undefined) return left ?? below;
  if (below.operator === 'UNION') {
    const inputs = below.inputs.flatMap((one) => (one.kind === 'set' && one.operator === 'UNION' && one.all ? one.inputs : [one]));
    const union = asValues({ ...below, all: true, inputs });
    return below.all ? union : distinct(union);
  }
  if (below.all) return counted(below, left, right);
  const width = left.fields.length;
  const equal = left.fields.map((field, i) => callRex('IS NOT DISTINCT FROM', [input(i, field.type), input(width + i, right.fields[i]?.type ?? field.type)], t.notNull(t.BOOLEAN)));
  return distinct({ kind: 'join', join: below.operator === 'INTERSECT' ? 'SEMI' : 'ANTI', left, right, condition: allOf(equal), hints: [], fields: below.fields });
}

/** What calls read is read from the first column that holds it: a projection gives a column once. */
function withoutCopies(rel: Rel): Rel {
  const below = mapInputs(rel, withoutCopies);
  if ((below.kind !== 'over' && below.kind !== 'aggregate' && below.kind !== 'group window') || below.input.kind !== 'project') return below;
  const { exprs } = below.input;
  const at = (column: number): number => {
    const rex = exprs[column];
    return rex === undefined || isChanging(rex) ? column : exprs.findIndex((other) => same(other, rex));
  };
  const key = <T extends { readonly index: number }>(one: T): T => ({ ...one, index: at(one.index) });
  if (below.kind === 'over') return { ...below, calls: below.calls.map((call) => ({ ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), partitionBy: call.partitionBy.map(at), orderBy: call.orderBy.map(key) })) };
  const calls = below.calls.map((call): AggregateCall => (call.name.startsWith('GROUP') ? call : { ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), orderBy: call.orderBy.map(key) }));
  return { ...below, calls };
}

function distinct(rel: Rel): Rel {
  const all = rel.fields.map((_field, i) => i);
  return { kind: 'aggregate', input: rel, groups: all, sets: [all], calls: [], fields: rel.fields };
}

/** Rows that are written out are one list. */
function asValues(union: Extract<Rel, { kind: 'set' }>): Rel {
  const rows: Row[] = [];
  for (const one of union.inputs) {
    if (one.kind !== 'project' || one.input.kind !== 'values' || one.input.rows.length !== 1 || one.input.fields.length > 0) return union;
    const literals = one.exprs.map(fold).flatMap((rex) => (rex.kind === 'literal' ? [rex.value] : []));
    if (literals.length !== one.exprs.length) return union;
    rows.push(literals);
  }
  return { kind: 'values', rows, fields: union.fields };
}

/** INTERSECT ALL and EXCEPT ALL: how often a row is on each side, and then the row so often (ReplaceIntersectWithSemiJoin's kin, replicate_rows). */
function counted(rel: Extract<Rel, { kind: 'set' }>, left: Rel, right: Rel): Rel {
  const big = t.notNull(t.BIGINT);
  const width = rel.fields.length;
  const marks: readonly Field[] = [{ name: 'vcol_left_marker', type: t.BIGINT }, { name: 'vcol_right_marker', type: t.BIGINT }];
  const marked = (of: Rel, marks_: readonly [number | null, number | null]): Rel => ({ kind: 'project', input: of, exprs: [...columnsOf(of.fields), ...marks_.map((mark) => literal(mark, t.BIGINT))], fields: [...rel.fields, ...marks] });
  const union: Rel = { kind: 'set', operator: 'UNION', all: true, inputs: [marked(left, [1, null]), marked(right, [null, 1])], fields: [...rel.fields, ...marks] };
  const groups = rel.fields.map((_field, i) => i);
  const calls = [width, width + 1].map((column): AggregateCall => ({ name: 'COUNT', args: [column], distinct: false, filter: null, type: big, orderBy: [], options: {} }));
  const grouped: Rel = { kind: 'aggregate', input: union, groups, sets: [groups], calls, fields: [...rel.fields, { name: 'vcol_left_cnt', type: big }, { name: 'vcol_right_cnt', type: big }] };
  const [l, r] = [input(width, big), input(width + 1, big)];
  const least = callRex('CASE', [callRex('>', [l, r], t.notNull(t.BOOLEAN)), r, l], big);
  const times: Rex = rel.operator === 'INTERSECT' ? least : callRex('-', [l, r], big);
  const several: Rel = { kind: 'project', input: grouped, exprs: [...columnsOf(rel.fields), times], fields: [...rel.fields, { name: '$times', type: big }] };
  const wanted = filter(several, callRex('>', [input(width, big), literal(0, big)], t.notNull(t.BOOLEAN)));
  const less = callRex('-', [{ kind: 'outer', depth: 1, index: width, type: big }, literal(1, big)], big);
  const list = callRex('SPLIT', [callRex('REPEAT', [literal(',', t.STRING), callRex('CAST', [less], t.INT)], t.STRING), literal(',', t.STRING)], t.array(t.STRING));
  const each: Rel = { kind: 'unnest', collection: list, ordinality: false, fields: [{ name: '$each', type: t.STRING }] };
  const replicated: Rel = { kind: 'correlate', join: 'INNER', left: wanted, right: each, condition: TRUE, fields: [...wanted.fields, ...each.fields] };
  return project(replicated, columnsOf(rel.fields), rel.fields);
}
