// Queries within expressions become joins: EXISTS and IN to semi and anti joins, values to outer joins (FlinkSubQueryRemoveRule).
import { callRex, input, literal, type Rex, visit } from '../expr/rex.ts';
import type { AggregateCall, JoinType, Rel } from '../query/rel.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { attempt } from '../problem.ts';
import { hasValues, impossible, lowered, type Pulled, pull, reachesOut } from './decorrelate.ts';
import { generated } from './generate.ts';
import { allOf, columnsOf, conjuncts, filter, mapInputs, nullable, project, substitute, TRUE } from './rels.ts';
import { planError } from './tables.ts';

type QueryRex = Extract<Rex, { kind: 'query' }>;

const hasQuery = (rex: Rex): boolean => {
  let found = false;
  visit(rex, (node) => {
    if (node.kind === 'query') found = true;
  });
  return found;
};

/** The same rows, without queries within expressions and without rows that see others, but for the elements of collections. */
export function withoutQueries(rel: Rel): Rel {
  const below = mapInputs(rel, withoutQueries);
  switch (below.kind) {
    case 'filter': return hasQuery(below.condition) ? filteredByQueries(below.input, below.condition) : below;
    case 'project': {
      if (!below.exprs.some(hasQuery)) return below;
      const { rel: wide, exprs } = valuesOf(below.input, below.exprs);
      return { kind: 'project', input: wide, exprs, fields: below.fields };
    }
    case 'join': {
      if (!hasQuery(below.condition)) return below;
      if (below.join !== 'INNER') throw planError('Sub-queries are not supported in the condition of an outer join.');
      const plain = conjuncts(below.condition).filter((part) => !hasQuery(part));
      return filteredByQueries({ ...below, condition: allOf(plain) }, allOf(conjuncts(below.condition).filter(hasQuery)));
    }
    case 'correlate': return withoutCorrelation(below);
    default: return below;
  }
}

/** What is asked by equality becomes a join by it; what is asked otherwise is made for each value there is. */
function pulledFor(left: Rel, rel: Rel, counts = true): Pulled {
  // Calcite's decorrelator goes through no Values (RelDecorrelator.decorrelateRel).
  if (reachesOut(rel) && hasValues(rel)) throw impossible();
  const made = attempt(() => pull(rel, counts));
  return made.ok ? made.value : generated(left, rel);
}

interface Joined {
  readonly rel: Rel;
  /** The columns that were wanted, over the join's. */
  readonly columns: readonly Rex[];
}

/** The rows on the left with what belongs to them. `more` is asked too: over left columns, then over the wanted ones. */
function joined(left: Rel, of: Pulled, join: JoinType, more: (columns: readonly Rex[]) => readonly Rex[]): Joined {
  const width = left.fields.length;
  const right = join === 'LEFT' && !of.isSingle ? settled(of) : of;
  const isOuter = join === 'LEFT' || (join === 'INNER' && right.isSingle && right.conditions.length > 0);
  const type: JoinType = isOuter ? 'LEFT' : join;
  const columns = right.columns.map((rex) => lowered(rex, width));
  const condition = allOf([...right.conditions.map((part) => lowered(part, width)), ...more(columns)]);
  const onlyLeft = join === 'SEMI' || join === 'ANTI';
  const fields = onlyLeft ? left.fields : [...left.fields, ...(isOuter ? nullable(right.rel.fields) : right.rel.fields)];
  const made: Rel = { kind: 'join', join: type, left, right: right.rel, condition, hints: [], fields };
  return { rel: filter(made, allOf(right.after.map((part) => lowered(part, width)))), columns };
}

/** Columns that are more than columns are made before an outer join, which makes them NULL. */
function settled(of: Pulled): Pulled {
  if (of.columns.every((rex) => rex.kind === 'input')) return of;
  const width = of.rel.fields.length;
  const exprs = [...columnsOf(of.rel.fields), ...of.columns.map((rex) => (canStand(rex) ? rex : literal(null, rex.type)))];
  const fields = exprs.map((rex, i): Field => of.rel.fields[i] ?? { name: `$s${i}`, type: rex.type });
  return { ...of, rel: { kind: 'project', input: of.rel, exprs, fields }, columns: of.columns.map((rex, i) => (canStand(rex) ? input(width + i, rex.type) : rex)) };
}

const canStand = (rex: Rex): boolean => {
  let outer = false;
  visit(rex, (node) => {
    if (node.kind === 'outer') outer = true;
  });
  return !outer;
};

function withoutCorrelation(rel: Extract<Rel, { kind: 'correlate' }>): Rel {
  const { left, right, join, condition } = rel;
  const width = left.fields.length;
  if (right.kind === 'unnest') {
    if (reachesOut(right)) return rel;
    const fields = [...left.fields, ...(join === 'LEFT' ? nullable(right.fields) : right.fields)];
    return { kind: 'join', join, left, right, condition, hints: [], fields };
  }
  const collection = overCollection(right);
  if (collection !== null) {
    const { unnest, columns, conditions } = collection;
    const fields = [...left.fields, ...(join === 'LEFT' ? nullable(unnest.fields) : unnest.fields)];
    const wanted = [...columnsOf(left.fields), ...columns.map((rex) => lowered(rex, width))];
    const own = allOf([...conditions.map((part) => lowered(part, width)), substitute(condition, wanted)]);
    const made: Rel = { kind: 'correlate', join, left, right: unnest, condition: join === 'LEFT' ? own : TRUE, fields };
    return project(join === 'LEFT' ? made : filter(made, own), wanted, rel.fields);
  }
  const made = joined(left, pulledFor(left, right, false), join, (columns) => conjuncts(substitute(condition, [...columnsOf(left.fields), ...columns])));
  return project(made.rel, [...columnsOf(left.fields), ...made.columns], rel.fields);
}

/** Projections and filters over the elements of a collection, and nothing else. */
function overCollection(rel: Rel): { readonly unnest: Extract<Rel, { kind: 'unnest' }>; readonly columns: readonly Rex[]; readonly conditions: readonly Rex[] } | null {
  if (rel.kind === 'unnest') return { unnest: rel, columns: columnsOf(rel.fields), conditions: [] };
  if (rel.kind !== 'project' && rel.kind !== 'filter') return null;
  const below = overCollection(rel.input);
  if (below === null) return null;
  if (rel.kind === 'project') return { ...below, columns: rel.exprs.map((rex) => substitute(rex, below.columns)) };
  return { ...below, conditions: [...below.conditions, substitute(rel.condition, below.columns)] };
}

/** A filter whose parts hold queries. */
function filteredByQueries(of: Rel, condition: Rex): Rel {
  const width = of.fields.length;
  const plain = conjuncts(condition).filter((part) => !hasQuery(part));
  let made = filter(of, allOf(plain));
  for (const part of conjuncts(condition).filter(hasQuery)) made = joinedBy(made, part);
  return project(made, columnsOf(of.fields.slice(0, width)), of.fields);
}

function joinedBy(left: Rel, part: Rex): Rel {
  const negated = part.kind === 'call' && part.name === 'NOT';
  const query = negated ? part.args[0] : part;
  if (query?.kind === 'query' && query.mode !== 'scalar' && query.args.some(hasQuery)) {
    const { rel, exprs } = valuesOf(left, query.args);
    const settled_: Rex = { ...query, args: exprs };
    return project(joinedBy(rel, negated ? { ...part, args: [settled_] } : settled_), columnsOf(left.fields), left.fields);
  }
  if (query?.kind !== 'query' || query.mode === 'scalar') {
    const { rel, exprs } = valuesOf(left, [part]);
    return project(filter(rel, allOf(exprs)), columnsOf(left.fields), left.fields);
  }
  const of = pull(withoutQueries(query.rel));
  const isNullable = query.type.nullable;
  const tests = (columns: readonly Rex[], sign: string): readonly Rex[] => query.args.map((arg, i) => callRex(sign, [arg, columns[i] ?? arg], t.withNull(t.BOOLEAN, isNullable)));
  const orUnknown = (rex: Rex): Rex => {
    const unknown = (rex.kind === 'call' ? rex.args : []).filter((arg) => arg.type.nullable).map((arg) => callRex('IS NULL', [arg], t.notNull(t.BOOLEAN)));
    return unknown.length === 0 ? rex : callRex('OR', [...unknown, rex], t.notNull(t.BOOLEAN));
  };
  if (query.mode === 'exists') {
    if (of.isSingle && of.after.length === 0) return negated ? filter(left, literal(false, t.notNull(t.BOOLEAN))) : left;
    return joined(left, noAfter(of), negated ? 'ANTI' : 'SEMI', () => []).rel;
  }
  if (query.mode === 'in') return joined(left, noAfter(of), negated ? 'ANTI' : 'SEMI', (columns) => (negated ? tests(columns, '=').map(orUnknown) : tests(columns, '='))).rel;
  const [quantifier = 'SOME', sign = '='] = query.mode.split(' ');
  // Some row for which it holds; or no row for which it does not.
  if ((quantifier === 'SOME') !== negated) return joined(left, noAfter(of), 'SEMI', (columns) => (negated ? tests(columns, sign).map((test) => callRex('IS FALSE', [test], t.notNull(t.BOOLEAN))) : tests(columns, sign))).rel;
  return joined(left, noAfter(of), 'ANTI', (columns) => tests(columns, sign).map((test) => (quantifier === 'SOME' ? callRex('IS NOT FALSE', [test], t.notNull(t.BOOLEAN)) : callRex('IS NOT TRUE', [test], t.notNull(t.BOOLEAN))))).rel;
}

function noAfter(of: Pulled): Pulled {
  if (of.after.length > 0 || (of.isSingle && of.conditions.length > 0)) throw planError('unexpected correlate variable $cor0 in the plan');
  return of;
}

/** Expressions with queries in them, as expressions over the relation with what the queries give beside it. */
function valuesOf(of: Rel, exprs: readonly Rex[]): { readonly rel: Rel; readonly exprs: readonly Rex[] } {
  let rel = of;
  const replace = (rex: Rex): Rex => {
    if (rex.kind !== 'call' && rex.kind !== 'query') return rex;
    const args = rex.args.map(replace);
    if (rex.kind === 'call') return { ...rex, args };
    const made = valueOf(rel, { ...rex, args });
    rel = made.rel;
    return made.rex;
  };
  const replaced = exprs.map(replace);
  return { rel, exprs: replaced };
}

const count = (args: readonly number[]): AggregateCall => ({ name: 'COUNT', args, distinct: false, filter: null, type: t.notNull(t.BIGINT), orderBy: [], options: {} });

function valueOf(left: Rel, query: QueryRex): { readonly rel: Rel; readonly rex: Rex } {
  const inner = withoutQueries(query.rel);
  if (query.mode === 'scalar') {
    const made = joined(left, pulledFor(left, single(inner, query.type)), 'LEFT', () => []);
    return { rel: made.rel, rex: made.columns[0] ?? literal(null, query.type) };
  }
  if (query.mode === 'exists') return counted(left, inner, [], (found) => found);
  if (query.mode === 'in') return among(left, inner, query);
  throw planError(`Unsupported sub-query ${query.mode} in an expression.`);
}

/** One row, or the failure that there are more. */
function single(rel: Rel, type: t.LogicalType): Rel {
  if (isOne(rel)) return rel;
  const call: AggregateCall = { name: 'SINGLE_VALUE', args: [0], distinct: false, filter: null, type: t.withNull(t.plain(type), true), orderBy: [], options: {} };
  return { kind: 'aggregate', input: rel, groups: [], sets: [[]], calls: [call], fields: rel.fields.map((field) => ({ ...field, type: call.type })) };
}

function isOne(rel: Rel): boolean {
  if (rel.kind === 'project') return isOne(rel.input);
  return (rel.kind === 'aggregate' && rel.groups.length === 0 && rel.sets.length === 1) || (rel.kind === 'values' && rel.rows.length <= 1);
}

/** How many rows belong together, all and those whose column is not NULL; `then` says what comes of it. */
function counted(left: Rel, inner: Rel, columns: readonly number[], then: (found: Rex, all: Rex, known: Rex) => Rex): { readonly rel: Rel; readonly rex: Rex } {
  const calls = [count([]), ...columns.map((column) => count([column]))];
  const grouped: Rel = { kind: 'aggregate', input: inner, groups: [], sets: [[]], calls, fields: calls.map((call, i) => ({ name: `$n${i}`, type: call.type })) };
  const made = joined(left, pulledFor(left, grouped), 'LEFT', () => []);
  const zero = literal(0, t.notNull(t.BIGINT));
  // Where nothing ever came the count's row is missing.
  const at = (i: number): Rex => callRex('CASE', [callRex('IS NULL', [made.columns[i] ?? zero], t.notNull(t.BOOLEAN)), zero, made.columns[i] ?? zero], t.notNull(t.BIGINT));
  return { rel: made.rel, rex: then(callRex('>', [at(0), zero], t.notNull(t.BOOLEAN)), at(0), at(Math.min(1, columns.length))) };
}

/** Whether values are among a query's rows, with what NULL makes of it. */
function among(left: Rel, inner: Rel, query: QueryRex): { readonly rel: Rel; readonly rex: Rex } {
  const all = inner.fields.map((_field, i) => i);
  const flagged: Rel = { kind: 'project', input: { kind: 'aggregate', input: inner, groups: all, sets: [all], calls: [], fields: inner.fields }, exprs: [...columnsOf(inner.fields), TRUE], fields: [...inner.fields, { name: '$found', type: TRUE.type }] };
  if (reachesOut(inner)) throw planError('unexpected correlate variable $cor0 in the plan');
  const made = joined(left, pull(flagged), 'LEFT', (columns) => query.args.map((arg, i) => callRex('=', [arg, columns[i] ?? arg], t.BOOLEAN)));
  const flag = made.columns.at(-1) ?? TRUE;
  const isFound = callRex('IS NOT NULL', [flag], t.notNull(t.BOOLEAN));
  if (!query.type.nullable) return { rel: made.rel, rex: isFound };
  const [first] = query.args;
  return counted(made.rel, inner, [0], (found, whole, known) => {
    const unknown = literal(null, t.BOOLEAN);
    const never = literal(false, t.BOOLEAN);
    const isNull = first === undefined ? never : callRex('IS NULL', [first], t.notNull(t.BOOLEAN));
    return callRex('CASE', [callRex('NOT', [found], t.notNull(t.BOOLEAN)), never, isFound, literal(true, t.BOOLEAN), isNull, unknown, callRex('<', [known, whole], t.notNull(t.BOOLEAN)), unknown, never], t.BOOLEAN);
  });
}

