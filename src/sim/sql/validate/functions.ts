// Which function a call means: its overload by the arguments' types, and what is said where none fits.
import { callRex, literal, type Rex } from '../expr/rex.ts';
import { overloads } from '../function/registry.ts';
import { SIGNATURES, STRATEGY_TEXTS, SUPPORTED_FORMS } from '../function/signatures.ts';
import { fitsForm, type FunctionSpec, inFamily, parameters, takes } from '../function/spec.ts';
import { comparable } from '../function/operators.ts';
import { invalid, type Place, refused, VALIDATION_EXCEPTION } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';

const FAMILIES: Partial<Readonly<Record<LogicalType['kind'], string>>> = {
  CHAR: 'CHARACTER', VARCHAR: 'CHARACTER', BINARY: 'BINARY', VARBINARY: 'BINARY', TINYINT: 'NUMERIC', SMALLINT: 'NUMERIC', INT: 'NUMERIC', BIGINT: 'NUMERIC', FLOAT: 'NUMERIC', DOUBLE: 'NUMERIC', DECIMAL: 'NUMERIC',
  TIMESTAMP_LTZ: 'TIMESTAMP', DESCRIPTOR: 'COLUMN_LIST',
};

/** A type's family as "No match found" names it. */
function familyOf(type: LogicalType): string {
  if (type.kind === 'ARRAY' || type.kind === 'MAP' || type.kind === 'MULTISET' || type.kind === 'ROW') return t.calcite(type);
  return FAMILIES[type.kind] ?? type.kind;
}

/** What is said of a legacy group window: without its GROUP BY it is known, but nothing can run it. */
const WINDOW_AUXILIARIES = new Set(['TUMBLE', 'HOP', 'SESSION'].flatMap((window) => ['START', 'END', 'ROWTIME', 'PROCTIME'].map((part) => `${window}_${part}`)));
const CODEGEN_EXCEPTION = 'org.apache.flink.table.planner.codegen.CodeGenException';

/** The function is in no catalog, or takes not so many arguments: then its signatures are told. */
export function noMatch(name: string, types: readonly LogicalType[], at: Place, signatures: readonly string[] = []): Error {
  if (WINDOW_AUXILIARIES.has(name.toUpperCase()) && types.length > 1) return refused(`Unsupported call: ${name.toUpperCase()}(${types.map((type) => t.summary(t.plain(type))).join(', ')}) \nIf you think this function should be supported, you can create an issue and start a discussion for it.`, at, CODEGEN_EXCEPTION);
  const supported = signatures.length === 0 ? '' : `.\nSupported signatures are:\n${signatures.join('\n')}`;
  return invalid(`No match found for function signature ${name}(${types.map((type) => `<${familyOf(type)}>`).join(', ')})${supported}`, at);
}

const INFIX = new Set(['+', '-', '*', '/', '%', '||', '=', '<>', '<', '<=', '>', '>=', 'SIMILAR TO', 'NOT SIMILAR TO', 'AND', 'OR', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM']);
const SYMBOLS: Readonly<Record<string, string>> = { NEGATE: '-', POSITIVE: '+' };

/** How a call of these types is written in a message. */
function written(name: string, types: readonly string[]): string {
  if (INFIX.has(name)) return types.join(` ${name} `);
  if (name in SYMBOLS) return `${SYMBOLS[name] ?? ''}${types[0] ?? ''}`;
  if (name.startsWith('IS ')) return `${types[0] ?? ''} ${name}`;
  if (name === 'EXTRACT') return `EXTRACT(${types[0] ?? ''} FROM ${types[1] ?? ''})`;
  if (name === 'NOT') return `NOT${types[0] ?? ''}`;
  return `${name}(${types.join(', ')})`;
}

/** Calcite's "Cannot apply …". */
export function cannotApply(name: string, types: readonly LogicalType[], forms: readonly string[], at: Place): Error {
  const given = written(name, types.map((type) => `<${t.calcite(type)}>`));
  const supported = (SUPPORTED_FORMS[name]?.map((form) => form.replace('@', name)) ?? forms.map((form) => `'${written(name, parameters(form).map(({ family }) => `<${family}>`))}'`)).join('\n');
  return invalid(`Cannot apply '${SYMBOLS[name] ?? name}' to arguments of type '${given}'. Supported form(s): ${supported}`, at);
}

/** A call of a scalar function or an operator with its arguments bound. */
export function resolveCall(name: string, args: readonly Rex[], at: Place, shown = name): Rex {
  const types = args.map((arg) => arg.type);
  const all = overloads(name);
  if (all.length === 0) throw noMatch(shown, types, at);
  const upper = name.toUpperCase();
  checkComparison(upper, types, at);
  const literals = args.map((arg) => (arg.kind === 'literal' ? arg.value : undefined));
  for (const spec of all) {
    if (!spec.forms.some((form) => fitsForm(form, types))) continue;
    const type = spec.type(types, literals);
    if (type === null) continue;
    const problem = spec.check?.(literals) ?? null;
    if (problem !== null) throw refused(problem, at);
    return callRex(spec.name, args.map((arg) => typedNull(arg, types)), type);
  }
  throw wrongCall(upper, all, args, at);
}

/** A bare NULL beside other arguments takes their type. */
function typedNull(arg: Rex, types: readonly LogicalType[]): Rex {
  if (arg.kind !== 'literal' || arg.type.kind !== 'NULL') return arg;
  const other = types.find((type) => type.kind !== 'NULL' && type.kind !== 'SYMBOL');
  return other === undefined ? arg : literal(null, t.withNull(other, true));
}

const ROOTS: Partial<Readonly<Record<LogicalType['kind'], string>>> = { INT: 'INTEGER', TIMESTAMP: 'TIMESTAMP_WITHOUT_TIME_ZONE', TIMESTAMP_LTZ: 'TIMESTAMP_WITH_LOCAL_TIME_ZONE', TIME: 'TIME_WITHOUT_TIME_ZONE' };
const ORDERS = new Set(['<', '<=', '>', '>=']);
const COMPARISONS = new Set(['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM', 'NULLIF']);

/** Text beside a number: the validator lets it pass, and the code generator refuses it when all else is right. */
export function isMixed(a: LogicalType, b: LogicalType): boolean {
  const one = (x: LogicalType, y: LogicalType): boolean => t.isText(x) && (t.isNumeric(y) || y.kind === 'BOOLEAN' || t.isBytes(y));
  return one(a, b) || one(b, a);
}

/** What the code generator refuses in an expression: the problem, or null. */
export function generationProblem(rex: Rex): Error | null {
  if (rex.kind !== 'call') return null;
  if (rex.name === '/' && isZero(rex.args[1]) && rex.args[0]?.kind === 'literal' && rex.args[0].value !== null) return refused(isZero(rex.args[0]) ? 'Division undefined' : 'Division by zero', null, 'java.lang.ArithmeticException');
  if (!COMPARISONS.has(rex.name)) return null;
  const [a, b] = rex.args.map((arg) => arg.type);
  // Which is larger is decided with the text as a number, and a truth value is read; equality is refused.
  if (a === undefined || b === undefined || !isMixed(a, b) || ORDERS.has(rex.name) || a.kind === 'BOOLEAN' || b.kind === 'BOOLEAN') return null;
  const root = (type: LogicalType): string => ROOTS[type.kind] ?? type.kind;
  return refused(`implicit type conversion between ${root(a)} and ${root(b)} is not supported now`);
}

/** A literal that Calcite would divide by, with BigDecimal's words for it. */
const isZero = (rex: Rex | undefined): boolean => rex?.kind === 'literal' && rex.value !== null && Number(rex.value) === 0 && rex.type.kind !== 'BOOLEAN';

function checkComparison(name: string, types: readonly LogicalType[], at: Place): void {
  const [a, b] = types;
  if (!COMPARISONS.has(name) || a === undefined || b === undefined || comparable(a, b)) return;
  if (isMixed(a, b)) return;
  const shown = name.startsWith('IS') || name === 'NULLIF' ? '=' : name;
  throw invalid(`Cannot apply '${shown}' to arguments of type '<${t.calcite(a)}> ${shown} <${t.calcite(b)}>'. Supported form(s): '<COMPARABLE_TYPE> ${shown} <COMPARABLE_TYPE>'`, at);
}

/** What EXTRACT does under other names: it stands in the messages. */
const EXTRACTED: Readonly<Record<string, string>> = { YEAR: 'YEAR', QUARTER: 'QUARTER', MONTH: 'MONTH', WEEK: 'WEEK', DAYOFYEAR: 'DOY', DAYOFMONTH: 'DAY', DAYOFWEEK: 'DOW', HOUR: 'HOUR', MINUTE: 'MINUTE', SECOND: 'SECOND' };

/** A call that no form takes. Calcite counts arguments before it looks at their types; it names the fewest. */
function wrongCall(name: string, all: readonly FunctionSpec[], args: readonly Rex[], at: Place): Error {
  const types = args.map(shownType);
  const forms = all.flatMap((spec) => spec.forms);
  const counted = forms.some((form) => takes(form, types.length));
  if (all[0]?.style === 'flink') return counted ? wrongTypes(name, forms, types, at) : noMatch(name, types, at, signaturesOf(name, forms));
  const unit = EXTRACTED[name];
  if (counted && unit !== undefined) return cannotApply('EXTRACT', [t.notNull(t.interval(unit)), ...types], forms, at);
  const refusal = all[0]?.refusal;
  if (refusal !== undefined) return invalid(refusal(types), at);
  if (counted) return cannotApply(name, types, forms, at);
  const fewest = Math.min(...forms.map((form) => parameters(form).filter(({ repeat }) => repeat !== '*').length));
  return invalid(`Invalid number of arguments to function '${name}'. Was expecting ${fewest} arguments`, at);
}

/** A unit of time is an interval of it to Calcite. */
function shownType(arg: Rex): LogicalType {
  return arg.kind === 'literal' && arg.type.kind === 'SYMBOL' ? t.notNull(t.interval(typeof arg.value === 'string' ? arg.value : '')) : arg.type;
}

const signaturesOf = (name: string, forms: readonly string[]): readonly string[] => (SIGNATURES[name] ?? forms.map((form) => form.replaceAll('>*', '>...'))).map((form) => `${name}(${form})`);

/** Flink's type inference refuses: what wraps the problem names the signatures, the problem itself often one argument. */
function wrongTypes(name: string, forms: readonly string[], types: readonly LogicalType[], at: Place): Error {
  const around = `Invalid input arguments. Expected signatures are:\n${signaturesOf(name, forms).join('\n')}`;
  const [form = '', ...others] = forms;
  const all = parameters(form);
  const at_ = types.findIndex((type, i) => !inFamily(type, all[Math.min(i, all.length - 1)]?.family ?? 'ANY'));
  const family = all[Math.min(at_, all.length - 1)]?.family ?? '';
  const [wrong] = at_ < 0 ? [] : [types[at_]];
  if (name === 'GREATEST' || name === 'LEAST') return refused(`All types in a comparison should support both 'EQUALS' and 'ORDER' comparison with each other. Can not compare ${types.slice(0, 2).map((type) => t.summary(type)).join(' with ')}`, at, VALIDATION_EXCEPTION, around);
  if (STRATEGY_TEXTS[name] !== undefined) return refused(STRATEGY_TEXTS[name], at, VALIDATION_EXCEPTION, around);
  if (others.length > 0 || wrong === undefined || !/_STRING$|NUMERIC$/.test(family)) return refused('Invalid input arguments.', at, VALIDATION_EXCEPTION, around);
  return refused(`Unsupported argument type. Expected type of family '${family}' but actual type was '${t.summary(t.withNull(wrong, true))}'.`, at, VALIDATION_EXCEPTION, around);
}
