// TUMBLE, HOP, CUMULATE and SESSION as functions of tables: their arguments by place or by name.
import type { Call, Expr, TableRef } from '../parser/ast.ts';
import { failed, invalid, refused, type Place, TABLE_EXCEPTION } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import type { Field } from '../type/logical-type.ts';
import { bindLiteral } from '../validate/literals.ts';
import type { Bound } from './from.ts';
import type { Rel, WindowKind, WindowSpec } from './rel.ts';

const PARAMETERS: Readonly<Record<WindowKind, readonly string[]>> = {
  TUMBLE: ['DATA', 'TIMECOL', 'SIZE', 'OFFSET'], HOP: ['DATA', 'TIMECOL', 'SLIDE', 'SIZE', 'OFFSET'], CUMULATE: ['DATA', 'TIMECOL', 'STEP', 'SIZE', 'OFFSET'], SESSION: ['DATA', 'TIMECOL', 'GAP'],
};

export function isWindowFunction(name: string): name is WindowKind {
  return Object.hasOwn(PARAMETERS, name);
}

export function windowTable(name: WindowKind, call: Call, from: (table: TableRef) => Bound, batch: boolean): Rel {
  const args: Record<string, Expr> = {};
  call.args.forEach((arg, i) => {
    if (arg.kind === 'named') args[arg.name.toUpperCase()] = arg.value;
    else args[PARAMETERS[name][i] ?? `${i}`] = arg;
  });
  const data = args['DATA'];
  const column = args['TIMECOL'];
  if (data?.kind === 'name' && data.parts.length === 1) throw invalid(`Column '${data.parts[0] ?? ''}' not found in any table`, data.at);
  if (data?.kind === 'table' && column?.kind === 'name') throw invalid(`Column '${column.parts.join('.')}' not found in any table`, column.at);
  if (data?.kind !== 'table' || column?.kind !== 'descriptor') throw invalid(`No match found for function signature ${name}`, call.at);
  const { rel } = from(data.table);
  const timeName = column.columns[0] ?? '';
  const time = rel.fields.findIndex((field) => field.name === timeName);
  const type = rel.fields[time]?.type;
  if (type === undefined) throw invalid(`Unknown identifier '${timeName}'`, column.at);
  if (!t.isTimestamp(type)) throw refused(`The window function ${WRITTEN[name]} requires the timecol to be TIMESTAMP or TIMESTAMP_LTZ, but is ${t.calcite(type)}.\nBesides, the timecol must be a time attribute type in streaming mode.`, column.at);
  if (!isTime(type, batch)) throw refused(`The window function requires the timecol is a time attribute type, but is ${t.described(type)}.`, column.at);
  if (data.partitionBy.length > 0 && name !== 'SESSION') throw invalid(`Only tables with set semantics may be partitioned. Invalid PARTITION BY clause in the 0-th operand of table function '${name}'`, call.at);
  const partitionBy = data.partitionBy.map((by) => rel.fields.findIndex((field) => by.kind === 'name' && field.name === by.parts[0]));
  // The real planner's own words for a column that is not there.
  if (partitionBy.includes(-1)) throw failed('java.lang.IndexOutOfBoundsException', 'bit < 0: -1');
  checkArguments(name, call, args, rel.fields);
  const spec: WindowSpec = { window: name, time, size: millis(args[name === 'SESSION' ? 'GAP' : 'SIZE'], call.at), slide: millis(args[name === 'HOP' ? 'SLIDE' : 'STEP'], call.at), offset: millis(args['OFFSET'], call.at), partitionBy, intervals: PARAMETERS[name].flatMap((parameter) => { const arg = args[parameter]; return arg?.kind === 'interval' ? [bindLiteral(arg)] : []; }) };
  checkSpec(spec, call.at);
  return { kind: 'window table', input: rel, spec, fields: [...rel.fields, ...windowFields(type)] };
}

const OPTIONAL = new Set(['OFFSET']);
const WRITTEN: Readonly<Record<WindowKind, string>> = {
  TUMBLE: 'TUMBLE(TABLE table_name, DESCRIPTOR(timecol), datetime interval[, datetime interval])', HOP: 'HOP(TABLE table_name, DESCRIPTOR(timecol), datetime interval, datetime interval[, datetime interval])',
  CUMULATE: 'CUMULATE(TABLE table_name, DESCRIPTOR(timecol), datetime interval, datetime interval[, datetime interval])', SESSION: 'SESSION(TABLE table_name [PARTITION BY (keycols, ...)], DESCRIPTOR(timecol), datetime interval)',
};

/** As many arguments as the function takes, and intervals where it wants some (SqlWindowTableFunction). */
function checkArguments(name: WindowKind, call: Call, args: Readonly<Record<string, Expr>>, fields: readonly Field[]): void {
  const needed = PARAMETERS[name].filter((parameter) => !OPTIONAL.has(parameter));
  if (needed.some((parameter) => args[parameter] === undefined) || Object.keys(args).length > PARAMETERS[name].length) throw invalid(`Invalid number of arguments to function '${name}'. Was expecting ${needed.length} arguments`, call.at);
  const given = PARAMETERS[name].slice(2).flatMap((parameter) => args[parameter] ?? []);
  const types = given.map((arg) => (arg.kind === 'interval' || arg.kind === 'number' || arg.kind === 'text' ? bindLiteral(arg).type : null));
  if (types.some((type) => type !== null && !t.isInterval(type))) {
    const shown = [t.calcite(t.row(fields)).toUpperCase(), 'COLUMN_LIST', ...types.map((type) => (type === null ? 'ANY' : t.calcite(type)))].map((type) => `<${type}>`).join(', ');
    throw invalid(`Cannot apply '${name}' to arguments of type '${name}(${shown})'. Supported form(s): ${WRITTEN[name]}`, call.at);
  }
  if (types.some((type) => type?.kind === 'INTERVAL_YEAR_MONTH')) throw refused('Window aggregate only support SECOND, MINUTE, HOUR, DAY as the time unit. MONTH and YEAR time unit are not supported yet.', call.at, TABLE_EXCEPTION);
}

/** Streams have windows of a time attribute, batch mode of any timestamp. */
export function isTime(type: t.LogicalType, batch: boolean): boolean {
  if (type.kind !== 'TIMESTAMP' && type.kind !== 'TIMESTAMP_LTZ') return false;
  return type.attribute !== undefined || batch;
}

/** window_start, window_end, window_time. */
function windowFields(type: t.LogicalType): readonly Field[] {
  const edge = t.notNull(t.timestamp(3));
  return [{ name: 'window_start', type: edge }, { name: 'window_end', type: edge }, { name: 'window_time', type: t.notNull(type) }];
}

/** An interval's milliseconds; 0 where it is not given. */
export function millis(expr: Expr | undefined, at: Place): number {
  if (expr === undefined) return 0;
  const rex = expr.kind === 'interval' ? bindLiteral(expr) : null;
  if (rex?.kind !== 'literal' || typeof rex.value !== 'number' || rex.type.kind !== 'INTERVAL_DAY_TIME') throw refused('Only constant window descriptors are supported.', at, TABLE_EXCEPTION);
  return rex.value;
}

/** What the planner asks of a window's lengths (WindowUtil). */
function checkSpec({ window, size, slide, offset }: WindowSpec, at: Place): void {
  const positive = (name: string, what: string, got: string): never => { throw refused(`${name} table function based aggregate requires ${what} to be positive, but got ${got}.`, at); };
  switch (window) {
    case 'TUMBLE':
      if (size <= 0) positive(window, 'size', `${size} ms`);
      if (Math.abs(offset) >= size) throw refused(`TUMBLE table function parameters must satisfy abs(offset) < size, but got size ${size} ms and offset ${offset} ms.`, at);
      return;
    case 'HOP':
      if (slide <= 0 || size <= 0) positive(window, 'slide and size', `slide ${slide} ms and size ${size} ms`);
      return;
    case 'CUMULATE':
      if (size <= 0 || slide <= 0) positive(window, 'maxSize and step', `maxSize ${size} ms and step ${slide} ms`);
      if (size % slide !== 0) throw refused(`CUMULATE table function based aggregate requires maxSize must be an integral multiple of step, but got maxSize ${size} ms and step ${slide} ms.`, at);
      return;
    case 'SESSION':
      if (size <= 0) positive(window, 'gap', `gap ${size} ms`);
  }
}
