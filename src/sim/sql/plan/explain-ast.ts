// "Abstract Syntax Tree" of EXPLAIN: a bound relation as the nodes that Calcite's converter makes of it.
import type { Rex } from '../expr/rex.ts';
import { inputsOf, rewrite, shiftInputs, visit } from '../expr/rex.ts';
import { type Catalogs, lookUp, type TableEntry } from '../query/catalog.ts';
import type { BoundInsert } from '../query/insert.ts';
import type { AggregateCall, FrameBound, OverCall, Rel, SortKey } from '../query/rel.ts';
import { hashOrder, stringHash } from '../../jvm/hash-map.ts';
import { type Field, isText } from '../type/logical-type.ts';
import { str } from '../value.ts';
import { bareType, rexDigest, type RexTexts, valueDigest } from './explain-rex.ts';
import { matchDigest } from './explain-match.ts';
import { drawIndented, drawTree, term, type TextNode } from './explain-tree.ts';
import { joinedByColumns } from './join-keys.ts';
import { isCastFrom, metadataOf } from './metadata.ts';
import { mapInputs } from './rels.ts';
import { isDistinctAnyway } from './unique.ts';
import { constantOf, isList, rowFields, rowsOf, spreadRows } from './rows.ts';

/** A row around a correlated query: its columns' names, and `$cor0` once it is asked for. */
interface Around {
  readonly names: readonly string[];
  id: string | null;
}

interface Printing {
  readonly catalogs: Catalogs;
  readonly around: Around[];
  correlations: number;
}

const isIdentity = (exprs: readonly Rex[], width: number): boolean => exprs.length === width && exprs.every((rex, i) => rex.kind === 'input' && rex.index === i);
const substitute = (rex: Rex, columns: readonly Rex[]): Rex => rewrite(rex, (node) => (node.kind === 'input' ? (columns[node.index] ?? node) : node));

type RelOf<K extends Rel['kind']> = Extract<Rel, { kind: K }>;

/** A query's tree. */
export function queryTree(rel: Rel, catalogs: Catalogs): string {
  return drawTree(nodeOf(rel, { catalogs, around: [], correlations: 0 }));
}

/** The same as Calcite's own messages draw it. */
export function indentedTree(rel: Rel, catalogs: Catalogs): string {
  return drawIndented(nodeOf(rel, { catalogs, around: [], correlations: 0 }));
}

/** An INSERT's tree: its casts are one with the query's own projection. */
export function insertTree(insert: BoundInsert, targets: readonly string[] | null, catalogs: Catalogs): string {
  const whole = merged(insert.rel, insert.added, catalogs);
  const columns = insert.table.columns.filter((column) => column.kind !== 'computed').map((column) => column.name);
  const chosen = targets === null ? null : targets.map((name) => `[${columns.indexOf(name)}]`).join(',');
  const head = term('LogicalSink', [['table', insert.path.join('.')], ['targetColumns', chosen], ['fields', whole.fields.map((field) => field.name).join(', ')], ['hints', optionHints(insert.hints)]]);
  return drawTree({ head, inputs: [nodeOf(whole, { catalogs, around: [], correlations: 0 })] });
}

/** Projections that INSERT adds, gone where they change nothing and one with the query's where it has one. */
function merged(rel: Rel, added: number, catalogs: Catalogs): Rel {
  if (added === 0 || rel.kind !== 'project') return rel;
  const below = merged(rel.input, added - 1, catalogs);
  if (isIdentity(rel.exprs, below.fields.length)) return below;
  if (below.kind === 'set' && below.rows !== undefined && rel.exprs.some((rex) => rex.kind === 'literal')) return spreadRows(rel, below);
  // A table's own calculated columns stay apart.
  if (below.kind !== 'project' || computedTable(below, catalogs) !== null) return { ...rel, input: below };
  return { ...rel, input: below.input, exprs: rel.exprs.map((rex) => substitute(rex, below.exprs)) };
}

/** `own`: the row that queries within see around them. */
function textsOf(p: Printing, simplify: boolean, own: Around | null = null, column: RexTexts['column'] = () => null): RexTexts {
  return {
    style: 'digest', names: [], simplify, column,
    outer: (depth, index) => {
      const around = p.around.at(-depth);
      if (around === undefined) return `$cor${depth}.$${index}`;
      around.id ??= `$cor${p.correlations++}`;
      return `${around.id}.${around.names[index] ?? `$${index}`}`;
    },
    query: (rex, args) => {
      if (own !== null) p.around.push(own);
      const shown = queryText(rex, args, p);
      if (own !== null) p.around.pop();
      return shown;
    },
  };
}

function queryText(rex: Extract<Rex, { kind: 'query' }>, args: readonly string[], p: Printing): string {
  const tree = (rel: Rel): string => `{\n${drawIndented(nodeOf(rel, p))}}`;
  switch (rex.mode) {
    case 'exists': return `EXISTS(${tree(withoutProjects(rex.rel))})`;
    case 'scalar': return `$SCALAR_QUERY(${tree(rex.rel)})`;
    case 'in': return `IN(${[...args, tree(rex.rel)].join(', ')})`;
    default: return quantified(rex.mode, args, tree(rex.rel));
  }
}

const OPPOSITE: Readonly<Record<string, string>> = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** `x < ALL` is no `x >= SOME`. */
function quantified(mode: string, args: readonly string[], tree: string): string {
  const [quantifier, sign = '='] = mode.split(' ');
  if (quantifier === 'SOME') return `${sign} SOME(${[...args, tree].join(', ')})`;
  return `NOT(${OPPOSITE[sign] ?? sign} SOME(${[...args, tree].join(', ')}))`;
}

/** EXISTS asks for no columns. */
function withoutProjects(rel: Rel): Rel {
  return rel.kind === 'project' || (rel.kind === 'sort' && rel.limit === null && rel.offset === 0) ? withoutProjects(rel.input) : rel;
}

const columnNames = (fields: readonly Field[]): readonly string[] => fields.map((field) => field.name);

function nodeOf(rel: Rel, p: Printing): TextNode {
  const below = (input: Rel): TextNode => nodeOf(input, p);
  const rows = rowsOf(rel);
  if (rows !== null) return rowsNode(rel, rows, p);
  switch (rel.kind) {
    case 'scan': return tableNode(rel, null, p);
    case 'values': return { head: term('LogicalValues', [['tuples', `[${rel.rows.map((row) => tuple(row.length === 0 ? ['0'] : row.map((value, i) => valueDigest(value, rel.fields[i]?.type ?? { kind: 'NULL', nullable: true })))).join(', ')}]`]]), inputs: [] };
    case 'project': return projectNode(rel, p);
    case 'filter': return filterNode(rel, p);
    case 'join': {
      const joined = joinedByColumns(rel);
      return joined.kind === 'project' ? projectNode(joined, p) : joinNode(rel, p);
    }
    case 'correlate': return correlateNode(rel, p);
    case 'temporal join': return temporalNode(rel, p);
    case 'aggregate': return isDistinctAnyway(withLists(rel)) ? below(rel.input) : { head: aggregateHead(rel), inputs: [below(rel.input)] };
    case 'window table': return windowTableNode(rel, below(withColumns(rel.input)));
    case 'group window': return groupWindowNode(rel, p);
    case 'over': return below(rel.input);
    case 'sort': return { head: term('LogicalSort', sortItems(rel)), inputs: [below(rel.input)] };
    case 'set': return setNode(rel, p);
    case 'unnest': return unnestNode(rel, p);
    case 'watermark': return { head: term('LogicalWatermarkAssigner', [['rowtime', rel.fields[rel.time]?.name ?? ''], ['watermark', rexDigest(rel.watermark, textsOf(p, false))]]), inputs: [below(rel.input)] };
    case 'match': return { head: term('LogicalMatch', matchDigest(rel.spec, rel.fields, rel.input.fields)), inputs: [below(rel.input)] };
  }
}

/** The relation with its constants as lists, for what they tell. */
function withLists(rel: Rel): Rel {
  const rows = isList(rel) ? rowsOf(rel) : null;
  return rows === null ? mapInputs(rel, withLists) : { kind: 'values', fields: rel.fields, rows: rows.map((row) => row.exprs.map((rex) => constantOf(rex)?.value ?? null)) };
}

const tuple = (values: readonly string[]): string => `{ ${values.join(', ')} }`;

const variables = (own: Around): readonly [string, string | null] => ['variablesSet', own.id === null ? null : `[${own.id}]`];

function filterNode(rel: RelOf<'filter'>, p: Printing): TextNode {
  const own: Around = { names: columnNames(rel.fields), id: null };
  const condition = rexDigest(rel.condition, textsOf(p, false, own, rel.input.kind === 'group window' ? windowColumns(rel.input) : undefined));
  // RelBuilder makes no filter of what is true of every row.
  if (condition === 'true') return nodeOf(rel.input, p);
  return { head: term('LogicalFilter', [['condition', condition], variables(own)]), inputs: [nodeOf(rel.input, p)] };
}

function projectNode(rel: RelOf<'project'>, p: Printing): TextNode {
  const over = overBelow(rel.input);
  if (over !== null) return overProject(rel, over, p);
  const table = computedTable(rel, p.catalogs);
  if (table !== null) return tableNode(table, rel, p);
  const grouped = rel.input.kind === 'group window' ? rel.input : rel.input.kind === 'filter' && rel.input.input.kind === 'group window' ? rel.input.input : null;
  const columns = grouped === null ? undefined : windowColumns(grouped);
  if (rel.exprs.length === 0 || drops(rel)) return nodeOf(rel.input, p);
  const own: Around = { names: columnNames(rel.input.fields), id: null };
  const texts = textsOf(p, true, own, columns);
  const shown = rel.exprs.map((rex, i) => [rel.fields[i]?.name ?? '', rexDigest(rex, texts)] as const);
  return { head: term('LogicalProject', [variables(own), ...shown]), inputs: [nodeOf(rel.input, p)] };
}

/** Above an aggregation a projection that changes nothing, not even names, is none. */
function drops(rel: RelOf<'project'>): boolean {
  const below = rel.input.kind === 'filter' ? rel.input.input : rel.input;
  return below.kind === 'aggregate' && isIdentity(rel.exprs, rel.input.fields.length) && rel.fields.every((field, i) => field.name === below.fields[i]?.name);
}

/** VALUES: a list, or a projection for each row and their union; computed rows take the names that they are given in a projection of their own. */
function rowsNode(rel: Rel, rows: readonly RelOf<'project'>[], p: Printing): TextNode {
  if (isList(rel)) {
    const tuples = rows.map((row) => tuple(row.exprs.map((rex) => {
      const found = constantOf(rex);
      return found === null ? 'null' : valueDigest(found.value, found.type);
    })));
    return { head: term('LogicalValues', [['tuples', `[${tuples.join(', ')}]`]]), inputs: [] };
  }
  const own = rowFields(rel.fields);
  const texts = textsOf(p, true);
  const each = rows.map((row): TextNode => ({ head: term('LogicalProject', (row.written ?? row.exprs).map((rex, i) => [own[i]?.name ?? '', rexDigest(rex, texts)] as const)), inputs: [nodeOf(row.input, p)] }));
  const [only] = each;
  const made: TextNode = each.length === 1 && only !== undefined ? only : { head: term('LogicalUnion', [['all', 'true']]), inputs: each };
  if (rel.fields.every((field, i) => field.name === own[i]?.name)) return made;
  return { head: term('LogicalProject', rel.fields.map((field, i) => [field.name, `$${i}`] as const)), inputs: [made] };
}

/** `default_catalog, default_database, t, metadata=[timestamp]`. */
export function tablePath(path: readonly string[], entry: TableEntry | null): string {
  const metadata = entry === null ? [] : metadataOf(entry);
  return [...path, ...(metadata.length === 0 ? [] : [`metadata=[${metadata.join(', ')}]`])].join(', ');
}

/** `[[OPTIONS options:{a=b}]]`, as a HashMap lists them; null without hints. `path`: as they still know to whom they were given. */
export function optionHints(hints: Readonly<Record<string, string>>, path = false): string | null {
  const all = hashOrder(Object.keys(hints), stringHash);
  return all.length === 0 ? null : `[[OPTIONS ${path ? 'inheritPath:[] ' : ''}options:{${all.map((key) => `${key}=${hints[key] ?? ''}`).join(', ')}}]]`;
}

function entryOf(path: readonly string[], catalogs: Catalogs): TableEntry | null {
  const found = lookUp(catalogs, path);
  return found?.entry.kind === 'table' ? found.entry : null;
}

/** The scan below a projection that calculates the table's own columns; null for any other projection. */
function computedTable(rel: RelOf<'project'>, catalogs: Catalogs): RelOf<'scan'> | null {
  if (rel.input.kind !== 'scan') return null;
  const entry = entryOf(rel.input.table, catalogs);
  const computes = entry?.columns.some((column) => column.kind === 'computed') === true;
  return computes && entry.columns.length === rel.fields.length && entry.columns.every((column, i) => column.name === rel.fields[i]?.name) ? rel.input : null;
}

/** A table with the columns that are calculated or read from metadata. */
function tableNode(scan: RelOf<'scan'>, computed: RelOf<'project'> | null, p: Printing): TextNode {
  const entry = entryOf(scan.table, p.catalogs);
  const node: TextNode = { head: term('LogicalTableScan', [['table', `[${tablePath(scan.table, entry)}]`], ['hints', optionHints(scan.hints, true)]]), inputs: [] };
  const metadata = entry === null ? [] : metadataOf(entry);
  if (entry === null || (metadata.length === 0 && computed === null)) return node;
  const physical = entry.columns.filter((column) => column.kind === 'physical').map((column) => column.name);
  const place = (name: string): number => {
    const column = entry.columns.find((one) => one.name === name);
    return column?.kind === 'metadata' ? physical.length + metadata.indexOf(column.key ?? column.name) : physical.indexOf(name);
  };
  const text = (rex: Rex): string => rexDigest(shiftInputs(rex, (index) => place(scan.fields[index]?.name ?? '')), textsOf(p, true));
  const shown = entry.columns.map((column, i) => {
    if (column.kind === 'computed') return `${column.name}=[${text(computed?.exprs[i] ?? { kind: 'literal', value: null, type: { kind: 'NULL', nullable: true } })}]`;
    const type = rowtimeOf(column, entry);
    return `${column.name}=[${column.kind === 'metadata' && isCastFrom(column) ? `CAST($${place(column.name)}):${type}` : `$${place(column.name)}`}]`;
  });
  return { head: `LogicalProject(${shown.join(', ')})`, inputs: [node] };
}

/** A metadata column's type, marked where it is the table's event time. */
function rowtimeOf(column: TableEntry['columns'][number], entry: TableEntry): string {
  if (column.kind === 'computed') return '';
  const { type } = column;
  const isTime = entry.watermark?.column[0] === column.name && (type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ');
  const shown = bareType(isTime ? { ...type, attribute: 'ROWTIME' } : type);
  return `${shown}${type.kind === 'VARCHAR' || type.kind === 'CHAR' ? ' CHARACTER SET "UTF-16LE"' : ''}${type.nullable ? '' : ' NOT NULL'}`;
}

/** The columns of what a window function of tables reads stand in a projection of their own. */
function withColumns(rel: Rel): Rel {
  if (rel.kind === 'project') return rel;
  return { kind: 'project', input: rel, exprs: rel.fields.map((field, i) => ({ kind: 'input', index: i, type: field.type })), fields: rel.fields };
}

function windowTableNode(rel: RelOf<'window table'>, input: TextNode): TextNode {
  const { spec } = rel;
  const partition = spec.partitionBy.length === 0 ? '' : ` PARTITION BY(${spec.partitionBy.map((index) => `$${index}`).join(', ')})`;
  const intervals = (spec.intervals ?? []).map((rex) => rexDigest(rex, plainTexts));
  const invocation = `${spec.window}(${[`TABLE(#0)${partition}`, `DESCRIPTOR(_UTF-16LE'${rel.input.fields[spec.time]?.name ?? ''}')`, ...intervals].join(', ')})`;
  return { head: term('LogicalTableFunctionScan', [['invocation', invocation], ['rowType', `RecordType(${rel.fields.map((field) => `${bareType(field.type)} ${field.name}`).join(', ')})`]]), inputs: [input] };
}

const plainTexts: RexTexts = { style: 'digest', names: [], simplify: false, outer: () => '', query: () => '' };

/** The calls of an aggregation, `name=[SUM($1)]`. A name of its own is `agg#0`. */
function callItems(calls: readonly AggregateCall[], fields: readonly Field[], first: number): readonly (readonly [string, string])[] {
  return calls.map((call, i) => {
    const name = fields[first + i]?.name ?? '';
    return [/^\$f\d+$/.test(name) ? `agg#${i}` : name, aggregateText(call)] as const;
  });
}

function aggregateText(call: AggregateCall): string {
  const args = call.args.map((index) => `$${index}`).join(', ');
  const order = call.orderBy.length === 0 ? '' : ` WITHIN GROUP ([${call.orderBy.map((key) => `${key.index}${key.descending ? ' DESC' : ''}`).join(', ')}])`;
  return `${call.name === 'SUM0' ? '$SUM0' : (call.written ?? call.name)}(${call.distinct ? 'DISTINCT ' : ''}${args})${order}${call.filter === null ? '' : ` FILTER $${call.filter}`}`;
}

const braces = (columns: readonly number[]): string => `{${columns.join(', ')}}`;

function aggregateHead(rel: RelOf<'aggregate'>): string {
  const sets = rel.sets.map((set) => braces(set.map((at) => rel.groups[at] ?? at).toSorted((a, b) => a - b)));
  const simple = rel.sets.length === 1 && rel.sets[0]?.length === rel.groups.length;
  const ordered = [...new Set(sets)].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return term('LogicalAggregate', [['group', braces(rel.groups)], ['groups', simple ? null : `[${ordered.join(', ')}]`], ...callItems(rel.calls, rel.fields, rel.groups.length)]);
}

/** A legacy group window is a column `$TUMBLE(…)` that is grouped by. */
function groupWindowNode(rel: RelOf<'group window'>, p: Printing): TextNode {
  const { spec, input } = rel;
  const at = spec.place ?? rel.groups.length;
  const below = input.kind === 'project' ? input : null;
  const time = below?.exprs[spec.time];
  const intervals = (spec.intervals ?? []).map((rex) => rexDigest(rex, plainTexts));
  const window = `$${spec.window}(${[time === undefined ? `$${spec.time}` : rexDigest(time, textsOf(p, true)), ...intervals].join(', ')})`;
  const columns = (below?.exprs ?? []).slice(0, -1).map((rex, i) => `${below?.fields[i]?.name ?? ''}=[${rexDigest(rex, textsOf(p, true))}]`);
  const all = [...columns.slice(0, at), `$f${at}=[${window}]`, ...columns.slice(at)];
  const shift = (index: number): number => (index >= at ? index + 1 : index);
  const calls = rel.calls.map((call) => ({ ...call, args: call.args.map(shift), filter: call.filter === null ? null : shift(call.filter) }));
  const head = term('LogicalAggregate', [['group', braces(Array.from({ length: rel.groups.length + 1 }, (_, i) => i))], ...callItems(calls, rel.fields, rel.groups.length)]);
  return { head, inputs: [{ head: `LogicalProject(${all.join(', ')})`, inputs: below === null ? [] : [nodeOf(below.input, p)] }] };
}

/** What columns of a group window are called above it: TUMBLE_START($0). */
function windowColumns(rel: RelOf<'group window'>): (index: number) => string | null {
  const { spec, groups, calls, properties } = rel;
  const at = spec.place ?? groups.length;
  return (index) => {
    const property = properties[index - groups.length - calls.length];
    if (property !== undefined) return `${spec.window}_${property.toUpperCase()}($${at})`;
    return `$${index >= at ? index + 1 : index}`;
  };
}

const direction = (key: SortKey): string => `${key.descending ? 'DESC' : 'ASC'}-nulls-${key.nullsFirst ? 'first' : 'last'}`;

function sortItems(rel: RelOf<'sort'>): readonly (readonly [string, string | null])[] {
  return [
    ...rel.keys.map((key, i) => [`sort${i}`, `$${key.index}`] as const), ...rel.keys.map((key, i) => [`dir${i}`, direction(key)] as const),
    ['offset', rel.offset === 0 ? null : String(rel.offset)], ['fetch', rel.limit === null ? null : String(rel.limit)],
  ];
}

const SETS = { UNION: 'LogicalUnion', INTERSECT: 'LogicalIntersect', EXCEPT: 'LogicalMinus' };

/** Sides of a set operation are not cast to a common text. */
function withoutTextCasts(rel: Rel): Rel {
  if (rel.kind !== 'project') return rel;
  const plain = rel.exprs.every((rex, i) => (rex.kind === 'input' && rex.index === i) || (rex.kind === 'call' && rex.name === 'CAST' && rex.args[0]?.kind === 'input' && rex.args[0].index === i && isText(rex.type) && isText(rex.args[0].type)));
  return plain && rel.exprs.some((rex) => rex.kind === 'call') ? rel.input : rel;
}

function setNode(rel: RelOf<'set'>, p: Printing): TextNode {
  return { head: term(SETS[rel.operator], [['all', String(rel.all)]]), inputs: rel.inputs.map((input) => nodeOf(withoutTextCasts(input), p)) };
}

function unnestNode(rel: RelOf<'unnest'>, p: Printing): TextNode {
  const name = rel.collection.kind === 'outer' ? (p.around.at(-rel.collection.depth)?.names[rel.collection.index] ?? 'EXPR$0') : 'EXPR$0';
  const project: TextNode = { head: `LogicalProject(${name}=[${rexDigest(rel.collection, textsOf(p, true))}])`, inputs: [{ head: 'LogicalValues(tuples=[[{ 0 }]])', inputs: [] }] };
  const uncollect: TextNode = { head: rel.ordinality ? 'Uncollect(withOrdinality=[true])' : 'Uncollect', inputs: [project] };
  const own = rel.fields.every((field) => /^(EXPR\$0|f\d+|ORDINALITY)$/.test(field.name));
  return own ? uncollect : { head: `LogicalProject(${rel.fields.map((field, i) => `${field.name}=[$${i}]`).join(', ')})`, inputs: [uncollect] };
}

/** Columns of the row around that a relation asks for. */
function required(rel: Rel, depth: number): readonly number[] {
  const found = new Set<number>();
  const walk = (value: unknown, at: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value && value.kind === 'outer' && 'depth' in value && 'index' in value && value.depth === at) found.add(Number(value.index));
    const deeper = 'kind' in value && (value.kind === 'query' || value.kind === 'correlate') ? 1 : 0;
    for (const [key, below] of Object.entries(value)) if (key !== 'type' && key !== 'fields') walk(below, at + (deeper === 1 && (key === 'rel' || key === 'right') ? 1 : 0));
  };
  walk(rel, depth);
  return [...found].toSorted((a, b) => a - b);
}

function correlateNode(rel: RelOf<'correlate'>, p: Printing): TextNode {
  const left = nodeOf(rel.left, p);
  const own: Around = { names: columnNames(rel.left.fields), id: null };
  p.around.push(own);
  const made = nodeOf(rel.right, p);
  p.around.pop();
  const { id } = own;
  if (id === null) return { head: term('LogicalJoin', [['condition', rexDigest(rel.condition, textsOf(p, false))], ['joinType', rel.join.toLowerCase()]]), inputs: [left, made] };
  return { head: term('LogicalCorrelate', [['correlation', id], ['joinType', rel.join.toLowerCase()], ['requiredColumns', braces(required(rel.right, 1))]]), inputs: [left, made] };
}

const joinNode = (rel: RelOf<'join'>, p: Printing): TextNode => ({ head: term('LogicalJoin', [['condition', rexDigest(rel.condition, textsOf(p, false))], ['joinType', rel.join.toLowerCase()]]), inputs: [nodeOf(rel.left, p), nodeOf(rel.right, p)] });

function temporalNode(rel: RelOf<'temporal join'>, p: Printing): TextNode {
  const left = nodeOf(rel.left, p);
  const names = columnNames(rel.left.fields);
  const width = names.length;
  const id = `$cor${p.correlations++}`;
  const own = (index: number): string => (index < width ? `${id}.${names[index] ?? ''}` : `$${index - width}`);
  const condition = rexDigest(rel.condition, textsOf(p, false, null, own));
  const time = rel.time >= 0 ? `${id}.${names[rel.time] ?? ''}` : 'PROCTIME()';
  const snapshot: TextNode = { head: term('LogicalSnapshot', [['period', time]]), inputs: [nodeOf(rel.right, p)] };
  const columns = [...new Set([...inputsOf(rel.condition).filter((index) => index < width), ...(rel.time >= 0 ? [rel.time] : [])])].toSorted((a, b) => a - b);
  const right = condition === 'true' ? snapshot : { head: term('LogicalFilter', [['condition', condition]]), inputs: [snapshot] };
  return { head: term('LogicalCorrelate', [['correlation', id], ['joinType', rel.join.toLowerCase()], ['requiredColumns', braces(columns)]]), inputs: [left, right] };
}

/** OVER stands in the projection: its node, and the filter between (QUALIFY). */
function overBelow(rel: Rel): RelOf<'over'> | null {
  if (rel.kind === 'over') return rel;
  return null;
}

function overProject(rel: RelOf<'project'>, over: RelOf<'over'>, p: Printing): TextNode {
  const below = over.input.kind === 'project' && over.input.fields.some((field) => /^\$\d+$/.test(field.name)) ? over.input : null;
  const width = over.input.fields.length;
  const own = below?.input.fields.length ?? width;
  const texts: RexTexts = textsOf(p, true, null, (index) => {
    const call = over.calls[index - width];
    if (call !== undefined) return overText(call, texts);
    const rex = below?.exprs[index];
    return index < own || rex === undefined ? null : rexDigest(rex, textsOf(p, true));
  });
  const shown = rel.exprs.map((rex, i) => `${rel.fields[i]?.name ?? ''}=[${rexDigest(rex, texts)}]`).join(', ');
  return { head: `LogicalProject(${shown})`, inputs: [nodeOf(below?.input ?? over.input, p)] };
}

function overText(call: OverCall, texts: RexTexts): string {
  const column = (index: number): string => texts.column?.(index) ?? `$${index}`;
  const keys = call.orderBy.map((key) => `${column(key.index)}${key.descending ? ' DESC' : ''} NULLS ${key.nullsFirst ? 'FIRST' : 'LAST'}`);
  const parts = [
    ...(call.partitionBy.length === 0 ? [] : [`PARTITION BY ${call.partitionBy.map(column).join(', ')}`]),
    ...(keys.length === 0 ? [] : [`ORDER BY ${keys.join(', ')}`]), ...frameText(call),
  ];
  return `${call.name === 'SUM0' ? '$SUM0' : call.name}(${call.distinct ? 'DISTINCT ' : ''}${call.args.map(column).join(', ')}) OVER (${parts.join(' ')})`;
}

function frameText({ frame, orderBy, name }: OverCall): readonly string[] {
  const { unit, from, to } = frame;
  if (['ROW_NUMBER', 'RANK', 'DENSE_RANK', 'LAG', 'LEAD', 'NTILE'].includes(name)) return [];
  if (unit === 'RANGE' && from.kind === 'unbounded' && (to.kind === 'current' || (to.kind === 'unbounded' && orderBy.length === 0))) return [];
  if (to.kind === 'current') return [`${unit} ${boundText(from)}`];
  return [`${unit} BETWEEN ${boundText(from)} AND ${boundText(to)}`];
}

function boundText(bound: FrameBound): string {
  const side = bound.following ? 'FOLLOWING' : 'PRECEDING';
  if (bound.kind === 'current') return 'CURRENT ROW';
  if (bound.kind === 'unbounded') return `UNBOUNDED ${side}`;
  return `${bound.type === undefined ? str(bound.offset) : rexDigest({ kind: 'literal', value: bound.offset, type: bound.type }, plainTexts)} ${side}`;
}

/** Whether an expression asks for a row around. */
export function isCorrelated(rex: Rex): boolean {
  let found = false;
  visit(rex, (node) => {
    if (node.kind === 'outer') found = true;
  });
  return found;
}
