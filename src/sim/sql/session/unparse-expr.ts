// Expressions written back as Calcite writes them (SqlNode.unparse): back quotes, capitals, parentheses only where the binding asks for them.
import { overloads } from '../function/registry.ts';
import { CALLABLE } from '../parser/keywords.ts';
import type { Bound, Call, Expr, Query, SortItem, TableRef, Window } from '../parser/ast.ts';
import * as t from '../type/logical-type.ts';

/** How names, queries and tables within an expression are written. */
export interface Writer {
  name(parts: readonly string[]): string;
  query(query: Query): string;
  table(table: TableRef): string;
}

export const identifier = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A literal of a query: letters beyond ASCII are escaped, `u&'tr\\00eas'`. */
function literalText(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return quoted(text);
  return `u&${quoted(text.replaceAll('\\', '\\\\')).replace(/[^\x00-\x7f]/g, (letter) => [...Array(letter.length).keys()].map((i) => `\\${letter.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''))}`;
}

/** Names as they were written; queries can't stand in what is written so. */
const PLAIN: Writer = { name: (parts) => parts.map(identifier).join('.'), query: () => '', table: () => '' };

/** An expression with its names as they were written. */
export function unparseExpr(expr: Expr, writer: Writer = PLAIN): string {
  return write(expr, writer, 0, 0);
}

const BINDING: Readonly<Record<string, number>> = {
  OR: 22, AND: 24, '=': 30, '<>': 30, '<': 30, '>': 30, '<=': 30, '>=': 30, '+': 40, '-': 40, '*': 60, '/': 60, '%': 60, '||': 60,
};

/** Writes an expression that stands between operators of these bindings. */
function write(expr: Expr, w: Writer, left: number, right: number): string {
  const [text, lower] = written(expr, w, left, right);
  return lower < left || lower <= right - 1 ? `(${text})` : text;
}

const inside = (expr: Expr, w: Writer): string => write(expr, w, 0, 0);
const list = (exprs: readonly Expr[], w: Writer): string => exprs.map((each) => inside(each, w)).join(', ');

/** Binds closer than any operator. */
const ATOM = 200;

function written(expr: Expr, w: Writer, left: number, right: number): readonly [string, number] {
  switch (expr.kind) {
    case 'number': return [expr.text.toUpperCase(), ATOM];
    case 'text': return [literalText(expr.value), ATOM];
    case 'bytes': return [`X'${expr.hex.toUpperCase()}'`, ATOM];
    case 'boolean': return [expr.value ? 'TRUE' : 'FALSE', ATOM];
    case 'null': return ['NULL', ATOM];
    case 'temporal': return [`${expr.type} ${quoted(expr.text)}`, ATOM];
    case 'interval': return [`INTERVAL ${expr.negative ? '-' : ''}${quoted(expr.text)} ${unitText(expr.type)}`, ATOM];
    case 'symbol': return [expr.value, ATOM];
    case 'name': return [w.name(expr.parts), ATOM];
    case 'star': return [expr.parts.length === 0 ? '*' : `${w.name(expr.parts)}.*`, ATOM];
    case 'operator': return operator(expr, w, left, right);
    case 'call': return [callText(expr, w), ATOM];
    case 'case': return [caseText(expr, w), ATOM];
    case 'cast': return [`${expr.attempt ? 'TRY_CAST' : 'CAST'}(${inside(expr.of, w)} AS ${typeText(expr.type)})`, ATOM];
    case 'in': return [`${write(expr.of, w, left, 32)} ${expr.negated ? 'NOT ' : ''}IN (${Array.isArray(expr.list) ? list(expr.list, w) : w.query(expr.list as Query)})`, 32];
    case 'exists': return [`EXISTS (${w.query(expr.query)})`, ATOM];
    case 'subquery': return [`(${w.query(expr.query)})`, ATOM];
    case 'quantified': return [`${write(expr.of, w, left, 30)} ${expr.operator} ${expr.quantifier} (${w.query(expr.query)})`, 30];
    case 'named': return [`${identifier(expr.name)} => ${inside(expr.value, w)}`, ATOM];
    case 'table': return [tableArgument(expr, w), ATOM];
    case 'model': return [`MODEL ${expr.name.parts.map(identifier).join('.')}`, ATOM];
    case 'descriptor': return [`DESCRIPTOR(${expr.columns.map(identifier).join(', ')})`, ATOM];
    case 'type': return [typeText(expr.type), ATOM];
  }
}

function tableArgument(expr: Extract<Expr, { kind: 'table' }>, w: Writer): string {
  const partition = expr.partitionBy.length === 0 ? '' : ` PARTITION BY ${list(expr.partitionBy, w)}`;
  const order = expr.orderBy.length === 0 ? '' : ` ORDER BY ${sortText(expr.orderBy, w)}`;
  return `(${w.table(expr.table)})${partition}${order}`;
}

function operator(expr: Extract<Expr, { kind: 'operator' }>, w: Writer, left: number, right: number): readonly [string, number] {
  const [a, b, c] = expr.args;
  if (a === undefined) return [expr.name, ATOM];
  const { name } = expr;
  switch (name) {
    case 'NOT': return [`NOT ${write(a, w, 26, right)}`, 26];
    case 'NEGATE': return [`- ${write(a, w, 80, right)}`, 80];
    case 'POSITIVE': return [`+ ${write(a, w, 80, right)}`, 80];
    case 'MINUS_DATE': return [`(${b === undefined ? '' : operator({ ...expr, name: '-', args: [a, b] }, w, 0, 0)[0]}) ${c?.kind === 'type' ? t.calcite(c.type).replace('INTERVAL ', '') : ''}`, ATOM];
    case 'ITEM': return [`${write(a, w, left, 100)}[${b === undefined ? '' : inside(b, w)}]`, 100];
    case 'FIELD': return [`${a.kind === 'name' ? `(${inside(a, w)})` : write(a, w, left, 100)}.${b?.kind === 'symbol' ? identifier(b.value) : ''}`, 100];
    default: break;
  }
  if (name.startsWith('IS ') && (b === undefined || name.endsWith('JSON'))) return [`${write(a, w, left, 28)} ${name}${b?.kind === 'symbol' ? ` ${b.value}` : ''}`, 28];
  if (b === undefined) return [`${name} ${inside(a, w)}`, 30];
  if (/^(?:NOT )?BETWEEN/.test(name)) return [`${write(a, w, left, 32)} ${name.includes('SYMMETRIC') ? name : `${name} ASYMMETRIC`} ${write(b, w, 33, 33)} AND ${c === undefined ? '' : write(c, w, 33, right)}`, 32];
  const binding = BINDING[name] ?? (name.startsWith('IS ') ? 28 : 32);
  const tail = c === undefined ? '' : ` ESCAPE ${write(c, w, 33, right)}`;
  return [`${write(a, w, left > binding ? 0 : left, binding)} ${name} ${write(b, w, binding + 1, right > binding ? 0 : right)}${tail}`, binding];
}

function caseText(expr: Extract<Expr, { kind: 'case' }>, w: Writer): string {
  const { operand } = expr;
  const whens = expr.whens.map(([condition, then]) => {
    const asked: Expr = operand === null ? condition : { kind: 'operator', name: '=', args: [operand, condition], at: condition.at };
    return ` WHEN ${inside(asked, w)} THEN ${inside(then, w)}`;
  });
  return `CASE${whens.join('')} ELSE ${expr.otherwise === null ? 'NULL' : inside(expr.otherwise, w)} END`;
}

const UPPER_NAMES = /^[A-Z_$0-9]+$/i;

function callText(call: Call, w: Writer): string {
  const last = call.name.at(-1) ?? '';
  const upper = last.toUpperCase();
  // A function of Flink's own type inference is an identifier to Calcite, but for words that its grammar knows.
  const isOwn = overloads(upper)[0]?.style === 'flink' && !CALLABLE.has(upper);
  const name = call.name.length === 1 && UPPER_NAMES.test(last) ? (isOwn ? identifier(upper) : upper) : call.name.map(identifier).join('.');
  if (!call.parentheses) return name;
  const plain = special(name, call.args, w) ?? constructor(name, call.args, w) ?? `${name}(${call.distinct ? 'DISTINCT ' : ''}${call.star ? '*' : list(call.args, w)})`;
  return [
    plain,
    call.nulls === null ? '' : ` ${call.nulls} NULLS`,
    call.withinGroup.length === 0 ? '' : ` WITHIN GROUP (ORDER BY ${sortText(call.withinGroup, w)})`,
    call.filter === null ? '' : ` FILTER (WHERE ${inside(call.filter, w)})`,
    call.over === null ? '' : ` OVER ${typeof call.over === 'string' ? identifier(call.over) : windowText(call.over, w)}`,
  ].join('');
}

function constructor(name: string, args: readonly Expr[], w: Writer): string | null {
  if (name === 'ARRAY' || name === 'MAP' || name === 'MULTISET') return `${name}[${list(args, w)}]`;
  return null;
}

/** Calls with words between their arguments. */
function special(name: string, args: readonly Expr[], w: Writer): string | null {
  const [a, b, c, d] = args.map((each) => inside(each, w));
  switch (name) {
    case 'EXTRACT': return `EXTRACT(${a ?? ''} FROM ${b ?? ''})`;
    case 'TRIM': return `TRIM(${a ?? ''} ${b ?? ''} FROM ${c ?? ''})`;
    case 'POSITION': return `POSITION(${a ?? ''} IN ${b ?? ''}${c === undefined ? '' : ` FROM ${c}`})`;
    case 'OVERLAY': return `OVERLAY(${a ?? ''} PLACING ${b ?? ''} FROM ${c ?? ''}${d === undefined ? '' : ` FOR ${d}`})`;
    case 'NULLIF': return args.length === 2 ? `CASE WHEN ${a ?? ''} = ${b ?? ''} THEN NULL ELSE ${a ?? ''} END` : null;
    case 'FLOOR': case 'CEIL': return args[1]?.kind === 'symbol' ? `${name}(${a ?? ''} TO ${b ?? ''})` : null;
    default: return null;
  }
}

export function sortText(items: readonly SortItem[], w: Writer): string {
  return items.map(({ of, descending, nulls }) => `${inside(of, w)}${descending ? ' DESC' : ''}${nulls === null ? '' : ` NULLS ${nulls}`}`).join(', ');
}

export function windowText(over: Window, w: Writer): string {
  const frame = over.frame === null ? '' : `${over.frame.unit} BETWEEN ${boundText(over.frame.from, w)} AND ${boundText(over.frame.to, w)}`;
  const parts = [
    over.base === null ? '' : identifier(over.base),
    over.partitionBy.length === 0 ? '' : `PARTITION BY ${list(over.partitionBy, w)}`,
    over.orderBy.length === 0 ? '' : `ORDER BY ${sortText(over.orderBy, w)}`,
    frame,
  ];
  return `(${parts.filter((part) => part !== '').join(' ')})`;
}

function boundText(bound: Bound, w: Writer): string {
  switch (bound.kind) {
    case 'unbounded': return bound.following ? 'UNBOUNDED FOLLOWING' : 'UNBOUNDED PRECEDING';
    case 'current': return 'CURRENT ROW';
    case 'offset': return `${inside(bound.of, w)} ${bound.following ? 'FOLLOWING' : 'PRECEDING'}`;
  }
}

/** `DAY`, `YEAR TO MONTH`, `SECOND(3)`. */
function unitText(type: t.LogicalType): string {
  return 'unit' in type ? type.unit : '';
}

/** A type as CAST has it: INTEGER rather than INT. */
export function typeText(type: t.LogicalType): string {
  const nullable = type.nullable ? '' : ' NOT NULL';
  switch (type.kind) {
    case 'INT': return `INTEGER${nullable}`;
    case 'ARRAY': case 'MULTISET': return `${type.kind}< ${typeText(type.element)} >${nullable}`;
    case 'MAP': return `MAP< ${typeText(type.key)}, ${typeText(type.value)} >${nullable}`;
    case 'ROW': return `ROW< ${type.fields.map((field) => `${identifier(field.name)} ${typeText(field.type)}`).join(', ')} >${nullable}`;
    case 'INTERVAL_YEAR_MONTH': case 'INTERVAL_DAY_TIME': return `INTERVAL ${type.unit}${nullable}`;
    default: return t.summary(type);
  }
}
