// Logical optimisation: a bound query becomes relational algebra without queries in expressions, filters low, columns few.
import { callRex, input, literal, type Rex, rewrite } from '../expr/rex.ts';
import type { AggregateCall, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import type { Row, Value } from '../value.ts';
import { fold } from './fold.ts';
import { withoutEmpty } from './never.ts';
import { pruned } from './prune.ts';
import { pushed } from './pushdown.ts';
import { allOf, columnsOf, conjuncts, filter, isChanging, mapInputs, project, same, TRUE } from './rels.ts';
import { withoutQueries } from './subquery.ts';

/** The same rows, quicker. */
export function optimise(rel: Rel, batch = false): Rel {
  const plain = withoutSets(withoutQueries(withoutSets(rel)));
  const low = withConstants(withoutCopies(withoutEmpty(pushed(plain, []))));
  return pruned(low, batch);
}

/** UNION, INTERSECT and EXCEPT as what a stream has operators for. */
function withoutSets(rel: Rel): Rel {
  // The one row of VALUES is a projection where something is made of it.
  if (rel.kind === 'project' && rel.input.kind === 'project' && rel.input.rows === true) return rel;
  const below = mapInputs(rel, withoutSets);
  if (below.kind === 'project' && below.rows === true) {
    const made = asValues({ kind: 'set', operator: 'UNION', all: true, inputs: [below], fields: below.fields });
    return made.kind === 'values' ? made : below;
  }
  return below.kind === 'set' ? withoutSet({ ...below, inputs: below.inputs.map((one) => retyped(one, below.fields)) }) : below;
}

/** The columns with exactly these types: an input that never gives NULL is cast to one that may. */
function retyped(rel: Rel, fields: readonly Field[]): Rel {
  if (rel.fields.every((field, i) => field.type.nullable === fields[i]?.type.nullable)) return rel;
  const exprs = rel.fields.map((field, i): Rex => {
    const type = fields[i]?.type ?? field.type;
    const column = input(i, field.type);
    return field.type.nullable === type.nullable ? column : callRex('CAST', [column], type);
  });
  return { kind: 'project', input: rel, exprs, fields: rel.fields.map((field, i) => ({ ...field, type: exprs[i]?.type ?? field.type })) };
}

function withoutSet(below: Extract<Rel, { kind: 'set' }>): Rel {
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

/** Columns that a condition below holds to one value are that value (ReduceExpressionsRule). */
function withConstants(rel: Rel): Rel {
  const below = mapInputs(rel, withConstants);
  if (below.kind !== 'project') return below;
  const known = constantsOf(below.input);
  if (known.size === 0) return below;
  return { ...below, exprs: below.exprs.map((rex) => (isTimed(rex.type) ? rex : rewrite(rex, (node) => (node.kind === 'input' ? (known.get(node.index) ?? node) : node)))) };
}

const isTimed = (type: t.LogicalType): boolean => 'attribute' in type && type.attribute !== undefined;

function constantsOf(rel: Rel): ReadonlyMap<number, Rex> {
  switch (rel.kind) {
    case 'filter': {
      const found = new Map(constantsOf(rel.input));
      for (const part of conjuncts(rel.condition)) {
        const [a, b] = part.kind === 'call' ? part.args : [];
        if (part.kind === 'call' && part.name === 'IS NULL' && a?.kind === 'input') found.set(a.index, literal(null, a.type));
        if (part.kind !== 'call' || part.name !== '=' || a?.kind !== 'input' || b?.kind !== 'literal' || b.value === null || isTimed(a.type)) continue;
        const value = asColumn(b.value, b.type, a.type);
        if (value !== null) found.set(a.index, a.type.nullable ? callRex('CAST', [value], a.type) : value);
      }
      return found;
    }
    case 'project': {
      const below = constantsOf(rel.input);
      return new Map(rel.exprs.flatMap((rex, i): [number, Rex][] => {
        const value = rex.kind === 'input' ? below.get(rex.index) : undefined;
        return value === undefined ? [] : [[i, value]];
      }));
    }
    case 'join': {
      const width = rel.left.fields.length;
      const left = rel.join === 'RIGHT' || rel.join === 'FULL' ? [] : [...constantsOf(rel.left)];
      const right = rel.join === 'INNER' || rel.join === 'RIGHT' ? [...constantsOf(rel.right)].map(([at, rex]): [number, Rex] => [at + width, rex]) : [];
      return new Map([...left, ...right]);
    }
    case 'watermark': return constantsOf(rel.input);
    default: return new Map();
  }
}

/** A literal as a value of the column's type, null where it is none without a loss. */
function asColumn(value: Value, type: t.LogicalType, column: t.LogicalType): Rex | null {
  const isSame = t.sameType(type, column) || (t.isText(type) && column.kind === 'VARCHAR' && column.length === t.MAX_LENGTH) || (type.kind === 'DECIMAL' && column.kind === 'DECIMAL' && type.scale === column.scale && type.precision <= column.precision);
  return isSame ? literal(value, t.notNull(column)) : null;
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
