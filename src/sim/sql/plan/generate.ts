// Queries that ask more of the row around them than equality: the values that they ask of it are listed once each, and the query is made for every one of them (RelDecorrelator's value generator).
import { callRex, input, literal, type Rex, rewrite, shiftInputs, visit } from '../expr/rex.ts';
import type { AggregateCall, OverCall, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { impossible, isSingle, type Pulled, reachesOut } from './decorrelate.ts';
import { allOf, columnsOf, filter, nullable, TRUE } from './rels.ts';

/** What is asked of the row around: the columns of it, as the first ones of a relation that has each of their values once. */
interface Values {
  readonly rel: Rel;
  readonly columns: readonly number[];
}

/** The query for each of the values that rows on the left have; what belongs to a row is told by these values. */
export function generated(left: Rel, rel: Rel): Pulled {
  const columns = [...new Set(outersOf(rel))].sort((a, b) => a - b);
  if (columns.length === 0) throw impossible();
  const asked: Rel = { kind: 'project', input: left, exprs: columns.map((column) => input(column, left.fields[column]?.type ?? t.NULL)), fields: columns.map((column, i): Field => ({ name: `$v${i}`, type: left.fields[column]?.type ?? t.NULL })) };
  const all = columns.map((_column, i) => i);
  const values: Values = { rel: { kind: 'aggregate', input: asked, groups: all, sets: [all], calls: [], fields: asked.fields }, columns };
  const made = forEach(rel, values);
  const single = isSingle(rel);
  const width = columns.length;
  const conditions = columns.map((column, i) => callRex('IS NOT DISTINCT FROM', [{ kind: 'outer', depth: 1, index: column, type: left.fields[column]?.type ?? t.NULL }, input(i, made.fields[i]?.type ?? t.NULL)], t.notNull(t.BOOLEAN)));
  return { rel: made, columns: rel.fields.map((field, i) => counted(rel, i, input(i + width, t.withNull(field.type, single || field.type.nullable)))), conditions, isSingle: single, after: [] };
}

/** A count of nothing is 0: for values without rows the row itself is missing. */
function counted(rel: Rel, at: number, column: Rex): Rex {
  if (rel.kind === 'project') {
    const rex = rel.exprs[at];
    return rex?.kind === 'input' ? counted(rel.input, rex.index, column) : column;
  }
  const call = rel.kind === 'aggregate' && isSingle(rel) ? rel.calls[at] : undefined;
  if (call === undefined || !call.name.includes('COUNT')) return column;
  return callRex('CASE', [callRex('IS NULL', [column], t.notNull(t.BOOLEAN)), literal(0, t.notNull(t.BIGINT)), column], t.notNull(t.BIGINT));
}

function outersOf(rel: Rel): readonly number[] {
  const found: number[] = [];
  const seen = (rex: Rex): void => visit(rex, (node) => {
    if (node.kind === 'outer' && node.depth === 1) found.push(node.index);
  });
  const walk = (of: Rel): void => {
    switch (of.kind) {
      case 'project': of.exprs.forEach(seen); return walk(of.input);
      case 'filter': seen(of.condition); return walk(of.input);
      case 'join': seen(of.condition); walk(of.left); return walk(of.right);
      case 'set': return of.inputs.forEach(walk);
      case 'aggregate': case 'sort': case 'over': return walk(of.input);
      default: if (reachesOut(of)) throw impossible();
    }
  };
  walk(rel);
  return found;
}

/** The relation with the values as its first columns, for each of them what it gives for it. */
function forEach(rel: Rel, values: Values): Rel {
  const { rel: list, columns } = values;
  const width = columns.length;
  const at = (index: number): number => index + width;
  const settled = (rex: Rex): Rex => rewrite(shiftInputs(rex, at), (node) => (node.kind !== 'outer' ? node : node.depth === 1 ? input(columns.indexOf(node.index), node.type) : { ...node, depth: node.depth - 1 }));
  const own = columnsOf(list.fields);
  if (!reachesOut(rel)) return { kind: 'join', join: 'INNER', left: list, right: rel, condition: TRUE, hints: [], fields: [...list.fields, ...rel.fields] };
  const fields = [...list.fields, ...rel.fields];
  const keys = columns.map((_column, i) => i);
  switch (rel.kind) {
    case 'filter': return filter(forEach(rel.input, values), settled(rel.condition));
    case 'project': return { kind: 'project', input: forEach(rel.input, values), exprs: [...own, ...rel.exprs.map(settled)], fields };
    case 'aggregate': {
      const calls = rel.calls.map((call): AggregateCall => ({ ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), orderBy: call.orderBy.map((key) => ({ ...key, index: at(key.index) })) }));
      return { ...rel, input: forEach(rel.input, values), groups: [...keys, ...rel.groups.map(at)], sets: rel.sets.map((set) => [...keys, ...set.map(at)]), calls, fields };
    }
    case 'over': {
      const calls = rel.calls.map((call): OverCall => ({ ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), partitionBy: [...keys, ...call.partitionBy.map(at)], orderBy: call.orderBy.map((key) => ({ ...key, index: at(key.index) })) }));
      return { ...rel, input: forEach(rel.input, values), calls, fields };
    }
    case 'sort': return rel.limit === null && rel.offset === 0 ? forEach(rel.input, values) : firstOfEach(rel, forEach(rel.input, values), width);
    case 'set': return { ...rel, inputs: rel.inputs.map((one) => forEach(one, values)), fields };
    case 'join': return joinedFor(rel, values, settled);
    default: throw impossible();
  }
}

/** LIMIT for each of the values: rows are numbered by them. */
function firstOfEach(rel: Extract<Rel, { kind: 'sort' }>, of: Rel, width: number): Rel {
  const big = t.notNull(t.BIGINT);
  const at = of.fields.length;
  const call: OverCall = { name: 'ROW_NUMBER', args: [], distinct: false, filter: null, type: big, options: {}, partitionBy: of.fields.slice(0, width).map((_field, i) => i), orderBy: rel.keys.map((key) => ({ ...key, index: key.index + width })), frame: { unit: 'ROWS', from: { kind: 'unbounded', following: false }, to: { kind: 'current', following: false } } };
  const numbered: Rel = { kind: 'over', input: of, calls: [call], fields: [...of.fields, { name: 'w0$o0', type: big }] };
  const bound = (sign: string, value: number): Rex => callRex(sign, [input(at, big), literal(value, big)], t.notNull(t.BOOLEAN));
  const parts = [...(rel.offset > 0 ? [bound('>', rel.offset)] : []), ...(rel.limit === null ? [] : [bound('<=', rel.offset + rel.limit)])];
  return { kind: 'project', input: { kind: 'filter', input: numbered, condition: allOf(parts), fields: numbered.fields }, exprs: columnsOf(of.fields), fields: of.fields };
}

/** One side is made for each of the values, the other stays as it is where it looks at no row around it. */
function joinedFor(rel: Extract<Rel, { kind: 'join' }>, values: Values, settled: (rex: Rex) => Rex): Rel {
  if (reachesOut(rel.right) || rel.join === 'RIGHT' || rel.join === 'FULL') throw impossible();
  const left = forEach(rel.left, values);
  const onlyLeft = rel.join === 'SEMI' || rel.join === 'ANTI';
  const right = rel.join === 'LEFT' ? nullable(rel.right.fields) : rel.right.fields;
  return { ...rel, left, condition: settled(rel.condition), fields: onlyLeft ? left.fields : [...left.fields, ...right] };
}
