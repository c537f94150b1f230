// Queries that look at the row around them, made into joins: what they ask of that row is pulled up out of them (FlinkDecorrelateProgram).
import { callRex, input, literal, type Rex, rewrite, shiftInputs, visit } from '../expr/rex.ts';
import type { AggregateCall, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { allOf, columnsOf, conjuncts, filter, isIdentity, nullable, substitute, uniqueNames } from './rels.ts';
import { planError } from './tables.ts';

/** A relation that looks at no row around it, and what remains to be asked of that row. */
export interface Pulled {
  readonly rel: Rel;
  /** The columns that were wanted, over those of `rel`; they may look outside. */
  readonly columns: readonly Rex[];
  /** What holds for rows that belong together. */
  readonly conditions: readonly Rex[];
  /** An aggregate over everything: where nothing belongs together there is a row all the same. */
  readonly isSingle: boolean;
  /** What is asked after that. */
  readonly after: readonly Rex[];
}

const looksOut = (rex: Rex): boolean => {
  let found = false;
  visit(rex, (node) => {
    if (node.kind === 'outer') found = true;
  });
  return found;
};

/** Whether anything within looks `depth` rows outwards, or further. */
export function reachesOut(rel: Rel, depth = 1): boolean {
  const rexOut = (rex: Rex): boolean => {
    let found = false;
    visit(rex, (node) => {
      if (node.kind === 'outer' && node.depth >= depth) found = true;
    });
    return found;
  };
  switch (rel.kind) {
    case 'scan': case 'values': return false;
    case 'unnest': return rexOut(rel.collection);
    case 'project': return rel.exprs.some(rexOut) || reachesOut(rel.input, depth);
    case 'filter': return rexOut(rel.condition) || reachesOut(rel.input, depth);
    case 'join': case 'temporal join': return rexOut(rel.condition) || reachesOut(rel.left, depth) || reachesOut(rel.right, depth);
    case 'correlate': return rexOut(rel.condition) || reachesOut(rel.left, depth) || reachesOut(rel.right, depth + 1);
    case 'set': return rel.inputs.some((input_) => reachesOut(input_, depth));
    default: return reachesOut(rel.input, depth);
  }
}

export const impossible = (): Error => planError('unexpected correlate variable $cor0 in the plan');
const fieldOf = (rex: Rex, i: number): Field => ({ name: `$c${i}`, type: rex.type });

/** Whether rows that the text itself gives are within: SubQueryDecorrelator takes no query over them. */
export function hasValues(rel: Rel): boolean {
  switch (rel.kind) {
    case 'values': return true;
    case 'scan': case 'unnest': return false;
    case 'join': case 'temporal join': case 'correlate': return hasValues(rel.left) || hasValues(rel.right);
    case 'set': return rel.inputs.some(hasValues);
    default: return hasValues(rel.input);
  }
}

/** `counts`: a value's query gives a row, and counts 0, where nothing belongs together; a table's gives none there, as the real planner has it. */
export function pull(rel: Rel, counts = true): Pulled {
  if (!reachesOut(rel)) return { rel, columns: columnsOf(rel.fields), conditions: [], isSingle: counts && isSingle(rel), after: [] };
  if (hasValues(rel)) throw impossible();
  switch (rel.kind) {
    case 'filter': {
      const below = pull(rel.input, counts);
      const parts = conjuncts(rel.condition).map((part) => substitute(part, below.columns));
      if (below.isSingle) return { ...below, after: [...below.after, ...parts] };
      const own = parts.filter((part) => !looksOut(part));
      return { ...below, rel: filter(below.rel, allOf(own)), conditions: [...below.conditions, ...parts.filter(looksOut)] };
    }
    case 'project': {
      const below = pull(rel.input, counts);
      return { ...below, columns: rel.exprs.map((rex) => substitute(rex, below.columns)) };
    }
    case 'aggregate': return pulledAggregate(rel, counts);
    case 'sort': return rel.limit === null && rel.offset === 0 ? pull(rel.input, counts) : pulledLimit(rel, counts);
    case 'join': return pulledJoin(rel, counts);
    case 'over': {
      const { keyed, keys, below } = byKeys(pull(rel.input, counts));
      const at = (index: number): number => index + keys.length;
      const calls = rel.calls.map((call) => ({ ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), partitionBy: [...keys.map((_key, i) => i), ...call.partitionBy.map(at)], orderBy: call.orderBy.map((key) => ({ ...key, index: at(key.index) })) }));
      const over: Rel = { ...rel, input: keyed, calls, fields: [...keyed.fields, ...rel.fields.slice(rel.input.fields.length)] };
      return { ...below, rel: over, columns: columnsOf(rel.fields, keys.length), conditions: equalTo(keys) };
    }
    case 'correlate': {
      const left = pull(rel.left, counts);
      if (reachesOut(rel.right, 2) || !isIdentity(left.columns, rel.left.fields.length) || left.rel.fields.length !== rel.left.fields.length) throw impossible();
      return { ...left, rel: { ...rel, left: left.rel }, columns: columnsOf(rel.fields) };
    }
    default: throw impossible();
  }
}

/** Whether it is one row whatever comes in. */
export function isSingle(rel: Rel): boolean {
  if (rel.kind === 'project') return isSingle(rel.input);
  return (rel.kind === 'aggregate' && rel.groups.length === 0 && rel.sets.length === 1) || (rel.kind === 'values' && rel.rows.length === 1);
}

interface KeyPair {
  /** Looks outside only. */
  readonly outside: Rex;
  readonly name: string;
  /** Over the relation. */
  readonly inside: Rex;
}

/** Conditions as pairs of something outside and something inside; nothing else can become a key. */
function keysOf(conditions: readonly Rex[]): readonly KeyPair[] {
  return conditions.map((part): KeyPair => {
    const [a, b] = part.kind === 'call' && (part.name === '=' || part.name === 'IS NOT DISTINCT FROM') ? part.args : [];
    const isOutside = (rex: Rex): boolean => {
      let inside = false;
      visit(rex, (node) => {
        if (node.kind === 'input') inside = true;
      });
      return !inside;
    };
    if (part.kind !== 'call' || a === undefined || b === undefined) throw impossible();
    if (!looksOut(a) && isOutside(b)) return { outside: b, inside: a, name: part.name };
    if (!looksOut(b) && isOutside(a)) return { outside: a, inside: b, name: part.name };
    throw impossible();
  });
}

const equalTo = (keys: readonly KeyPair[]): readonly Rex[] => keys.map(({ outside, inside, name }, i) => callRex(name, [outside, input(i, inside.type)], t.BOOLEAN));

/** The relation with its keys as the first columns, and the wanted ones behind. */
function byKeys(below: Pulled): { readonly keyed: Rel; readonly keys: readonly KeyPair[]; readonly below: Pulled } {
  if (below.isSingle) throw impossible();
  const keys = keysOf(below.conditions);
  const exprs = [...keys.map(({ inside }) => inside), ...below.columns.map((rex) => (looksOut(rex) ? literal(null, t.withNull(rex.type, true)) : rex))];
  if (below.columns.some(looksOut)) throw impossible();
  return { keyed: { kind: 'project', input: below.rel, exprs, fields: uniqueNames(exprs.map((rex, i) => (rex.kind === 'input' ? { name: below.rel.fields[rex.index]?.name ?? '', type: rex.type } : fieldOf(rex, i)))) }, keys, below };
}

function pulledAggregate(rel: Extract<Rel, { kind: 'aggregate' }>, counts: boolean): Pulled {
  const { keyed: all, keys } = byKeys(pull(rel.input, counts));
  // No row outside is equal to NULL.
  const keyed = filter(all, allOf(keys.flatMap(({ name }, i): readonly Rex[] => (name === '=' && all.fields[i]?.type.nullable === true ? [callRex('IS NOT NULL', [input(i, all.fields[i].type)], t.notNull(t.BOOLEAN))] : []))));
  const at = (index: number): number => index + keys.length;
  const own = keys.map((_key, i) => i);
  const calls = rel.calls.map((call): AggregateCall => ({ ...call, args: call.args.map(at), filter: call.filter === null ? null : at(call.filter), orderBy: call.orderBy.map((key) => ({ ...key, index: at(key.index) })) }));
  const fields = [...keyed.fields.slice(0, keys.length), ...rel.fields];
  const grouped: Rel = { kind: 'aggregate', input: keyed, groups: [...own, ...rel.groups.map(at)], sets: rel.sets.map((set) => [...own, ...set.map(at)]), calls, fields };
  const single = counts && rel.groups.length === 0;
  const columns = rel.fields.map((field, i): Rex => {
    const call = rel.calls[i - rel.groups.length];
    const column = input(i + keys.length, t.withNull(field.type, single || field.type.nullable));
    return single && call !== undefined && call.name.includes('COUNT') ? callRex('CASE', [callRex('IS NULL', [column], t.notNull(t.BOOLEAN)), literal(0, field.type), column], field.type) : column;
  });
  return { rel: grouped, columns, conditions: equalTo(keys), isSingle: single, after: [] };
}

/** The first rows for each row outside: numbered by key. */
function pulledLimit(rel: Extract<Rel, { kind: 'sort' }>, counts: boolean): Pulled {
  const { keyed, keys } = byKeys(pull(rel.input, counts));
  const number = t.notNull(t.BIGINT);
  const orderBy = rel.keys.map((key) => ({ ...key, index: key.index + keys.length }));
  const width = keyed.fields.length;
  const fields = [...keyed.fields, { name: 'w0$o0', type: number }];
  const over: Rel = {
    kind: 'over', input: keyed, fields,
    calls: [{ name: 'ROW_NUMBER', args: [], distinct: false, filter: null, type: number, options: {}, partitionBy: keys.map((_key, i) => i), orderBy, frame: { unit: 'ROWS', from: { kind: 'unbounded', following: false }, to: { kind: 'current', following: false } } }],
  };
  const bound = (sign: string, value: number): Rex => callRex(sign, [input(width, number), literal(value, number)], t.notNull(t.BOOLEAN));
  const parts = [...(rel.offset > 0 ? [bound('>', rel.offset)] : []), ...(rel.limit === null ? [] : [bound('<=', rel.offset + rel.limit)])];
  return { rel: { kind: 'filter', input: over, condition: allOf(parts), fields }, columns: columnsOf(rel.fields, keys.length), conditions: equalTo(keys), isSingle: false, after: [] };
}

function pulledJoin(rel: Extract<Rel, { kind: 'join' }>, counts: boolean): Pulled {
  const [left, right] = [pull(rel.left, counts), pull(rel.right, counts)];
  if (left.isSingle && left.conditions.length > 0) throw impossible();
  if (right.isSingle && right.conditions.length > 0) throw impossible();
  const width = left.rel.fields.length;
  const moved = right.columns.map((rex) => shiftInputs(rex, (index) => index + width));
  const columns = [...left.columns, ...moved];
  const parts = conjuncts(rel.condition).map((part) => substitute(part, columns));
  const fromRight = right.conditions.map((part) => shiftInputs(part, (index) => index + width));
  const isInner = rel.join === 'INNER';
  if (!isInner && (right.conditions.length > 0 || right.columns.some(looksOut) || parts.some(looksOut) || (rel.join !== 'LEFT' && rel.join !== 'SEMI' && rel.join !== 'ANTI' && left.conditions.length > 0))) throw impossible();
  const onlyLeft = rel.join === 'SEMI' || rel.join === 'ANTI';
  const [l, r] = [rel.join === 'RIGHT' || rel.join === 'FULL' ? nullable(left.rel.fields) : left.rel.fields, rel.join === 'LEFT' || rel.join === 'FULL' ? nullable(right.rel.fields) : right.rel.fields];
  const joined: Rel = { ...rel, left: left.rel, right: right.rel, condition: allOf(parts.filter((part) => !looksOut(part))), fields: onlyLeft ? l : [...l, ...r] };
  return { rel: joined, columns: onlyLeft ? left.columns : columns, conditions: [...left.conditions, ...fromRight, ...parts.filter(looksOut)], isSingle: false, after: [] };
}

/** An expression as the row outside sees it: its own columns, then those of the relation inside; what looks further out comes one nearer. */
export function lowered(rex: Rex, width: number): Rex {
  return rewrite(shiftInputs(rex, (index) => index + width), (node) => (node.kind !== 'outer' ? node : node.depth === 1 ? input(node.index, node.type) : { ...node, depth: node.depth - 1 }));
}
