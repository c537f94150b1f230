// Types that arise from others: what two types have in common, and what arithmetic makes, as Flink's LogicalTypeMerging finds it.
import * as t from './logical-type.ts';
import type { LogicalType } from './logical-type.ts';

/** The type that holds the values of all; null where there is none. NULL where one may be. */
export function commonType(types: readonly LogicalType[]): LogicalType | null {
  const [first, ...rest] = types;
  if (first === undefined) return null;
  let common: LogicalType | null = t.plain(first);
  for (const type of rest) common = common === null ? null : pair(common, t.plain(type));
  return common === null ? null : t.withNull(common, types.some((type) => type.nullable));
}

function pair(a: LogicalType, b: LogicalType): LogicalType | null {
  if (a.kind === 'NULL') return b;
  if (b.kind === 'NULL') return a;
  if (t.isNumeric(a) && t.isNumeric(b)) return numeric(a, b);
  if (t.isText(a) && t.isText(b)) return sized(a, b, 'CHAR', 'VARCHAR');
  if (t.isBytes(a) && t.isBytes(b)) return sized(a, b, 'BINARY', 'VARBINARY');
  if (t.isTimestamp(a) && t.isTimestamp(b)) return timestamps(a, b);
  if (a.kind === 'TIME' && b.kind === 'TIME') return t.time(Math.max(a.precision, b.precision));
  if (a.kind === 'DATE' && t.isTimestamp(b)) return b;
  if (b.kind === 'DATE' && t.isTimestamp(a)) return a;
  if (t.isInterval(a) && a.kind === b.kind) return intervals(a, b);
  if (a.kind === b.kind) return nested(a, b);
  return null;
}

const RANK: readonly LogicalType['kind'][] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];

function numeric(a: LogicalType, b: LogicalType): LogicalType {
  if (a.kind === 'DOUBLE' || b.kind === 'DOUBLE') return t.DOUBLE;
  if (a.kind === 'FLOAT' || b.kind === 'FLOAT') return a.kind === 'DECIMAL' || b.kind === 'DECIMAL' ? t.DOUBLE : t.FLOAT;
  if (t.isWhole(a) && t.isWhole(b)) return t.withNull(RANK.indexOf(a.kind) >= RANK.indexOf(b.kind) ? a : b, true);
  const [x, y] = [t.decimalOf(a), t.decimalOf(b)];
  const scale = Math.max(x.scale, y.scale);
  const digits = Math.max(x.precision - x.scale, y.precision - y.scale);
  const precision = Math.min(digits + scale, t.MAX_PRECISION);
  return t.decimal(precision, Math.min(scale, Math.max(0, precision - digits)));
}

function sized(a: LogicalType, b: LogicalType, fixed: 'CHAR' | 'BINARY', varying: 'VARCHAR' | 'VARBINARY'): LogicalType {
  const [x, y] = ['length' in a ? a.length : 0, 'length' in b ? b.length : 0];
  const length = Math.max(x, y);
  return { kind: a.kind === fixed && b.kind === fixed && x === y ? fixed : varying, length, nullable: true };
}

function timestamps(a: LogicalType, b: LogicalType): LogicalType {
  const precision = Math.max('precision' in a ? a.precision : 0, 'precision' in b ? b.precision : 0);
  return a.kind === 'TIMESTAMP_LTZ' || b.kind === 'TIMESTAMP_LTZ' ? t.timestampLtz(precision) : t.timestamp(precision);
}

const UNITS = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'];

function intervals(a: LogicalType, b: LogicalType): LogicalType {
  if (!('unit' in a) || !('unit' in b)) return a;
  if (a.unit === b.unit) return { ...a, precision: Math.max(a.precision, b.precision), fraction: Math.max(a.fraction, b.fraction) };
  const places = [a, b].flatMap(({ unit }) => unit.split(' TO ').map((name) => UNITS.indexOf(name)));
  const [from, to] = [UNITS[Math.min(...places)] ?? 'DAY', UNITS[Math.max(...places)] ?? 'SECOND'];
  return t.interval(from === to ? from : `${from} TO ${to}`, Math.max(a.precision, b.precision), Math.max(a.fraction, b.fraction));
}

function nested(a: LogicalType, b: LogicalType): LogicalType | null {
  if ((a.kind === 'ARRAY' || a.kind === 'MULTISET') && (b.kind === 'ARRAY' || b.kind === 'MULTISET')) {
    const element = commonType([a.element, b.element]);
    return element === null ? null : { kind: a.kind, element, nullable: true };
  }
  if (a.kind === 'MAP' && b.kind === 'MAP') {
    const [key, value] = [commonType([a.key, b.key]), commonType([a.value, b.value])];
    return key === null || value === null ? null : t.map(key, value);
  }
  if (a.kind === 'ROW' && b.kind === 'ROW') {
    if (a.fields.length !== b.fields.length) return null;
    const fields = a.fields.map((field, i) => {
      const type = commonType([field.type, b.fields[i]?.type ?? field.type]);
      return type === null ? null : { name: field.name, type };
    });
    return fields.includes(null) ? null : t.row(fields.filter((field) => field !== null));
  }
  return t.withNull(a, true);
}

/** More than 38 digits: digits after the point go first, down to six. */
function adjusted(precision: number, scale: number): LogicalType {
  if (precision <= t.MAX_PRECISION) return t.decimal(precision, scale);
  const digits = precision - scale;
  return t.decimal(t.MAX_PRECISION, Math.max(t.MAX_PRECISION - digits, Math.min(scale, 6)));
}

/** What an arithmetic operator makes of two numbers, without NULL's part. */
export function arithmeticType(operator: '+' | '-' | '*' | '/' | '%', a: LogicalType, b: LogicalType): LogicalType {
  if (a.kind === 'NULL' || b.kind === 'NULL') return a.kind === 'NULL' ? b : a;
  if (t.isApproximate(a) || t.isApproximate(b) || (t.isWhole(a) && t.isWhole(b))) {
    if (operator === '%' && t.isWhole(a) && t.isWhole(b)) return t.withNull(b, true);
    return numeric(a, b);
  }
  const [x, y] = [t.decimalOf(a), t.decimalOf(b)];
  const scale = Math.max(x.scale, y.scale);
  const whole = (of: typeof x): number => of.precision - of.scale;
  switch (operator) {
    case '+': case '-': return adjusted(Math.max(whole(x), whole(y)) + scale + 1, scale);
    case '*': return adjusted(x.precision + y.precision + 1, x.scale + y.scale);
    case '/': {
      const digits = Math.max(6, x.scale + y.precision + 1);
      return adjusted(whole(x) + y.scale + digits, digits);
    }
    case '%': return adjusted(Math.min(whole(x), whole(y)) + scale, scale);
  }
}

/** ROUND and TRUNCATE of a DECIMAL to so many digits. */
export function roundType(type: LogicalType, digits: number): LogicalType {
  const { precision, scale } = t.decimalOf(type);
  if (digits >= scale) return t.decimal(precision, scale);
  if (digits < 0) return t.decimal(Math.min(t.MAX_PRECISION, 1 + precision - scale), 0);
  return t.decimal(1 + precision - scale + digits, digits);
}
