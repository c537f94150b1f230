// Bound expressions in the form in which Calcite's converter leaves them: its operators, its casts, what it folds on the way.
import { callRex, literal, type Rex, rewrite } from '../expr/rex.ts';
import { parseDecimal, plainText, rescale } from '../number/decimal.ts';
import { parseDate } from '../time/parse.ts';
import { commonType } from '../type/common-type.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { str } from '../value.ts';

type Call = Extract<Rex, { kind: 'call' }>;

/** `simplify`: as in a projection, where RelBuilder folds casts of constants. */
export function calciteForm(rex: Rex, simplify: boolean): Rex {
  return rewrite(rex, (node) => (node.kind === 'call' ? converted(node, simplify) : node));
}

/** As it stands in an optimised plan: what can be computed has been, and a cast that is left says that the column may be NULL. */
export function plannedForm(rex: Rex): Rex {
  return rewrite(rex, (node) => {
    if (node.kind !== 'call' || isCast(node)) return node;
    const made = converted(node, true);
    return made.kind === 'call' ? withProducts(made, node.args) : made;
  });
}

/** What was made above these arguments, which are done. */
function withProducts(rex: Rex, done: readonly Rex[]): Rex {
  if (rex.kind !== 'call' || done.includes(rex)) return rex;
  const args = rex.args.map((arg) => withProducts(arg, done));
  return product(args.every((arg, i) => arg === rex.args[i]) ? rex : { ...rex, args });
}

const isCast = (rex: Rex): boolean => rex.kind === 'call' && rex.name === 'CAST' && rex.args[0]?.kind === 'literal';

/** An interval times a constant is an interval. */
function product(rex: Rex): Rex {
  const [span, count] = rex.kind === 'call' && rex.name === '*' ? rex.args : [];
  if (span?.kind !== 'literal' || count?.kind !== 'literal' || !t.isInterval(span.type)) return rex;
  return literal(Number(span.value) * Number(count.value), span.type);
}

const PARTS = new Set(['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAYOFYEAR', 'DAYOFMONTH', 'DAYOFWEEK', 'HOUR', 'MINUTE', 'SECOND']);
const UNITS: Readonly<Record<string, string>> = { DAYOFYEAR: 'DOY', DAYOFMONTH: 'DAY', DAYOFWEEK: 'DOW' };
const RENAMED: Readonly<Record<string, string>> = { NEGATE: '-', MINUS_DATE: '-', POSITIVE: '+', '%': 'MOD', CHARACTER_LENGTH: 'CHAR_LENGTH', POW: 'POWER', CEILING: 'CEIL' };
const JSON_KINDS: Readonly<Record<string, string>> = { VALUE: 'VALUE', OBJECT: 'OBJECT', ARRAY: 'ARRAY', SCALAR: 'SCALAR' };

const symbol = (value: string): Rex => literal(value, { kind: 'SYMBOL', nullable: false });

function converted(rex: Call, simplify: boolean): Rex {
  const { name, args, type } = rex;
  const [a, b, c] = args;
  if (name === 'AND' || name === 'OR') return { ...rex, args: args.flatMap((arg) => (arg.kind === 'call' && arg.name === name ? arg.args : [arg])) };
  if (a !== undefined && b !== undefined && args.length === 2) {
    if (name === '=' || name === '<>') return { ...rex, args: alike(a, b) };
    if (name === 'NOT LIKE' || name === 'NOT SIMILAR TO') return callRex('NOT', [callRex(name.slice(4), args, type)], type);
    if (name === 'NULLIF') return callRex('CASE', [callRex('=', alike(a, b), t.withNull(t.BOOLEAN, a.type.nullable || b.type.nullable)), literal(null, t.withNull(a.type, true)), a], type);
    if (name === 'IS DISTINCT FROM' || name === 'IS NOT DISTINCT FROM') return simplify ? distinct(rex, a, b) : rex;
    if (simplify && (name === '+' || name === '-') && isZero(b) && t.sameType(type, a.type)) return a;
    if (name === 'IS JSON' || name === 'IS NOT JSON') return callRex(`${name} ${b.kind === 'literal' ? (JSON_KINDS[str(b.value)] ?? 'VALUE') : 'VALUE'}`, [a], type);
  }
  if (name === 'NOT LIKE') return callRex('NOT', [callRex('LIKE', args, type)], type);
  if (a !== undefined && args.length === 1) {
    if (name === 'IS NOT NULL' && a.kind === 'input' && !a.type.nullable) return literal(true, t.notNull(t.BOOLEAN));
    if (PARTS.has(name)) return callRex('EXTRACT', [symbol(UNITS[name] ?? name), a], type);
    if (name === 'SQRT') return callRex('POWER', [a, literal('0.5', t.notNull(t.decimal(2, 1)))], type);
    if (name === 'CAST') return castForm(rex, a, simplify);
  }
  if (a?.kind === 'literal' && b !== undefined && c !== undefined) {
    if (name === 'TIMESTAMPADD') return plusInterval(str(a.value), b, c, type);
    if (name === 'TIMESTAMPDIFF') return difference(str(a.value), b, c, type) ?? rex;
  }
  if (name === 'CASE') return { ...rex, args: args.map((arg, i) => (i % 2 === 1 || i === args.length - 1 ? ensureValue(arg, type) : arg)) };
  if (name.startsWith('JSON_')) return jsonForm(rex);
  const renamed = RENAMED[name];
  return renamed === undefined ? rex : { ...rex, name: renamed };
}

const isZero = (rex: Rex): boolean => rex.kind === 'literal' && rex.value === 0;

/** Equality takes the least restrictive type of its sides: casts, or a literal of that type. */
function alike(a: Rex, b: Rex): readonly Rex[] {
  if (t.sameType(a.type, b.type) || a.type.kind === 'NULL' || b.type.kind === 'NULL') return [a, b];
  const type = commonType([a.type, b.type]);
  return type === null ? [a, b] : [ensure(a, type), ensure(b, type)];
}

function ensure(rex: Rex, type: LogicalType): Rex {
  if (t.sameType(rex.type, type)) return rex;
  const to = t.withNull(type, rex.type.nullable);
  if (rex.kind === 'literal' && rex.value !== null && sameFamily(rex.type, type)) return literal(t.isApproximate(type) ? str(rex.value) : rex.value, to);
  return callRex('CAST', [rex], to);
}

/** A branch of CASE takes its type; NULL says which. */
function ensureValue(rex: Rex, type: LogicalType): Rex {
  if (rex.kind === 'literal' && rex.value === null) return literal(null, t.withNull(type, true));
  if (t.isText(rex.type) && t.isText(type) && rex.kind === 'literal') return literal(rex.value, t.notNull(type));
  return t.isNumeric(type) ? ensure(rex, type) : rex;
}

/** Options of the JSON functions as flags, in Calcite's order. */
function jsonForm(rex: Call): Rex {
  const { name, args, type } = rex;
  const words = args.flatMap((arg) => (arg.kind === 'literal' && arg.type.kind === 'SYMBOL' ? [str(arg.value)] : []));
  const values = args.filter((arg) => arg.kind !== 'literal' || arg.type.kind !== 'SYMBOL');
  if (name === 'JSON_OBJECT' || name === 'JSON_ARRAY') return callRex(name, [symbol(`${words[1] ?? 'NULL'}_ON_NULL`), ...values], type);
  const on = (event: string): Rex | undefined => args[args.findIndex((arg) => arg.kind === 'literal' && arg.type.kind === 'SYMBOL' && arg.value === event) + 1];
  const given = (event: string): Rex | null => (words.includes(event) ? (on(event) ?? null) : null);
  if (name === 'JSON_VALUE') {
    const options = ['ON EMPTY', 'ON ERROR'].flatMap((event): readonly Rex[] => {
      const then = given(event);
      if (then === null) return [];
      const word = then.kind === 'literal' && then.type.kind === 'SYMBOL';
      return word ? [then, symbol(event)] : [symbol('DEFAULT'), then, symbol(event)];
    });
    return callRex(name, [...args.slice(0, 2), ...options], type);
  }
  if (name === 'JSON_EXISTS') {
    const then = given('ON ERROR');
    return callRex(name, [...args.slice(0, 2), ...(then === null ? [] : [then])], type);
  }
  if (name !== 'JSON_QUERY') return rex;
  const word = (event: string): string => {
    const then = given(event);
    return then?.kind === 'literal' ? str(then.value).replace(' ', '_') : 'NULL';
  };
  const wrapper = given('WRAPPER');
  const empty = (event: string): Rex => symbol(`SqlJsonQueryEmptyOrErrorBehavior[${word(event)}]`);
  return callRex(name, [...args.slice(0, 2), symbol(wrapper?.kind === 'literal' ? str(wrapper.value).replaceAll(' ', '_') : 'WITHOUT_ARRAY'), empty('ON EMPTY'), empty('ON ERROR')], type);
}

const sameFamily = (a: LogicalType, b: LogicalType): boolean => (t.isNumeric(a) && t.isNumeric(b)) || (t.isText(a) && t.isText(b));

function distinct(rex: Call, a: Rex, b: Rex): Rex {
  if (!a.type.nullable && !b.type.nullable) return callRex(rex.name === 'IS DISTINCT FROM' ? '<>' : '=', alike(a, b), rex.type);
  if (a.type.nullable && b.type.nullable) return rex;
  return callRex(rex.name === 'IS DISTINCT FROM' ? 'IS NOT TRUE' : 'IS TRUE', [callRex('=', alike(a, b), t.BOOLEAN)], rex.type);
}

/** A cast of a constant is a constant of that type, where Calcite sees it; that it may be NULL is said by a cast around it. */
function castForm(rex: Call, of: Rex, simplify: boolean): Rex {
  const made = constantForm(rex, of, simplify);
  return made.kind === 'literal' && rex.type.nullable ? callRex('CAST', [made], rex.type) : made;
}

function constantForm(rex: Call, of: Rex, simplify: boolean): Rex {
  const { type } = rex;
  if (of.kind !== 'literal' || of.value === null) return rex;
  if (t.isNumeric(of.type) && t.isNumeric(type) && !t.isApproximate(of.type)) return literal(t.isApproximate(type) || type.kind === 'DECIMAL' ? decimalText(str(of.value), type) : of.value, t.notNull(type));
  if (t.isText(of.type) && type.kind === 'VARCHAR') return literal([...str(of.value)].slice(0, type.length).join(''), t.notNull(type));
  if (t.isTimestamp(of.type) && of.type.kind === type.kind) return literal(of.value, t.notNull(type));
  if (!simplify || !t.isText(of.type)) return rex;
  const value = str(of.value);
  if (t.isWhole(type) && /^-?\d{1,9}$/.test(value)) return literal(Number(value), t.notNull(type));
  if (type.kind === 'DATE') {
    const days = parseDate(value);
    return days === null ? rex : literal(days, t.notNull(type));
  }
  return rex;
}

function decimalText(value: string, type: LogicalType): string {
  const read = parseDecimal(value);
  return read === null || type.kind !== 'DECIMAL' ? value : plainText(rescale(read, type.scale));
}

const MS: Readonly<Record<string, number>> = { DAY: 86_400_000, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1_000, WEEK: 604_800_000 };
const MONTHS: Readonly<Record<string, number>> = { YEAR: 12, QUARTER: 3, MONTH: 1 };

/** TIMESTAMPADD(HOUR, 2, h) is h + INTERVAL '1' HOUR * 2. */
function plusInterval(unit: string, count: Rex, of: Rex, type: LogicalType): Rex {
  const months = MONTHS[unit];
  const interval = literal(months ?? MS[unit] ?? 1, t.notNull(t.interval(unit)));
  return callRex('+', [of, callRex('*', [interval, count], t.notNull(t.interval(unit)))], type);
}

function difference(unit: string, from: Rex, to: Rex, type: LogicalType): Rex | null {
  const ms = MS[unit];
  if (ms === undefined) return null;
  const span = callRex('Reinterpret', [callRex('-', [to, from], t.interval('SECOND'))], t.BIGINT);
  return callRex('CAST', [callRex('/INT', [span, literal(ms, t.notNull(t.INT))], t.BIGINT)], type);
}
