// Queries written back as the validator leaves them: every column with its table, every table with its path and alias, stars spelt out.
import type { Expr, GroupItem, MatchClause, Pattern, Query, Select, TableRef } from '../parser/ast.ts';
import { attempt } from '../problem.ts';
import { bindQuery } from '../query/bind.ts';
import { type Catalogs, lookUp } from '../query/catalog.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { identifier, quoted, sortText, unparseExpr, windowText, type Writer } from './unparse-expr.ts';

/** A table in sight: its alias and its columns; null where they are not known. */
interface Table {
  readonly alias: string;
  readonly columns: readonly { readonly name: string; readonly type: LogicalType }[] | null;
}

interface Sight {
  readonly catalogs: Catalogs;
  readonly tables: readonly Table[];
  /** Names of WITH. */
  readonly named: readonly { readonly name: string; readonly query: Query; readonly columns: readonly string[] }[];
  readonly outer: Sight | null;
}

/** The text of a query that is right over these catalogs. */
export function unparseQuery(query: Query, catalogs: Catalogs): string {
  const written = attempt(() => queryText(query, { catalogs, tables: [], named: [], outer: null }, true));
  return written.ok ? written.value : '';
}

function writerOf(sight: Sight): Writer {
  return { name: (parts) => nameText(parts, sight), query: (query) => queryText(query, { ...sight, tables: [], outer: sight }, false), table: (table) => tableArgumentText(table, sight) };
}

/** A column with its table before it. */
function nameText(parts: readonly string[], sight: Sight): string {
  const [first = ''] = parts;
  for (let around: Sight | null = sight; around !== null; around = around.outer) {
    if (parts.length > 1 && around.tables.some((table) => table.alias === first)) return parts.map(identifier).join('.');
    const found = around.tables.find((table) => table.columns?.some((column) => column.name === first) === true);
    if (found !== undefined && found.alias !== '') return [found.alias, ...parts].map(identifier).join('.');
  }
  return parts.map(identifier).join('.');
}

function queryText(query: Query, sight: Sight, top: boolean): string {
  switch (query.kind) {
    case 'select': return selectText(query, sight);
    case 'values': return `VALUES ${query.rows.map((row) => `ROW(${row.map((each) => unparseExpr(each, writerOf(sight))).join(', ')})`).join(',\n')}`;
    case 'set': return `${operand(query.left, sight, query.operator)}\n${query.operator}${query.all ? ' ALL' : ''}\n${operand(query.right, sight, 'right')}`;
    case 'ordered': {
      const inner = query.of.kind === 'select' ? selectText(query.of, sight) : operand(query.of, sight, 'UNION');
      const within = query.of.kind === 'select' ? { ...sight, tables: query.of.from === null ? [] : tablesOf(query.of.from, { ...sight, tables: [] }) } : sight;
      const aliases = query.of.kind === 'select' ? query.of.items.flatMap((item) => (item.alias === null ? [] : [item.alias])) : [];
      const w = writerOf(within);
      const order = query.orderBy.length === 0 ? '' : `\nORDER BY ${sortText(query.orderBy, { ...w, name: (parts) => (parts.length === 1 && aliases.includes(parts[0] ?? '') ? identifier(parts[0] ?? '') : w.name(parts)) })}`;
      const offset = query.offset === null ? '' : `\nOFFSET ${unparseExpr(query.offset, w)} ROWS`;
      const limit = query.limit === null ? '' : `\nFETCH NEXT ${unparseExpr(query.limit, w)} ROWS ONLY`;
      return `${inner}${order}${offset}${limit}`;
    }
    case 'with': return withText(query, sight, top);
    case 'whole': return `TABLE ${tableText(query.table, sight)}`;
  }
}

/** An operand of a set operation: in parentheses where it would be read otherwise. */
function operand(query: Query, sight: Sight, place: string): string {
  const apart = query.kind === 'ordered' || query.kind === 'with' || (query.kind === 'set' && (place === 'right' || (place === 'INTERSECT' && query.operator !== 'INTERSECT')));
  return apart ? `(${queryText(query, sight, false)})` : queryText(query, sight, false);
}

function withText(query: Extract<Query, { kind: 'with' }>, sight: Sight, top: boolean): string {
  let inner = sight;
  const tables = query.tables.map(({ name, columns, query: of }) => {
    const text = `${identifier(name)}${columns.length === 0 ? '' : ` (${columns.map(identifier).join(', ')})`} AS (${queryText(of, { ...inner, tables: [] }, false)})`;
    inner = { ...inner, named: [{ name, query: of, columns }, ...inner.named] };
    return text;
  });
  const body = queryText(query.of, { ...inner, tables: [] }, false);
  return `WITH ${tables.join(', ')} ${top ? body : body}`;
}

function selectText(select: Select, sight: Sight): string {
  const around: Sight = { ...sight, tables: [] };
  const inner: Sight = { ...sight, tables: select.from === null ? [] : tablesOf(select.from, around) };
  const w = writerOf(inner);
  const items = select.items.flatMap(({ of, alias }) => (of.kind === 'star' ? starText(of, inner) : [`${unparseExpr(of, w)}${alias === null ? bareName(of) : ` AS ${identifier(alias)}`}`]));
  const lines = [`SELECT ${select.distinct ? 'DISTINCT ' : ''}${items.join(', ')}`];
  if (select.from !== null) lines.push(`FROM ${tableText(select.from, around)}`);
  if (select.where !== null) lines.push(`WHERE ${unparseExpr(select.where, w)}`);
  if (select.groupBy !== null) lines.push(`GROUP BY ${select.groupBy.map((item) => groupText(item, w)).join(', ')}`);
  if (select.having !== null) lines.push(`HAVING ${unparseExpr(select.having, w)}`);
  if (select.windows.length > 0) lines.push(`WINDOW ${select.windows.map(({ name, window }) => `${identifier(name)} AS ${windowText(window, w)}`).join(', ')}`);
  if (select.qualify !== null) lines.push(`QUALIFY ${unparseExpr(select.qualify, w)}`);
  return lines.join('\n');
}

/** CURRENT_TIMESTAMP and its kin name themselves. */
const bareName = (of: Expr): string => (of.kind === 'call' && !of.parentheses ? ` AS ${(of.name[0] ?? '').toUpperCase()}` : '');

function groupText(item: GroupItem, w: Writer): string {
  if (item.kind === 'expression') {
    const text = unparseExpr(item.of, w);
    return item.of.kind === 'call' && /^(?:TUMBLE|HOP|SESSION)\(/.test(text) ? `$${text}` : text;
  }
  const sets = item.sets.map((set) => (item.kind === 'sets' ? (set.length === 1 && set[0] !== undefined ? unparseExpr(set[0], w) : `(${set.map((each) => unparseExpr(each, w)).join(', ')})`) : set.map((each) => unparseExpr(each, w)).join(', '))).join(', ');
  return `${item.kind === 'sets' ? 'GROUPING SETS' : item.kind.toUpperCase()}(${sets})`;
}

function starText(star: Extract<Expr, { kind: 'star' }>, sight: Sight): string[] {
  const table = star.parts.at(-1);
  const found = table === undefined ? sight.tables : sight.tables.filter((each) => each.alias === table);
  if (found.length === 0 || found.some((each) => each.columns === null)) return [unparseExpr(star)];
  return found.flatMap(({ alias, columns }) => (columns ?? []).map(({ name }) => (alias === '' ? identifier(name) : `${identifier(alias)}.${identifier(name)}`)));
}

// --- FROM ----------------------------------------------------------------------------------------------------------------

/** The tables that a FROM brings in sight, in their order. */
function tablesOf(table: TableRef, sight: Sight): readonly Table[] {
  switch (table.kind) {
    case 'named': return [{ alias: table.name.parts.at(-1) ?? '', columns: columnsOf(table, sight) }];
    case 'alias': {
      const columns = columnsOf(table.of, sight);
      return [{ alias: table.name, columns: columns?.map((column, i) => ({ ...column, name: table.columns[i] ?? column.name })) ?? (table.columns.length > 0 ? table.columns.map((name) => ({ name, type: { kind: 'NULL', nullable: true } as const })) : null) }];
    }
    case 'join': {
      const left = tablesOf(table.left, sight);
      return [...left, ...tablesOf(table.right, { ...sight, tables: [...sight.tables, ...left] })];
    }
    case 'temporal': return tablesOf(table.of, sight);
    case 'query': case 'function': case 'unnest': case 'match': return [{ alias: nameless(sight), columns: columnsOf(table, sight) }];
  }
}

/** What the validator calls a table that was given no name. */
const nameless = (sight: Sight): string => `EXPR$${sight.tables.filter((table) => table.alias.startsWith('EXPR$')).length}`;

/** What a table gives, by binding `SELECT * FROM` it; null where that can't be done by itself. */
function columnsOf(table: TableRef, sight: Sight): Table['columns'] {
  const at = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const select: Query = { kind: 'select', hints: [], distinct: false, items: [{ of: { kind: 'star', parts: [], at }, alias: null }], from: table, where: null, groupBy: null, having: null, windows: [], qualify: null, at };
  const query: Query = sight.named.length === 0 ? select : { kind: 'with', tables: sight.named.toReversed(), of: select, at };
  const bound = bindQuery(query, sight.catalogs);
  return bound.ok ? bound.value.fields : null;
}

function tableText(table: TableRef, sight: Sight): string {
  switch (table.kind) {
    case 'named': return table.hints.length > 0 ? `${pathText(table, sight)}\n/*+ ${table.hints.map(hintText).join(', ')} */` : `${pathText(table, sight)} AS ${identifier(table.name.parts.at(-1) ?? '')}`;
    case 'alias': {
      const columns = table.columns.length === 0 ? '' : ` (${table.columns.map(identifier).join(', ')})`;
      return `${bareText(table.of, sight)} AS ${identifier(table.name)}${columns}`;
    }
    case 'join': return joinText(table, sight);
    case 'temporal': return bareText(table, sight);
    default: return `${bareText(table, sight)} AS ${identifier(nameless(sight))}`;
  }
}

function hintText({ name, options, list }: Extract<TableRef, { kind: 'named' }>['hints'][number]): string {
  const pairs = Object.entries(options).map(([key, value]) => `${quoted(key)} = ${quoted(value)}`);
  return `${identifier(name)}(${[...pairs, ...list.map(quoted)].join(', ')})`;
}

/** A table without its alias. */
function bareText(table: TableRef, sight: Sight): string {
  switch (table.kind) {
    case 'named': return pathText(table, sight);
    case 'query': return `${table.lateral ? 'LATERAL ' : ''}(${queryText(table.query, { ...sight, tables: [], outer: table.lateral ? sight : sight.outer }, false)})`;
    case 'function': return `${table.lateral ? 'LATERAL ' : ''}TABLE(${unparseExpr(table.call, writerOf(sight))})`;
    case 'unnest': return `UNNEST(${table.of.map((each) => unparseExpr(each, writerOf(sight))).join(', ')})${table.ordinality ? ' WITH ORDINALITY' : ''}`;
    case 'temporal': return `${bareText(table.of, sight)} FOR SYSTEM_TIME AS OF ${unparseExpr(table.time, writerOf(sight))}`;
    case 'match': return `${tableText(table.of, sight)} ${matchText(table.match, { ...sight, tables: tablesOf(table.of, sight) })}`;
    case 'join': case 'alias': return tableText(table, sight);
  }
}

function pathText(table: Extract<TableRef, { kind: 'named' }>, sight: Sight): string {
  const { parts } = table.name;
  if (parts.length === 1 && sight.named.some((one) => one.name === parts[0])) return identifier(parts[0] ?? '');
  const path = lookUp(sight.catalogs, parts)?.path ?? parts;
  return path.map(identifier).join('.');
}

/** `TABLE t` as a window function's argument. */
function tableArgumentText(table: TableRef, sight: Sight): string {
  if (table.kind === 'query') return queryText(table.query, { ...sight, tables: [] }, false);
  const at = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return selectText({ kind: 'select', hints: [], distinct: false, items: [{ of: { kind: 'star', parts: [], at }, alias: null }], from: table, where: null, groupBy: null, having: null, windows: [], qualify: null, at }, { ...sight, tables: [] });
}

function joinText(table: Extract<TableRef, { kind: 'join' }>, sight: Sight): string {
  const left = [...sight.tables, ...tablesOf(table.left, sight)];
  const lateral: Sight = { ...sight, tables: left };
  const right = tableText(table.right, lateral);
  const all: Sight = { ...sight, tables: [...left, ...tablesOf(table.right, lateral)] };
  const natural = table.natural ? 'NATURAL ' : '';
  const nested = table.right.kind === 'join' ? `(${right})` : right;
  if (table.join === 'COMMA') return `${tableText(table.left, sight)},\n${nested}`;
  const kind = table.join === 'CROSS' ? 'CROSS JOIN' : `${table.join} JOIN`;
  const on = table.on !== null ? ` ON ${unparseExpr(table.on, writerOf(all))}` : table.using !== null ? ` USING (${table.using.map(identifier).join(', ')})` : '';
  return `${tableText(table.left, sight)}\n${natural}${kind} ${nested}${on}`;
}

// --- MATCH_RECOGNIZE -------------------------------------------------------------------------------------------------------

function matchText(match: MatchClause, sight: Sight): string {
  const star: Writer = { ...writerOf(sight), name: (parts) => ['*', ...parts].map(identifier).join('.') };
  const plain: Writer = { ...writerOf(sight), name: (parts) => (parts.length === 1 ? ['*', ...parts] : parts).map(identifier).join('.') };
  const parts = [
    match.partitionBy.length === 0 ? '' : `PARTITION BY ${match.partitionBy.map((each) => unparseExpr(each, star)).join(', ')}`,
    match.orderBy.length === 0 ? '' : `ORDER BY ${sortText(match.orderBy, star)}`,
    match.measures.length === 0 ? '' : `MEASURES ${match.measures.map(({ of, name, mode }) => `${mode ?? 'FINAL'} ${unparseExpr(navigated(of, null), plain)} AS ${identifier(name)}`).join(', ')}`,
    match.rows ?? 'ONE ROW PER MATCH',
    match.after === null ? '' : `AFTER MATCH SKIP ${match.after.kind}${'variable' in match.after ? ` ${identifier(match.after.variable)}` : ''}`,
    `PATTERN (${patternText(match.pattern)})`,
    `DEFINE ${match.define.map(({ name, of }) => `${identifier(name)} AS ${unparseExpr(navigated(of, 'PREV'), plain)}`).join(', ')}`,
  ];
  return `MATCH_RECOGNIZE(\n${parts.filter((part) => part !== '').join('\n')})`;
}

const NAVIGATION = ['FIRST', 'LAST', 'PREV', 'NEXT'];

/** The expression with the offsets of FIRST, LAST, PREV, NEXT spelt out; a plain column of DEFINE is that of the row itself. */
function navigated(expr: Expr, around: string | null): Expr {
  const zero: Expr = { kind: 'number', text: '0', at: expr.at };
  switch (expr.kind) {
    case 'name': return around === null ? expr : { kind: 'call', name: [around], args: [expr, zero], distinct: false, star: false, parentheses: true, nulls: null, filter: null, withinGroup: [], over: null, at: expr.at };
    case 'operator': return { ...expr, args: expr.args.map((each) => navigated(each, around)) };
    case 'call': {
      const moves = NAVIGATION.includes((expr.name[0] ?? '').toUpperCase());
      if (!moves) return { ...expr, args: expr.args.map((each) => navigated(each, around)) };
      return { ...expr, args: expr.args.length === 1 ? [...expr.args, (expr.name[0] ?? '').toUpperCase() === 'PREV' || (expr.name[0] ?? '').toUpperCase() === 'NEXT' ? { ...zero, text: '1' } : zero] : expr.args };
    }
    default: return expr;
  }
}

function patternText(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'variable': return identifier(pattern.name);
    case 'sequence': return pattern.of.map(patternText).join(' ');
    case 'alternation': return pattern.of.map(patternText).join(' | ');
    case 'permute': return `PERMUTE (${pattern.of.map(patternText).join(', ')})`;
    case 'exclusion': return `{- ${patternText(pattern.of)} -}`;
    case 'repeat': return `${patternText(pattern.of)} ${quantifier(pattern.least, pattern.most)}${pattern.reluctant ? '?' : ''}`;
  }
}

function quantifier(least: number, most: number): string {
  if (most === -1) return least === 0 ? '*' : least === 1 ? '+' : `{ ${least}, }`;
  if (least === 0 && most === 1) return '?';
  return least === most ? `{ ${least} }` : `{ ${least}, ${most} }`;
}
