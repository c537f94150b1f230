// Expressions as EXPLAIN writes them: Calcite's digest over `$n`, the same over names, and Flink's infix form for execution plans.
import type { Rex } from '../expr/rex.ts';
import { textOf } from '../expr/text.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { listOf, str, type Value } from '../value.ts';
import { calciteForm, plannedForm } from './explain-form.ts';
import { type Sarg, simplified } from './explain-search.ts';

/** `digest`: `>($0, 10)`. `prefix`: `>(valor, 10)`, for physical plans; `plain`: the same with constants without their types, for those of batch mode. `infix`: `(valor > 10)`, for execution plans. */
export type RexStyle = 'digest' | 'prefix' | 'plain' | 'infix';

/** How a text is made: the columns' names, those of the queries around, and what prints a query within. */
export interface RexTexts {
  readonly style: RexStyle;
  readonly names: readonly string[];
  /** What a column of the row around a correlated query is called: `$cor0.name`. */
  readonly outer: (depth: number, index: number) => string;
  readonly query: (rex: Extract<Rex, { kind: 'query' }>, args: readonly string[]) => string;
  /** Whether constants are folded as in a projection. */
  readonly simplify: boolean;
  /** What stands for a column instead of `$n`; null for that. */
  readonly column?: (index: number) => string | null;
}

/** Of an expression that has no query in it and stands in none. */
export const NO_QUERY = { outer: (_depth: number, index: number): string => `$cor0.$${index}`, query: (): string => 'query' };

/** An expression over named columns. */
export function rexText(rex: Rex, names: readonly string[], style: 'prefix' | 'plain' | 'infix'): string {
  return text(plannedForm(simplified(rex)), { ...NO_QUERY, style, names, simplify: false });
}

/** A condition as a table is told of it: its parts in pairs; null where a part is more than columns against constants. */
export function filterText(condition: Rex, names: readonly string[]): string | null {
  const parts = condition.kind === 'call' && condition.name === 'AND' ? condition.args : [condition];
  const texts = parts.map((part) => toldText(part, names));
  return texts.includes(null) ? null : texts.reduce<string | null>((all, part) => (all === null ? part : `and(${all}, ${part ?? ''})`), null);
}

const TOLD = new Set(['=', '<>', '<', '<=', '>', '>=', 'IS NULL', 'IS NOT NULL', 'LIKE']);

function toldText(rex: Rex, names: readonly string[]): string | null {
  if (rex.kind !== 'call') return null;
  if (rex.name === 'OR') {
    const texts = rex.args.map((arg) => toldText(arg, names));
    return texts.includes(null) ? null : texts.reduce<string | null>((all, part) => (all === null ? part : `OR(${all}, ${part ?? ''})`), null);
  }
  return TOLD.has(rex.name) && rex.args.every((arg) => arg.kind === 'input' || arg.kind === 'literal') ? rexText(rex, names, 'prefix') : null;
}

/** Calcite's digest. */
export function rexDigest(rex: Rex, texts: RexTexts): string {
  return text(calciteForm(rex, texts.simplify), texts);
}

function text(rex: Rex, by: RexTexts): string {
  switch (rex.kind) {
    case 'literal': return literalText(rex, !isPlain(by.style), isPlain(by.style));
    case 'input': return by.style === 'digest' ? (by.column?.(rex.index) ?? `$${rex.index}`) : (by.names[rex.index] ?? `$${rex.index}`);
    case 'outer': return by.outer(rex.depth, rex.index);
    case 'query': return by.query(rex, rex.args.map((arg) => text(arg, by)));
    case 'call': return callText(rex, by);
  }
}

type Call = Extract<Rex, { kind: 'call' }>;

const isPlain = (style: RexStyle): boolean => style === 'infix' || style === 'plain';

const BINARY = new Set(['+', '-', '*', '/', '=', '<>', '<', '<=', '>', '>=', '/INT']);
const COMPARED = new Set(['+', '-', '*', '/', '=', '<>', '<', '<=', '>', '>=']);
const POSTFIX = new Set(['IS NULL', 'IS NOT NULL', 'IS TRUE', 'IS NOT TRUE', 'IS FALSE', 'IS NOT FALSE', 'IS UNKNOWN', 'IS NOT UNKNOWN']);
/** Functions that are written without parentheses in Calcite's digest. */
const BARE = new Set(['CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP']);

function callText(rex: Call, by: RexTexts): string {
  const { name, args } = rex;
  if (name === 'FIELD') return `${args.slice(0, 1).map((arg) => text(arg, by)).join('')}.${fieldName(rex)}`;
  if (name === 'CAST' || name === 'TRY_CAST') return castText(rex, by);
  if (name === 'SEARCH' && args[0] !== undefined && args[1]?.kind === 'literal') return `SEARCH(${text(args[0], by)}, ${sargText(JSON.parse(str(args[1].value)) as Sarg, isPlain(by.style))})`;
  if (by.style === 'infix') {
    const parts = args.map((arg) => text(arg, by));
    if (parts.length === 2 && BINARY.has(name)) return `(${parts.join(` ${name} `)})`;
    if (name === 'AND' || name === 'OR') return `(${parts.join(` ${name} `)})`;
    if (POSTFIX.has(name)) return `${parts[0] ?? ''} ${name}`;
    return `${name}(${parts.join(', ')})`;
  }
  if (by.style === 'digest' && args.length === 0 && BARE.has(name)) return name;
  return `${name}(${args.map((arg, i) => argumentText(rex, arg, i, by)).join(', ')})`;
}

/** Where both sides of an operator are of one type, a literal goes without its own. */
function argumentText(rex: Call, arg: Rex, at: number, by: RexTexts): string {
  if (arg.kind !== 'literal' || by.style !== 'digest') return text(arg, by);
  if ((rex.name === 'AND' || rex.name === 'OR') && arg.type.kind === 'BOOLEAN') return literalText(arg, false);
  const other = rex.args.length === 2 ? rex.args[1 - at] : undefined;
  const alike = other !== undefined && COMPARED.has(rex.name) && t.sameType(arg.type, other.type) && (other.kind !== 'literal' || !showsType(other));
  return alike && arg.value === null ? 'null' : literalText(arg, !alike);
}

function fieldName(rex: Call): string {
  const [of, at] = rex.args;
  const fields = of !== undefined && (of.type.kind === 'ROW' || of.type.kind === 'STRUCTURED') ? of.type.fields : [];
  return at?.kind === 'literal' ? (fields[Number(at.value)]?.name ?? `$${str(at.value)}`) : '?';
}

function castText(rex: Call, by: RexTexts): string {
  const [of] = rex.args;
  const inner = of === undefined ? '' : text(of, by);
  if (by.style === 'digest') return rex.name === 'TRY_CAST' ? `TRY_CAST(${inner})` : `CAST(${inner}):${fullType(rex.type)}`;
  const type = isPlain(by.style) ? bareType(rex.type) : rex.name === 'TRY_CAST' ? characters(rex.type) : fullType(rex.type);
  return `${rex.name}(${inner} AS ${type})`;
}

/** A type with its character set, and NOT NULL where it is so: `VARCHAR(10) CHARACTER SET "UTF-16LE" NOT NULL`. */
export function fullType(type: LogicalType): string {
  return `${characters(type)}${type.nullable || type.kind === 'NULL' ? '' : ' NOT NULL'}`;
}

function characters(type: LogicalType): string {
  switch (type.kind) {
    case 'CHAR': case 'VARCHAR': return `${t.calcite(type)} CHARACTER SET "UTF-16LE"`;
    case 'ARRAY': case 'MULTISET': return `${fullType(type.element)} ${type.kind}`;
    case 'MAP': return `(${fullType(type.key)}, ${fullType(type.value)}) MAP`;
    case 'ROW': return `RecordType:peek_no_expand(${type.fields.map((field) => `${fullType(field.type)} ${field.name}`).join(', ')})`;
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return timeType(type);
    default: return t.calcite(type);
  }
}

/** Time attributes are marked; they keep Flink's short name. */
function timeType(type: LogicalType): string {
  if ((type.kind !== 'TIMESTAMP' && type.kind !== 'TIMESTAMP_LTZ') || type.attribute === undefined) return t.calcite(type);
  return `${type.kind}(${type.precision}) *${type.attribute}*`;
}

/** A type without its character set and NOT NULL: `VARCHAR(10)`. */
export function bareType(type: LogicalType): string {
  if (type.kind === 'ROW') return `RecordType(${type.fields.map((field) => `${bareType(field.type)} ${field.name}`).join(', ')})`;
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ' ? timeType(type) : t.calcite(type);
}

/** Whether a literal's digest has its type behind it (RexLiteral.shouldIncludeType). */
function showsType(rex: Literal): boolean {
  const { type, value } = rex;
  if (value === null) return type.kind !== 'NULL';
  switch (type.kind) {
    case 'INT': case 'BOOLEAN': case 'SYMBOL': case 'DESCRIPTOR': case 'DATE': return false;
    case 'CHAR': return [...str(value)].length !== type.length;
    case 'TIME': case 'TIMESTAMP': return type.precision !== 0;
    default: return true;
  }
}

type Literal = Extract<Rex, { kind: 'literal' }>;

/** `infix` texts and those beside a column of their type go without a type. */
function literalText(rex: Literal, withType: boolean, infix = false): string {
  if (rex.value === null) return rex.type.kind === 'NULL' ? 'null' : `null:${infix ? bareType(rex.type) : characters(rex.type)}`;
  const shown = valueText(rex.value, rex.type, infix);
  if (t.isInterval(rex.type)) return `${shown}:${t.calcite(rex.type)}`;
  return withType && showsType(rex) ? `${shown}:${characters(rex.type)}` : shown;
}

/** A value within Values: a digest without its type. */
export function valueDigest(value: Value, type: LogicalType): string {
  return value === null ? 'null' : valueText(value, type, false);
}

function valueText(value: Value, type: LogicalType, infix: boolean): string {
  switch (type.kind) {
    case 'CHAR': case 'VARCHAR': return infix ? `'${str(value)}'` : `_UTF-16LE'${str(value).replaceAll("'", "''")}'`;
    case 'BINARY': case 'VARBINARY': return `X'${str(value)}'`;
    case 'SYMBOL': return infix ? str(value) : `FLAG(${str(value)})`;
    case 'DESCRIPTOR': return `DESCRIPTOR(${listOf(value).map((name) => `_UTF-16LE'${str(name)}'`).join(', ')})`;
    case 'FLOAT': case 'DOUBLE': return typeof value === 'number' ? scientific(value) : str(value);
    case 'DATE': case 'TIME': case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return withoutZeros(textOf(type)(value, 'UTC'));
    default: return str(value);
  }
}

/** `10:00:00.500` as `10:00:00.5`. */
const withoutZeros = (shown: string): string => (shown.includes('.') ? shown.replace(/\.?0+$/, '') : shown);

/** More decimals than are ever shown. */
const EXACT = 40;

/** 1000 as `1E3`, 2.5 as `2.5E0` (Util.toScientificNotation). */
function scientific(value: number): string {
  const short = value.toExponential();
  // What was computed is written with all digits that the number has, up to 20.
  const found = /^(-?)(\d)(?:\.(\d+?)0*)?e([+-]\d+)$/.exec(short.replace(/e.*/, '').length < 17 ? short : value.toExponential(EXACT).replace(/(\.\d{19})\d*/, '$1'));
  if (found === null) return str(value);
  const [, sign = '', first = '', rest = '', exponent = '0'] = found;
  return `${sign}${first}${rest === '' ? '' : `.${rest}`}E${Number(exponent)}`;
}

/** `Sarg[1, 2]`, `Sarg[(-∞..1), (2..+∞)]`. */
function sargText({ type, ranges }: Sarg, infix: boolean): string {
  const end = (value: Value): string => literalText({ kind: 'literal', value: type.kind === 'BIGINT' && !infix ? `${str(value)}L` : value, type: t.notNull(type) }, !infix);
  const each = ranges.map(({ from, to, fromIn, toIn }) => {
    if (from !== null && fromIn && toIn && from === to) return end(from);
    return `${fromIn && from !== null ? '[' : '('}${from === null ? '-∞' : end(from)}..${to === null ? '+∞' : end(to)}${toIn && to !== null ? ']' : ')'}`;
  });
  const shown = `Sarg[${each.join(', ')}]`;
  return infix || type.kind === 'INT' ? shown : `${shown}:${characters(type)}`;
}
