// Logical optimisation: a bound query becomes relational algebra without queries in expressions, filters low, columns few.
import { callRex, input, inputsOf, literal, type Rex, rewrite } from '../expr/rex.ts';
import type { AggregateCall, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import type { Value } from '../value.ts';
import { fold } from './fold.ts';
import { withJoinKeys } from './join-keys.ts';
import { withoutEmpty } from './never.ts';
import { pruned } from './prune.ts';
import { pushed } from './pushdown.ts';
import { allOf, columnsOf, conjuncts, filter, isChanging, isIdentity, mapInputs, project, TRUE } from './rels.ts';
import { same } from '../same.ts';
import { isList, rowFields, rowsOf } from './rows.ts';
import { withoutGroups } from './unique.ts';
import { withoutQueries } from './subquery.ts';

/** The same rows, quicker. */
export function optimise(rel: Rel, batch = false): Rel {
  const plain = withoutSets(withoutQueries(withoutSets(rel)));
  const low = withConstants(withoutCopies(withoutEmpty(settledOverSets(withoutNames(withJoinKeys(pushed(withoutNames(plain, batch), [])), batch)))));
  return pruned(low, batch);
}

/** UNION, INTERSECT and EXCEPT as what a stream has operators for; VALUES as a list, or as the union of its rows. */
function withoutSets(rel: Rel): Rel {
  const rows = rowsOf(rel);
  if (rows !== null) return withRows(rel, rows);
  const below = mapInputs(rel, withoutSets);
  if (below.kind === 'aggregate') return withoutGroups(below);
  return below.kind === 'set' ? withoutSet({ ...below, inputs: below.inputs.map((one) => retyped(one, below.fields)) }) : below;
}

/** A projection that gives rows as they are is none, whatever it calls them (ProjectRemoveRule). */
function withoutNames(rel: Rel, batch: boolean): Rel {
  const below = mapInputs(rel, (one) => withoutNames(one, batch));
  if (below.kind !== 'project' || !isIdentity(below.exprs, below.input.fields.length)) return below;
  let of = below.input;
  while (of.kind === 'filter') of = of.input;
  return of.kind === 'set' || of.kind === 'project' || (batch && of.kind === 'over' && below.input.kind === 'filter') ? below.input : below;
}

/** What is made of a union's rows is computed as the job runs, should it come to be made of constants. */
function settledOverSets(rel: Rel): Rel {
  const below = mapInputs(rel, settledOverSets);
  if (below.kind !== 'project' || below.input.kind !== 'set') return below;
  return { ...below, exprs: below.exprs.map(fold).map((rex) => rewrite(rex, (node) => (node.kind === 'call' && inputsOf(node).length > 0 ? { ...node, late: true } : node))) };
}

function withRows(rel: Rel, rows: readonly Extract<Rel, { kind: 'project' }>[]): Rel {
  const list = rows.map((row) => row.exprs.map(fold).flatMap((rex) => (rex.kind === 'literal' ? [rex.value] : [])));
  if (isList(rel) && list.every((row) => row.length === rel.fields.length)) return { kind: 'values', rows: list, fields: rel.fields };
  const fields = rowFields(rel.fields);
  const each = rows.map((row): Rel => retyped({ kind: 'project', input: row.input, exprs: row.exprs, fields: row.exprs.map((rex, i) => ({ name: fields[i]?.name ?? '', type: rex.type })) }, fields));
  const [only] = each;
  return each.length === 1 && only !== undefined ? only : { kind: 'set', operator: 'UNION', all: true, inputs: each, fields };
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
  if (below.operator === 'UNION') return below.all ? below : distinct({ ...below, all: true, inputs: below.inputs.map(withoutDistinct) });
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
  return withoutGroups({ kind: 'aggregate', input: rel, groups: all, sets: [all], calls: [], fields: rel.fields });
}

/** What is told apart above need not be below (AggregateUnionAggregateRule). */
const withoutDistinct = (rel: Rel): Rel => (rel.kind === 'aggregate' && rel.calls.length === 0 && rel.sets.length === 1 && rel.groups.length === rel.input.fields.length && rel.groups.every((group, i) => group === i) ? rel.input : rel);

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
