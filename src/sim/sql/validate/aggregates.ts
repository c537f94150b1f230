// The aggregate and window functions: what they take and what they give.
import { commonType } from '../type/common-type.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { inFamily, parameters, takes } from '../function/spec.ts';
import { invalid, type Place, refused, TABLE_EXCEPTION } from '../problem.ts';
import { cannotApply } from './functions.ts';

export interface AggregateSpec {
  readonly forms: readonly string[];
  readonly type: (types: readonly LogicalType[]) => LogicalType;
  /** Only with OVER. */
  readonly window: boolean;
}

const of = ([type = t.NULL]: readonly LogicalType[]): LogicalType => t.plain(type);
const nullable = (type: LogicalType): LogicalType => t.withNull(type, true);

/** SUM keeps the type; a DECIMAL grows to 38 digits. */
const sumType = ([type = t.NULL]: readonly LogicalType[]): LogicalType => nullable(type.kind === 'DECIMAL' ? t.decimal(t.MAX_PRECISION, type.scale) : type);
/** AVG keeps the type, so it divides whole numbers as whole numbers. */
const avgType = ([type = t.NULL]: readonly LogicalType[]): LogicalType => nullable(type.kind === 'DECIMAL' ? t.decimal(t.MAX_PRECISION, Math.max(6, type.scale)) : type);

const agg = (forms: string | readonly string[], type: AggregateSpec['type'], window = false): AggregateSpec => ({ forms: typeof forms === 'string' ? [forms] : forms, type, window });
const count = (): LogicalType => t.notNull(t.BIGINT);
const lag = (types: readonly LogicalType[]): LogicalType => nullable(commonType(types.filter((_type, i) => i !== 1)) ?? of(types));

const SPECS: Readonly<Record<string, AggregateSpec>> = {
  COUNT: agg(['<ANY>*'], count), APPROX_COUNT_DISTINCT: agg('<ANY>', count),
  SUM: agg('<NUMERIC>', sumType), SUM0: agg('<NUMERIC>', (types) => t.notNull(sumType(types))), AVG: agg('<NUMERIC>', avgType),
  MIN: agg('<COMPARABLE_TYPE>', (types) => nullable(of(types))), MAX: agg('<COMPARABLE_TYPE>', (types) => nullable(of(types))),
  STDDEV: agg('<NUMERIC>', avgType), STDDEV_POP: agg('<NUMERIC>', avgType), STDDEV_SAMP: agg('<NUMERIC>', avgType),
  VARIANCE: agg('<NUMERIC>', avgType), VAR_POP: agg('<NUMERIC>', avgType), VAR_SAMP: agg('<NUMERIC>', avgType),
  COLLECT: agg('<ANY>', ([type = t.NULL]) => t.notNull(t.multiset(t.plain(type)))), ARRAY_AGG: agg('<ANY>', ([type = t.NULL]) => nullable(t.array(t.plain(type)))),
  LISTAGG: agg(['<CHARACTER>', '<CHARACTER>, <CHARACTER>'], of),
  FIRST_VALUE: agg('<ANY>', (types) => nullable(of(types))), LAST_VALUE: agg('<ANY>', (types) => nullable(of(types))), SINGLE_VALUE: agg('<ANY>', (types) => nullable(of(types))),
  JSON_OBJECTAGG: agg('<CHARACTER>, <ANY>', () => t.notNull(t.STRING)), JSON_ARRAYAGG: agg('<ANY>', () => t.notNull(t.STRING)),
  PERCENTILE: agg(['<NUMERIC>, <ANY>', '<NUMERIC>, <ANY>, <INTEGER>'], ([, by]) => (by?.kind === 'ARRAY' ? t.array(t.DOUBLE) : t.DOUBLE)),
  GROUPING: agg('<ANY>', count), GROUPING_ID: agg('<ANY>...', count), GROUP_ID: agg('', count),
  ROW_NUMBER: agg('', count, true), RANK: agg('', count, true), DENSE_RANK: agg('', count, true), PERCENT_RANK: agg('', () => t.notNull(t.DOUBLE), true), CUME_DIST: agg('', () => t.notNull(t.DOUBLE), true),
  NTILE: agg('<INTEGER>', count, true), LAG: agg(['<ANY>', '<ANY>, <INTEGER>', '<ANY>, <INTEGER>, <ANY>'], lag, true), LEAD: agg(['<ANY>', '<ANY>, <INTEGER>', '<ANY>, <INTEGER>, <ANY>'], lag, true),
  NTH_VALUE: agg('<ANY>, <INTEGER>', (types) => nullable(of(types)), true),
};

export const isAggregate = (name: string): boolean => Object.hasOwn(SPECS, name);
export const isWindowOnly = (name: string): boolean => SPECS[name]?.window === true;

const OF_NULLS: ReadonlySet<string> = new Set(['SUM', 'AVG', 'MIN', 'MAX', 'STDDEV', 'STDDEV_POP', 'STDDEV_SAMP', 'VARIANCE', 'VAR_POP', 'VAR_SAMP', 'ARRAY_AGG', 'FIRST_VALUE', 'LAST_VALUE', 'SINGLE_VALUE']);
/** Whether it gives NULL only where it was given nothing or NULLs: of a group's rows without a NULL it never does (ReturnTypes.ARG0_NULLABLE_IF_EMPTY, AGG_SUM). */
export const isNullOnlyOfNulls = (name: string): boolean => OF_NULLS.has(name);

/** The names, for SHOW FUNCTIONS and completion. */
export const aggregateNames = (): readonly string[] => Object.keys(SPECS);

/** What an aggregate takes, as Flink's messages write it. */
export const aggregateForms = (name: string): readonly string[] => SPECS[name]?.forms ?? [];

/** COUNT takes one column, or a star. */
export function checkCounted(count: number, at: Place): void {
  if (count === 0) throw invalid("Invalid number of arguments to function 'COUNT'. Was expecting 1 arguments", at);
  if (count > 1) throw refused('We now only support the count of one field.', at, TABLE_EXCEPTION);
}

/** What an aggregate of these types gives; a problem where it takes them not. */
export function aggregateType(name: string, types: readonly LogicalType[], at: Place): LogicalType {
  const spec = SPECS[name];
  if (spec === undefined) throw invalid(`No match found for function signature ${name}`, at);
  if (!spec.forms.some((form) => takes(form, types.length))) {
    throw invalid(`Invalid number of arguments to function '${name}'. Was expecting ${Math.min(...spec.forms.map((form) => parameters(form).length))} arguments`, at);
  }
  const fits = spec.forms.some((form) => takes(form, types.length) && types.every((type, i) => {
    const all = parameters(form);
    const family = all[Math.min(i, all.length - 1)]?.family ?? 'ANY';
    return family === 'COMPARABLE_TYPE' ? type.kind !== 'MAP' && type.kind !== 'MULTISET' : inFamily(type, family);
  }));
  if (!fits) throw cannotApply(name, types, spec.forms, at);
  const kind = types[0]?.kind ?? 'NULL';
  if ((name === 'MAX' || name === 'MIN') && (kind === 'ARRAY' || kind === 'ROW')) throw refused(`${name === 'MAX' ? 'Max' : 'Min'} aggregate function does not support type: ''${kind}''.\nPlease re-check the data type.`, at, TABLE_EXCEPTION);
  return spec.type(types);
}
