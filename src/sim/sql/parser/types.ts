// The grammar of data types: `DECIMAL(10, 2) NOT NULL`, `ARRAY<ROW<a INT>>`, `TIMESTAMP(3) WITH LOCAL TIME ZONE`.
import { parseError } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import type { Field, LogicalType } from '../type/logical-type.ts';
import type { Cursor } from './cursor.ts';
import { FIELD_START, TYPE_START } from './expected.ts';
import { RESERVED } from './keywords.ts';

const SIMPLE: Readonly<Record<string, LogicalType>> = {
  BOOLEAN: t.BOOLEAN, TINYINT: t.TINYINT, SMALLINT: t.SMALLINT, INT: t.INT, INTEGER: t.INT, BIGINT: t.BIGINT, FLOAT: t.FLOAT, REAL: t.FLOAT,
  DATE: t.DATE, STRING: t.STRING, BYTES: t.BYTES, NULL: t.NULL, VARIANT: t.VARIANT,
};

const TYPE_WORDS = new Set([...Object.keys(SIMPLE), 'DOUBLE', 'CHAR', 'CHARACTER', 'VARCHAR', 'BINARY', 'VARBINARY', 'DECIMAL', 'DEC', 'NUMERIC', 'TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ', 'INTERVAL', 'ARRAY', 'MULTISET', 'MAP', 'ROW', 'RAW']);

/** A type, with NULL, NOT NULL, ARRAY and MULTISET behind it. */
export function dataType(c: Cursor): LogicalType {
  return c.deeper(() => {
    let type = nullability(c, base(c));
    for (;;) {
      if (c.take('ARRAY')) type = nullability(c, t.array(type));
      else if (c.take('MULTISET')) type = nullability(c, t.multiset(type));
      else return type;
    }
  });
}

function nullability(c: Cursor, type: LogicalType): LogicalType {
  if (c.take('NOT', 'NULL')) return t.notNull(type);
  if (!c.is('NULL', 'ON')) c.take('NULL');
  return type;
}

function base(c: Cursor): LogicalType {
  const token = c.peek();
  if (token.kind !== 'word' || (RESERVED.has(token.upper) && !TYPE_WORDS.has(token.upper))) throw c.noStart(TYPE_START);
  c.next();
  const simple = SIMPLE[token.upper];
  if (simple !== undefined) return simple;
  switch (token.upper) {
    case 'DOUBLE': c.take('PRECISION'); return t.DOUBLE;
    case 'CHAR': case 'CHARACTER': return c.take('VARYING') ? sized(c, t.varchar, 1) : sized(c, t.char, 1);
    case 'VARCHAR': return sized(c, t.varchar, t.MAX_LENGTH);
    case 'BINARY': return c.take('VARYING') ? sized(c, varbinary, 1) : sized(c, (length) => ({ kind: 'BINARY', length, nullable: true }), 1);
    case 'VARBINARY': return sized(c, varbinary, t.MAX_LENGTH);
    case 'DECIMAL': case 'DEC': case 'NUMERIC': return decimalType(c);
    case 'TIME': return timeType(c);
    case 'TIMESTAMP': return timestampType(c);
    case 'TIMESTAMP_LTZ': return t.timestampLtz(precision(c, 6));
    case 'INTERVAL': return intervalType(c);
    case 'ARRAY': return t.array(angle(c));
    case 'MULTISET': return t.multiset(angle(c));
    case 'MAP': return mapType(c);
    case 'ROW': return rowType(c);
    case 'RAW': throw parseError('RAW types cannot be named here.', c.from(c.mark - 1));
    default: throw parseError(`Unknown identifier '${token.text}'`, c.from(c.mark - 1), 'org.apache.calcite.sql.validate.SqlValidatorException');
  }
}

const varbinary = (length: number): LogicalType => ({ kind: 'VARBINARY', length, nullable: true });

function sized(c: Cursor, make: (length: number) => LogicalType, otherwise: number): LogicalType {
  if (!c.take('(')) return make(otherwise);
  const length = c.whole();
  c.expect(')');
  return make(Math.min(length, t.MAX_LENGTH));
}

function precision(c: Cursor, otherwise: number): number {
  if (!c.take('(')) return otherwise;
  const given = c.whole();
  c.expect(')');
  // What is finer than there is becomes the finest (SqlTypeFactoryImpl.createSqlType).
  return Math.min(given, 9);
}

function decimalType(c: Cursor): LogicalType {
  if (!c.take('(')) return t.decimal(10, 0);
  const mark = c.mark;
  const digits = c.whole();
  const scale = c.take(',') ? c.whole() : 0;
  c.expect(')');
  if (digits < 1) throw parseError(`Decimal precision must be between 1 and ${t.MAX_PRECISION} (both inclusive).`, c.from(mark), 'org.apache.flink.table.api.ValidationException');
  if (scale > digits) throw parseError(`Decimal scale must be between 0 and the precision ${digits} (both inclusive).`, c.from(mark), 'org.apache.flink.table.api.ValidationException');
  // Calcite's type factory keeps what the type system has at most.
  return t.decimal(Math.min(digits, t.MAX_PRECISION), Math.min(scale, t.MAX_PRECISION));
}

function timeType(c: Cursor): LogicalType {
  precision(c, 0);
  // Times of day have whole seconds, whatever is asked for (FlinkTypeFactory.toLogicalType).
  const type = t.time(0);
  if (c.take('WITHOUT')) c.expect('TIME', 'ZONE');
  return type;
}

function timestampType(c: Cursor): LogicalType {
  const digits = precision(c, 6);
  if (c.take('WITHOUT')) c.expect('TIME', 'ZONE');
  if (!c.is('WITH', 'LOCAL')) return t.timestamp(digits);
  c.expect('WITH', 'LOCAL', 'TIME', 'ZONE');
  return t.timestampLtz(digits);
}

const SHOWN_UNITS = ['DAY', 'HOUR', 'MINUTE', 'MONTH', 'QUARTER', 'SECOND', 'WEEK', 'YEAR'].flatMap((word) => [`"${word}" ...`, `"${word}S" ...`]);
const UNITS = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'];
/** The words that an interval's unit begins with. */
export const INTERVAL_UNITS: readonly string[] = UNITS.flatMap((unit) => [unit, `${unit}S`]);

/** What stands after INTERVAL: `DAY(3) TO SECOND(6)`. */
export function intervalType(c: Cursor): LogicalType {
  const unit = (): string => {
    const { upper } = c.peek();
    const name = upper.endsWith('S') && UNITS.includes(upper.slice(0, -1)) ? upper.slice(0, -1) : upper;
    if (!UNITS.includes(name)) throw c.unexpected(SHOWN_UNITS);
    c.next();
    return name;
  };
  const from = unit();
  let leading: number | undefined;
  let fraction: number | undefined;
  if (c.take('(')) {
    leading = c.whole();
    if (c.take(',')) fraction = c.whole();
    c.expect(')');
    if (from === 'SECOND' && fraction === undefined) [leading, fraction] = [undefined, leading];
  }
  if (!c.take('TO')) return t.interval(from, leading, fraction);
  const to = unit();
  if (c.take('(')) {
    fraction = c.whole();
    c.expect(')');
  }
  return t.interval(`${from} TO ${to}`, leading, fraction);
}

function angle(c: Cursor): LogicalType {
  c.expect('<');
  const inner = dataType(c);
  close(c);
  return inner;
}

function close(c: Cursor): void {
  c.expect('>');
}

function mapType(c: Cursor): LogicalType {
  c.expect('<');
  const key = dataType(c);
  c.over('map type');
  if (!c.is(',')) throw c.unexpected(['"NOT" ...', '"NULL" ...', '"," ...', '"MULTISET" ...', '"ARRAY" ...']);
  c.expect(',');
  const value = dataType(c);
  close(c);
  return t.map(key, value);
}

function rowType(c: Cursor): LogicalType {
  const end = c.take('(') ? ')' : '>';
  if (end === '>') {
    if (c.take('<>')) return t.row([]);
    c.expect('<');
  }
  const field = (): Field => {
    const name = c.peek().kind === 'word' || c.peek().kind === 'quoted' ? c.next().text : c.identifier();
    c.starts(FIELD_START);
    const type = dataType(c);
    return c.peek().kind === 'text' ? { name, type, comment: c.string() } : { name, type };
  };
  const fields = c.is(end) ? [] : c.list(field);
  c.expect(end);
  return t.row(fields);
}
