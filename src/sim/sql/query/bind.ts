// Queries bound: from the syntax tree to relational algebra, with Flink's texts where they are wrong.
import type { Expr, Query, Select, SelectItem, SortItem } from '../parser/ast.ts';
import { callRex, input, literal, type Rex, shiftInputs } from '../expr/rex.ts';
import { attempt, invalid, type Result } from '../problem.ts';
import { same } from '../same.ts';
import { commonType } from '../type/common-type.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { bind, refuseNulls } from '../validate/expression.ts';
import { generationProblem } from '../validate/functions.ts';
import { type Binding, EMPTY_SCOPE, type Scope, type ScopeColumn, scopeOf } from '../validate/scope.ts';
import type { Catalogs } from './catalog.ts';
import { NO_HINTS, type QueryContext } from './context.ts';
import { bindFrom, bindingOf, renamed } from './from.ts';
import { hintsOf, ttlOf } from './hints.ts';
import { exprKey, Grouping, hasAggregate } from './grouping.ts';
import { Windows } from './over.ts';
import { calledTwice, type Rel, type SortKey, visitRex } from './rel.ts';

/** A query over these catalogs as relational algebra, or what is wrong with it. */
export function bindQuery(query: Query, catalogs: Catalogs, batch = false): Result<Rel> {
  return attempt(() => {
    const rel = bindIn(query, null, { catalogs, named: [], depth: 0, batch, hints: NO_HINTS, bind: bindIn, uses: null });
    visitRex(rel, (rex) => {
      const problem = generationProblem(rex);
      if (problem !== null) throw problem;
    }, sound);
    return rel;
  });
}

/** Relations whose expressions the code generator takes: tables and views come again and again. */
const sound = new WeakSet<object>();

function bindIn(query: Query, outer: Scope | null, context: QueryContext): Rel {
  switch (query.kind) {
    case 'select': return select(query, outer, context, []).rel;
    case 'values': return values(query, outer, context);
    case 'set': return setOperation(query, outer, context);
    case 'ordered': return ordered(query, outer, context);
    case 'with': {
      let inner = context;
      for (const table of query.tables) {
        const rel = bindIn(table.query, outer, inner);
        const twice = table.columns.length > 0 ? undefined : calledTwice(rel)?.find((name, i, all) => all.indexOf(name) < i);
        if (twice !== undefined) throw invalid(`Column has duplicate column name '${twice}' and no column list specified`, query.at);
        if (table.columns.length > 0 && table.columns.length !== rel.fields.length) throw invalid('Number of columns must match number of query columns', query.at);
        inner = { ...inner, named: [{ name: table.name, rel: renamed(rel, table.columns) }, ...inner.named] };
      }
      return bindIn(query.of, outer, inner);
    }
    case 'whole': return bindFrom(query.table, outer, context).rel;
  }
}

const NOTHING: Rel = { kind: 'values', rows: [[]], fields: [] };

function values(query: Extract<Query, { kind: 'values' }>, outer: Scope | null, context: QueryContext): Rel {
  const binding = bindingOf({ ...EMPTY_SCOPE, outer }, context);
  for (const row of query.rows) refuseNulls(row);
  const rows = query.rows.map((row) => row.map((expr) => bind(expr, binding)));
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) throw invalid('Values passed to VALUES operator must have compatible types', query.at);
  const fields = Array.from({ length: width }, (_, i): Field => {
    const type = commonType(rows.map((row) => row[i]?.type ?? t.NULL));
    if (type === null) throw invalid('Values passed to VALUES operator must have compatible types', query.at);
    return { name: `EXPR$${i}`, type };
  });
  const inputs = rows.map((row): Rel => ({ kind: 'project', input: NOTHING, exprs: row.map((rex, i) => coerce(rex, fields[i]?.type ?? rex.type)), written: row, fields }));
  const [only] = inputs;
  const how = rows.every((row) => row.every(isLiteral)) ? 'literals' : 'computed';
  return inputs.length === 1 && only?.kind === 'project' ? { ...only, rows: how } : { kind: 'set', operator: 'UNION', all: true, inputs, rows: how, fields };
}

/** A constant as it is written, with its sign. */
const isLiteral = (rex: Rex): boolean => rex.kind === 'literal' || (rex.kind === 'call' && (rex.name === 'NEGATE' || rex.name === 'POSITIVE') && rex.args.every(isLiteral));

const coerce = (rex: Rex, type: t.LogicalType): Rex => (t.sameType(rex.type, type) ? rex : callRex('CAST', [rex], t.withNull(type, rex.type.nullable)));

function setOperation(query: Extract<Query, { kind: 'set' }>, outer: Scope | null, context: QueryContext): Rel {
  const inputs = [bindIn(query.left, outer, context), bindIn(query.right, outer, context)];
  const word = `${query.operator}${query.all ? ' ALL' : ''}`;
  const [left, right] = inputs;
  if (left === undefined || right === undefined || left.fields.length !== right.fields.length) throw invalid(`Column count mismatch in ${word}`, query.at);
  const fields = left.fields.map((field, i): Field => {
    const other = right.fields[i]?.type ?? t.NULL;
    const type = commonType([field.type, other]);
    if (type === null) throw invalid(`Type mismatch in column ${i + 1} of ${word}`, query.at);
    return { name: field.name, type: same(field.type, other) ? field.type : type };
  });
  const cast_ = inputs.map((rel): Rel => (rel.fields.every((field, i) => t.sameType(field.type, fields[i]?.type ?? field.type)) ? rel : { kind: 'project', input: rel, exprs: rel.fields.map((field, i) => coerce(input(i, field.type), fields[i]?.type ?? field.type)), fields: rel.fields.map((field, i) => ({ ...field, type: t.withNull(fields[i]?.type ?? field.type, field.type.nullable) })) }));
  return { kind: 'set', operator: query.operator, all: query.all, inputs: cast_, fields };
}

function count(expr: Expr | null, context: QueryContext): number | null {
  if (expr === null) return null;
  const rex = bind(expr, bindingOf(EMPTY_SCOPE, context));
  if (rex.kind !== 'literal' || typeof rex.value !== 'number' || rex.value < 0) throw invalid('LIMIT must be a non-negative number', expr.at);
  return rex.value;
}

const sortKey = (item: SortItem, index: number): SortKey => ({ index, descending: item.descending, nullsFirst: item.nulls === null ? !item.descending : item.nulls === 'FIRST' });

function ordered(query: Extract<Query, { kind: 'ordered' }>, outer: Scope | null, context: QueryContext): Rel {
  const [limit, offset] = [count(query.limit, context), count(query.offset, context) ?? 0];
  if (query.of.kind === 'select') {
    const { rel, keys, width } = select(query.of, outer, context, query.orderBy);
    const sorted: Rel = { kind: 'sort', input: rel, keys, offset, limit, fields: rel.fields };
    return rel.fields.length === width ? sorted : { kind: 'project', input: sorted, exprs: rel.fields.slice(0, width).map((field, i) => input(i, field.type)), fields: rel.fields.slice(0, width) };
  }
  const rel = bindIn(query.of, outer, context);
  const binding = bindingOf(scopeOf(rel.fields, '', outer), context);
  const keys = query.orderBy.map((item) => {
    const rex = item.of.kind === 'number' ? input(Number(item.of.text) - 1, t.NULL) : bind(item.of, binding);
    if (rex.kind !== 'input' || rel.fields[rex.index] === undefined) throw invalid('Ordinal out of range', item.of.at);
    return sortKey(item, rex.index);
  });
  return { kind: 'sort', input: rel, keys, offset, limit, fields: rel.fields };
}

interface Item {
  readonly of: Expr | null;
  readonly rex: Rex | null;
  readonly name: string | null;
  /** One of the columns of `*`. */
  readonly isStarred?: boolean;
}

function expandStar(item: SelectItem, columns: readonly ScopeColumn[], binding: Binding): readonly Item[] {
  const { of } = item;
  if (of.kind !== 'star') return [{ of, rex: null, name: item.alias ?? (of.kind === 'name' ? (of.parts.at(-1) ?? null) : of.kind === 'call' && !of.parentheses && of.args.length === 0 ? (of.name.at(-1) ?? null) : null) }];
  if (item.alias !== null) throw invalid("Unknown identifier '*'", of.at);
  const table = of.parts.at(-1);
  const found = table === undefined ? columns.filter((column) => column.hidden !== true) : columns.filter((column) => column.table === table);
  if (found.length === 0 && table !== undefined) {
    if (!columns.some((column) => column.name === of.parts[0])) throw invalid(`Unknown identifier '${of.parts.join('.')}'`, of.at);
    const row = bind({ kind: 'name', parts: of.parts, at: of.at }, binding);
    if (row.type.kind !== 'ROW') throw invalid(`Unknown identifier '${table}'`, of.at);
    return row.type.fields.map((field, i) => ({ of: null, name: field.name, rex: callRex('FIELD', [row, literal(i, t.notNull(t.INT))], t.withNull(field.type, field.type.nullable || row.type.nullable)) }));
  }
  const unclear = found.find((column) => column.isTwice === true);
  if (unclear !== undefined) throw invalid(`Column '${unclear.name}' is ambiguous`, of.at);
  return found.map((column) => ({ isStarred: true, of: { kind: 'name', parts: column.table === '' ? [column.name] : [column.table, column.name], at: of.at }, rex: binding.replace === null ? input(column.index, column.type) : null, name: column.name }));
}

interface Selected {
  readonly rel: Rel;
  readonly keys: readonly SortKey[];
  /** Columns that are asked for; those behind are for ORDER BY alone. */
  readonly width: number;
}

function condition(expr: Expr, binding: Binding, clause: string): Rex {
  if (clause !== 'HAVING' && hasAggregate(expr)) throw invalid(`Aggregate expression is illegal in ${clause} clause`, expr.at);
  const rex = bind(expr, { ...binding, clause: `${clause} clause` });
  if (rex.type.kind !== 'BOOLEAN' && rex.type.kind !== 'NULL') throw invalid(`${clause} clause must be a condition`, expr.at);
  return rex;
}

const filtered = (of: Rel, by: Rex | null): Rel => (by === null ? of : { kind: 'filter', input: of, condition: by, fields: of.fields });

function select(query: Select, outer: Scope | null, around: QueryContext, orderBy: readonly SortItem[]): Selected {
  const context: QueryContext = { ...around, hints: hintsOf(query) };
  const from = query.from === null ? { rel: NOTHING, columns: [] } : bindFrom(query.from, outer, context);
  const base = bindingOf({ columns: from.columns, outer }, context);
  const source = filtered(from.rel, query.where === null ? null : condition(query.where, base, 'WHERE'));
  const groups = query.groupBy !== null || query.having !== null || [...query.items.map((item) => item.of), query.having, ...orderBy.map((item) => item.of)].some(hasAggregate) ? new Grouping(source, base, query.groupBy ?? [], itemNames(query.items), context.batch) : null;
  const windows = new Windows(groups?.binding() ?? base, query.windows);
  const binding = windows.binding();
  const items = query.items.flatMap((item) => expandStar(item, from.columns, groups === null ? { ...base, replace: null } : binding));
  refuseNulls(query.items.map((item) => item.of));
  const exprs = havingFirst(query.having, () => new Grouping(source, base, query.groupBy ?? [], itemNames(query.items), context.batch).binding(), () => items.map((item) => item.rex ?? (item.of === null ? literal(null, t.NULL) : bind(item.of, binding))));
  const having = query.having === null ? null : condition(query.having, groups?.binding() ?? base, 'HAVING');
  const qualify = query.qualify === null ? null : condition(query.qualify, binding, 'HAVING');
  const order = orderBy.map((item) => orderExpr(item, items, exprs, binding));
  const settle = (rex: Rex): Rex => shiftInputs(rex, (index) => groups?.place(index) ?? index);
  windows.move((index) => groups?.place(index) ?? index, shiftInputs);
  const below = filtered(withTtl(groups?.rel() ?? source, query.from === null ? null : ttlOf(query.from, context)), having === null ? null : settle(having));
  const width = below.fields.length;
  const placed = (rex: Rex): Rex => shiftInputs(settle(rex), (index) => windows.place(index, width));
  const over = filtered(windows.rel(below), qualify === null ? null : placed(qualify));
  return finished(query, over, items, exprs.map(placed), order.map((key) => (typeof key === 'number' ? key : placed(key))), orderBy);
}

/** The validator looks at HAVING before it looks at the items: of two problems its is told. */
function havingFirst(having: Expr | null, grouped: () => Binding, items: () => Rex[]): Rex[] {
  try {
    return items();
  } catch (error) {
    if (having !== null) condition(having, grouped(), 'HAVING');
    throw error;
  }
}

const withTtl = (rel: Rel, stateTtl: string | null): Rel => (rel.kind === 'aggregate' && stateTtl !== null ? { ...rel, stateTtl } : rel);

/** What ORDER BY names: an item by its number, alias or text, else an expression of its own. */
function orderExpr(item: SortItem, items: readonly Item[], exprs: readonly Rex[], binding: Binding): number | Rex {
  const { of } = item;
  if (of.kind === 'number' && /^\d+$/.test(of.text)) {
    if (Number(of.text) < 1 || Number(of.text) > items.length) throw invalid('Ordinal out of range', of.at);
    return Number(of.text) - 1;
  }
  const called = calledOf(items);
  const alias = of.kind === 'name' && of.parts.length === 1 ? called.indexOf(of.parts[0] ?? '') : -1;
  if (alias >= 0 && called.includes(called[alias] ?? '', alias + 1)) throw invalid(`Column '${called[alias] ?? ''}' is ambiguous`, of.at);
  if (alias >= 0) return alias;
  const rex = bind(of, binding);
  const known = exprs.findIndex((other) => same(other, rex));
  return known >= 0 ? known : rex;
}

function free(name: string, used: ReadonlySet<string>): string {
  if (!used.has(name)) return name;
  let n = 0;
  while (used.has(`${name}${n}`)) n++;
  return `${name}${n}`;
}

/** What the validator calls the items: a column of `*` gets a number where its name is taken, another may have a name that stands twice. */
function calledOf(items: readonly Item[]): readonly string[] {
  const used = new Set<string>();
  return items.map((item, i) => {
    const name = item.name ?? `EXPR$${i}`;
    const called = item.isStarred === true ? free(name, used) : name;
    used.add(called);
    return called;
  });
}

/** Names that occur twice get a number, as the planner gives them. */
function fieldsOf(items: readonly Item[], exprs: readonly Rex[]): readonly Field[] {
  const used = new Set<string>();
  return exprs.map((rex, i): Field => {
    const unique = free(items[i]?.name ?? `EXPR$${i}`, used);
    used.add(unique);
    return { name: unique, type: rex.type };
  });
}

/** By which names expressions of the SELECT list are known, for the columns of a grouping: those without an alias by their place. */
function itemNames(items: readonly SelectItem[]): ReadonlyMap<string, string> {
  return new Map(items.map(({ of, alias }, i) => [exprKey(of), alias ?? (of.kind === 'name' ? (of.parts.at(-1) ?? '') : `EXPR$${i}`)]));
}

/** Columns for ORDER BY alone: a column keeps its name where it is free. */
function extraFields(of: Rel, shown: readonly Field[], extra: readonly Rex[]): readonly Field[] {
  const used = new Set(shown.map((field) => field.name));
  return extra.map((rex, i): Field => {
    const name = rex.kind === 'input' ? (of.fields[rex.index]?.name ?? '') : `EXPR$${shown.length + i}`;
    let own = name;
    for (let n = 0; used.has(own); n++) own = `${name}${n}`;
    used.add(own);
    return { name: own, type: rex.type };
  });
}

function finished(query: Select, of: Rel, items: readonly Item[], exprs: readonly Rex[], order: readonly (number | Rex)[], orderBy: readonly SortItem[]): Selected {
  const extra = order.filter((key) => typeof key !== 'number');
  if (query.distinct && extra.length > 0) throw invalid('Expression in ORDER BY must be in the SELECT list of a DISTINCT query', query.at);
  const all = [...exprs, ...extra];
  const fields = [...fieldsOf(items, exprs), ...extraFields(of, fieldsOf(items, exprs), extra)];
  const called = calledOf(items);
  const project: Rel = { kind: 'project', input: of, exprs: all, fields, ...(new Set(called).size < called.length ? { called } : {}) };
  const columns = exprs.map((_rex, i) => i);
  const rel: Rel = query.distinct ? { kind: 'aggregate', input: project, groups: columns, sets: [columns], calls: [], fields } : project;
  let next = exprs.length;
  const keys = order.map((key, i): SortKey => sortKey(orderBy[i] ?? { of: { kind: 'null', at: query.at }, descending: false, nulls: null }, typeof key === 'number' ? key : next++));
  return { rel, keys, width: exprs.length };
}

