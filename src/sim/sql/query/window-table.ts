// TUMBLE, HOP, CUMULATE and SESSION as functions of tables: their arguments by place or by name.
import type { Call, Expr, TableRef } from '../parser/ast.ts';
import { invalid, refused, type Place } from '../problem.ts';
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
  if (data?.kind !== 'table' || column?.kind !== 'descriptor') throw invalid(`No match found for function signature ${name}`, call.at);
  const { rel } = from(data.table);
  const timeName = column.columns[0] ?? '';
  const time = rel.fields.findIndex((field) => field.name === timeName);
  const type = rel.fields[time]?.type;
  if (type === undefined) throw invalid(`Unknown identifier '${timeName}'`, column.at);
  if (!isTime(type, batch)) throw refused(`The window function requires the timecol is a time attribute type, but is ${t.described(type)}.`, column.at);
  const partitionBy = data.partitionBy.map((by) => rel.fields.findIndex((field) => by.kind === 'name' && field.name === by.parts[0]));
  const spec: WindowSpec = { window: name, time, size: millis(args[name === 'SESSION' ? 'GAP' : 'SIZE'], call.at), slide: millis(args[name === 'HOP' ? 'SLIDE' : 'STEP'], call.at), offset: millis(args['OFFSET'], call.at), partitionBy, intervals: PARAMETERS[name].flatMap((parameter) => { const arg = args[parameter]; return arg?.kind === 'interval' ? [bindLiteral(arg)] : []; }) };
  checkSpec(spec, call.at);
  return { kind: 'window table', input: rel, spec, fields: [...rel.fields, ...windowFields(type)] };
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
  if (rex?.kind !== 'literal' || typeof rex.value !== 'number' || rex.type.kind !== 'INTERVAL_DAY_TIME') throw refused('Only constant window descriptors are supported.', at);
  return rex.value;
}

function checkSpec({ window, size, slide }: WindowSpec, at: Place): void {
  if (window === 'CUMULATE' && size % slide !== 0) throw refused(`CUMULATE table function based aggregate requires maxSize must be an integral multiple of step, but got maxSize ${size} ms and step ${slide} ms.`, at);
  if (window === 'HOP' && size % slide !== 0) throw refused(`HOP table function based aggregate requires size must be an integral multiple of slide, but got size ${size} ms and slide ${slide} ms.`, at);
}
