// FROM bound: tables, views, joins, functions of tables, UNNEST, temporal tables.
import type { Call, Expr, TableRef } from '../parser/ast.ts';
import { parseStatement } from '../parser/parse.ts';
import type { Rex } from '../expr/rex.ts';
import { callRex, literal } from '../expr/rex.ts';
import { invalid, refused, SqlError, TABLE_EXCEPTION } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { bind } from '../validate/expression.ts';
import { isMixed, noMatch, resolveCall } from '../validate/functions.ts';
import { type Binding, EMPTY_SCOPE, type Scope, type ScopeColumn, scopeOf } from '../validate/scope.ts';
import { lookUp, notFound, pathKey, qualified, type ViewEntry } from './catalog.ts';
import { MOST_RELATIONS, MOST_VIEWS, type QueryContext, type Uses } from './context.ts';
import { joinHints } from './hints.ts';
import { bindMatch } from './match.ts';
import { calledTwice, type JoinType, type Rel, treeSize } from './rel.ts';
import { tableRel } from './table.ts';
import { isWindowFunction, windowTable } from './window-table.ts';

/** A relation, and its columns by their names. */
export interface Bound {
  readonly rel: Rel;
  readonly columns: readonly ScopeColumn[];
}

export function bindingOf(scope: Scope, context: QueryContext): Binding {
  return { scope, query: (query, outer) => context.bind(query, outer, context), replace: null, isFunction: () => false, database: context.catalogs.database };
}

const TRUE: Rex = literal(true, t.notNull(t.BOOLEAN));

export function bindFrom(table: TableRef, outer: Scope | null, context: QueryContext): Bound {
  switch (table.kind) {
    case 'named': return named(table, context);
    case 'query': return twice(under(context.bind(table.query, table.lateral ? outer : (outer?.outer ?? outer), context), ''));
    case 'function': return functionTable(table.call, outer, context);
    case 'unnest': return unnest(table, outer, context);
    case 'join': return join(table, outer, context);
    case 'alias': return aliased(table, outer, context);
    case 'temporal': return bindFrom(table.of, outer, context);
    case 'match': {
      const from = bindFrom(table.of, outer, context);
      return under(bindMatch(table, from, bindingOf({ columns: from.columns, outer }, context)), '');
    }
  }
}

/** Names that a query gives twice stay so for the query around it, which can't use them. */
function twice({ rel, columns }: Bound): Bound {
  const called = calledTwice(rel);
  return called === null ? { rel, columns } : { rel, columns: columns.map((column, i) => ({ ...column, name: called[i] ?? column.name, isTwice: called.filter((name) => name === called[i]).length > 1 })) };
}

function under(rel: Rel, name: string): Bound {
  return { rel, columns: scopeOf(rel.fields, name).columns };
}

function named(table: Extract<TableRef, { kind: 'named' }>, context: QueryContext): Bound {
  const { parts } = table.name;
  const last = parts.at(-1) ?? '';
  const query = parts.length === 1 ? context.named.find((candidate) => candidate.name === last) : undefined;
  if (query !== undefined) return under(query.rel, last);
  const found = lookUp(context.catalogs, parts);
  // A view's text names what it reads in full.
  if (found === undefined) throw notFound(context.catalogs, context.depth > 0 ? qualified(context.catalogs, parts) : parts, table.name.at);
  const { catalog, database } = context.catalogs;
  context.uses?.found.push({ catalog, database, parts, entry: found.entry });
  if (found.entry.kind === 'table') return under(tableRel(found.path, found.entry, table.hints), last);
  if (table.hints.some((hint) => hint.name.toUpperCase() === 'OPTIONS')) throw refused(`View '${found.path.map((part) => `\`${part}\``).join('.')}' cannot be enriched with new options. Hints can only be applied to tables.`, table.at);
  if (context.depth > MOST_VIEWS) throw invalid(`View '${last}' leads back to itself`, table.at);
  return under(viewRel(found.entry, table, last, context), last);
}

/** Views as they were bound last. What one means follows from where the names in it lead, and from the mode. */
const boundViews = new WeakMap<ViewEntry, { readonly rel: Rel; readonly batch: boolean; readonly uses: Uses; readonly height: number }>();

function viewRel(view: ViewEntry, table: Extract<TableRef, { kind: 'named' }>, last: string, context: QueryContext): Rel {
  const { catalogs, depth, batch } = context;
  const isPlain = context.hints.joins.length === 0 && Object.keys(context.hints.stateTtl).length === 0;
  const known = isPlain ? boundViews.get(view) : undefined;
  const isSame = known?.batch === batch && depth + known.height <= MOST_VIEWS && known.uses.found.every(({ catalog, database, parts, entry }) => lookUp({ ...catalogs, catalog, database }, parts)?.entry === entry);
  const uses: Uses = isSame ? { found: known.uses.found, deepest: depth + known.height } : { found: [], deepest: depth };
  const rel = isSame ? known.rel : freshView(view, table, last, { ...context, uses });
  if (treeSize(rel) > MOST_RELATIONS) throw new SqlError('java.lang.OutOfMemoryError', `Java heap space (a plan of more than ${MOST_RELATIONS} relations)`, table.at, 'validate');
  if (!isSame && isPlain) boundViews.set(view, { rel, batch, uses, height: uses.deepest - depth });
  if (context.uses !== null) {
    // Each once, though a view may be read twice by each that reads another twice.
    const keyOf = ({ catalog, database, parts }: Uses['found'][number]): string => JSON.stringify([catalog, database, parts]);
    const found = new Set(context.uses.found.map(keyOf));
    for (const use of uses.found) if (!found.has(keyOf(use))) context.uses.found.push(use);
    context.uses.deepest = Math.max(context.uses.deepest, uses.deepest);
  }
  return rel;
}

function freshView(view: ViewEntry, table: Extract<TableRef, { kind: 'named' }>, last: string, context: QueryContext): Rel {
  const parsed = parsedView(view);
  if (!parsed.ok) throw new SqlError(parsed.problem.exception, parsed.problem.message, table.at, 'validate');
  if (parsed.value.kind !== 'query') throw invalid(`View '${last}' is no query`, table.at);
  const depth = context.depth + 1;
  if (context.uses !== null) context.uses.deepest = Math.max(context.uses.deepest, depth);
  const rel = context.bind(parsed.value.query, null, { ...context, catalogs: { ...context.catalogs, catalog: view.catalog, database: view.database }, named: [], depth });
  return renamed(rel, view.columns);
}

/** Views' texts as they were parsed last: an entry's text never changes. */
const parsedViews = new WeakMap<object, ReturnType<typeof parseStatement>>();

function parsedView(entry: { readonly text: string }): ReturnType<typeof parseStatement> {
  const known = parsedViews.get(entry);
  if (known !== undefined) return known;
  const parsed = parseStatement(entry.text);
  parsedViews.set(entry, parsed);
  return parsed;
}

/** The relation with other names for its columns. */
export function renamed(rel: Rel, names: readonly string[]): Rel {
  return names.length === 0 ? rel : { ...rel, fields: rel.fields.map((field, i) => ({ ...field, name: names[i] ?? field.name })) };
}

function aliased(table: Extract<TableRef, { kind: 'alias' }>, outer: Scope | null, context: QueryContext): Bound {
  const { rel, columns } = bindFrom(table.of, outer, context);
  if (table.columns.length > 0 && table.columns.length !== rel.fields.length) {
    throw invalid(`List of column aliases must have same degree as table; table has ${rel.fields.length} columns (${rel.fields.map((field) => `'${field.name}'`).join(', ')}), whereas alias list has ${table.columns.length} columns`, table.at);
  }
  const again = table.columns.find((name, i) => table.columns.indexOf(name) < i);
  if (again !== undefined) throw invalid(`Duplicate name '${again}' in column alias list`, table.at);
  const names = table.columns.length > 0 ? table.columns : rel.fields.map((field, i) => columns.find((column) => column.index === i)?.name ?? field.name);
  const fields = rel.fields.map((field, i): Field => ({ ...field, name: names[i] ?? field.name }));
  const bound = under({ ...rel, fields }, table.name);
  return table.columns.length > 0 ? bound : { ...bound, columns: bound.columns.map((column, i) => (columns[i]?.isTwice === true ? { ...column, isTwice: true } : column)) };
}

function functionTable(call: Call, outer: Scope | null, context: QueryContext): Bound {
  const name = (call.name.at(-1) ?? '').toUpperCase();
  if (isWindowFunction(name)) return under(windowTable(name, call, (table) => bindFrom(table, outer, context), context.batch), '');
  if (name === 'UNNEST') return unnest({ kind: 'unnest', of: call.args, ordinality: false, at: call.at }, outer, context);
  if (name === 'ML_PREDICT') throw noProvider(call, outer, context);
  const binding = bindingOf(outer ?? EMPTY_SCOPE, context);
  const [first] = call.args;
  if (first?.kind === 'table') throw scalarTable(bindFrom(first.table, outer, context).rel.fields, call);
  throw noMatch(call.name.join('.'), call.args.map((arg) => (arg.kind === 'table' ? t.NULL : bind(arg, binding).type)), call.at);
}

/** A table as an argument of no known function is taken for a query that gives a value. */
function scalarTable(fields: readonly Field[], call: Call): Error {
  if (fields.length === 1) return noMatch(call.name.join('.'), call.args.map(() => t.NULL), call.at);
  return invalid(`Cannot apply '$SCALAR_QUERY' to arguments of type '$SCALAR_QUERY(<${t.calcite(t.row(fields)).toUpperCase()}>)'. Supported form(s): '$SCALAR_QUERY(<RECORDTYPE(SINGLE FIELD)>)'`, call.at);
}

/** ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(a)): checked, and then nobody is there to run the model. */
function noProvider(call: Call, outer: Scope | null, context: QueryContext): Error {
  const [data, model, columns] = call.args;
  if (data?.kind === 'table') bindFrom(data.table, outer, context);
  if (model?.kind !== 'model' || columns?.kind !== 'descriptor') return noMatch(call.name.join('.'), call.args.map(() => t.NULL), call.at);
  const key = pathKey(qualified(context.catalogs, model.name.parts));
  const entry = context.catalogs.temporaryModels[key] ?? context.catalogs.models[key];
  if (entry === undefined) return notFound(context.catalogs, model.name.parts, model.at);
  if (entry.input.length !== columns.columns.length) return refused(`Number of descriptor columns (${columns.columns.length}) does not match model input size (${entry.input.length}).`, call.at);
  return refused("Could not find any factories that implement 'org.apache.flink.table.factories.ModelProviderFactory' in the classpath.", call.at);
}

/** The columns of an unnested collection: an array's element or its fields, a map's key and value. */
function unnestFields(type: t.LogicalType): readonly Field[] | null {
  if (type.kind === 'ARRAY' || type.kind === 'MULTISET') {
    const { element } = type;
    return element.kind === 'ROW' ? element.fields.map((field) => ({ name: field.name, type: t.withNull(field.type, field.type.nullable || element.nullable) })) : [{ name: 'EXPR$0', type: element }];
  }
  return type.kind === 'MAP' ? [{ name: 'f0', type: type.key }, { name: 'f1', type: type.value }] : null;
}

function unnest(table: Extract<TableRef, { kind: 'unnest' }>, outer: Scope | null, context: QueryContext): Bound {
  const [of] = table.of;
  if (of === undefined) throw invalid('UNNEST takes a collection', table.at);
  const collection = bind(of, bindingOf({ columns: [], outer }, context));
  const fields = unnestFields(collection.type);
  if (fields === null) throw invalid(`Cannot apply 'UNNEST' to arguments of type 'UNNEST(<${t.calcite(collection.type)}>)'. Supported form(s): 'UNNEST(<MULTISET>)'\n'UNNEST(<ARRAY>)'\n'UNNEST(<MAP>)'`, table.at);
  const all = table.ordinality ? [...fields, { name: 'ORDINALITY', type: t.notNull(t.INT) }] : fields;
  return under({ kind: 'unnest', collection, ordinality: table.ordinality, fields: all }, '');
}

/** Whether a table sees what stands left of it. */
function seesLeft(table: TableRef): boolean {
  switch (table.kind) {
    case 'alias': return seesLeft(table.of);
    case 'query': case 'function': return table.lateral;
    case 'unnest': return true;
    default: return false;
  }
}

function temporalTime(table: TableRef): { readonly of: TableRef; readonly time: Expr } | null {
  if (table.kind === 'temporal') return table;
  const inner = table.kind === 'alias' ? temporalTime(table.of) : null;
  return inner === null || table.kind !== 'alias' ? null : { of: { ...table, of: inner.of }, time: inner.time };
}

function nullableFields(fields: readonly Field[], nullable: boolean): readonly Field[] {
  return nullable ? fields.map((field) => ({ ...field, type: t.withNull(field.type, true) })) : fields;
}

function join(table: Extract<TableRef, { kind: 'join' }>, outer: Scope | null, context: QueryContext): Bound {
  const left = bindFrom(table.left, outer, context);
  const leftScope: Scope = { columns: left.columns, outer };
  const temporal = temporalTime(table.right);
  const lateral = seesLeft(table.right);
  const right = bindFrom(temporal?.of ?? table.right, lateral ? leftScope : outer, context);
  const twice = left.columns.find((column) => column.table !== '' && right.columns.some((other) => other.table === column.table));
  if (twice !== undefined) throw invalid(`Duplicate relation name '${twice.table}' in FROM clause`, table.right.at);
  const type: JoinType = table.join === 'CROSS' || table.join === 'COMMA' ? 'INNER' : table.join;
  const width = left.rel.fields.length;
  const fields = [...nullableFields(left.rel.fields, type === 'RIGHT' || type === 'FULL'), ...nullableFields(right.rel.fields, type === 'LEFT' || type === 'FULL')];
  const columns = [...left.columns, ...right.columns.map((column) => ({ ...column, index: column.index + width }))].map((column) => ({ ...column, type: fields[column.index]?.type ?? column.type }));
  const condition = joinCondition(table, left, right, { columns, outer }, context);
  const names = table.natural ? commonNames(left, right) : (table.using ?? []);
  // What both sides share comes first, from the left side, then what is left of each (SqlValidatorImpl.Permute).
  const shared = names.flatMap((name) => columns.filter((column) => column.index < width && column.name === name));
  const shown = [...shared, ...columns.filter((column) => !shared.includes(column)).map((column) => (column.index >= width && names.includes(column.name) ? { ...column, hidden: true } : column))];
  const inner = type === 'LEFT' ? 'LEFT' : 'INNER';
  if (temporal !== null) {
    const { time: asked } = temporal;
    // An expression without a column is a moment to travel to, which is to be known beforehand (FlinkCalciteSqlValidator).
    if (asked.kind === 'call' && asked.args.length === 0 && asked.name.at(-1)?.toUpperCase() === 'PROCTIME') throw refused('Unsupported time travel expression: PROCTIME() for the expression can not be reduced to a constant by Flink.');
    const time = bind(temporal.time, bindingOf(leftScope, context));
    return { rel: { kind: 'temporal join', join: inner, left: left.rel, right: right.rel, time: time.kind === 'input' ? time.index : -1, condition, fields }, columns: shown };
  }
  if (lateral) return { rel: { kind: 'correlate', join: inner, left: left.rel, right: right.rel, condition, fields }, columns: shown };
  return { rel: { kind: 'join', join: type, left: left.rel, right: right.rel, condition, fields, ...joinHints(table, context) }, columns: shown };
}

function commonNames(left: Bound, right: Bound): readonly string[] {
  return left.columns.map((column) => column.name).filter((name) => right.columns.some((column) => column.name === name));
}

/** Text beside a number or a truth value is refused between the sides of a join before code is made. */
function checkTypes(condition: Rex): void {
  if (condition.kind !== 'call') return;
  if (condition.name === 'AND') for (const arg of condition.args) checkTypes(arg);
  const [a, b] = condition.args;
  if (condition.name !== '=' || a?.kind !== 'input' || b?.kind !== 'input' || !isMixed(a.type, b.type)) return;
  throw refused(`implicit type conversion between ${t.calcite(a.type)} and ${t.calcite(b.type)} is not supported on join's condition now`, null, TABLE_EXCEPTION);
}

function joinCondition(table: Extract<TableRef, { kind: 'join' }>, left: Bound, right: Bound, scope: Scope, context: QueryContext): Rex {
  const width = left.rel.fields.length;
  const names = table.natural ? commonNames(left, right) : table.using;
  if (names !== null) {
    const equal = names.map((name) => {
      const [a, b] = [left.columns.find((column) => column.name === name), right.columns.find((column) => column.name === name)];
      if (a === undefined || b === undefined) throw invalid(`Column '${name}' not found in any table`, table.at);
      return resolveCall('=', [{ kind: 'input', index: a.index, type: a.type }, { kind: 'input', index: b.index + width, type: b.type }], table.at);
    });
    return equal.length === 0 ? TRUE : equal.reduce((a, b) => callRex('AND', [a, b], t.BOOLEAN));
  }
  if (table.on === null) {
    if (table.join !== 'CROSS' && table.join !== 'COMMA') throw invalid(`INNER, LEFT, RIGHT or FULL join requires a condition (NATURAL keyword or ON or USING clause)`, table.at);
    return TRUE;
  }
  const condition = bind(table.on, { ...bindingOf(scope, context), clause: 'ON clause' });
  checkTypes(condition);
  if (condition.type.kind !== 'BOOLEAN' && condition.type.kind !== 'NULL') throw invalid('ON clause must be a condition', table.on.at);
  return condition;
}
