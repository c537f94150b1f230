// Flink's logical types as plain data: what they are called, and how they are made.

export type SimpleKind = 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'DATE' | 'NULL' | 'VARIANT' | 'SYMBOL' | 'DESCRIPTOR';
export type YearMonth = 'YEAR' | 'MONTH' | 'YEAR TO MONTH';

export interface Field {
  readonly name: string;
  readonly type: LogicalType;
  readonly comment?: string;
}

export type LogicalType =
  | { readonly kind: SimpleKind; readonly nullable: boolean }
  | { readonly kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY'; readonly length: number; readonly nullable: boolean }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number; readonly nullable: boolean }
  | { readonly kind: 'TIME'; readonly precision: number; readonly nullable: boolean }
  /** `attribute` marks a column that carries a stream's time. */
  | { readonly kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ'; readonly precision: number; readonly nullable: boolean; readonly attribute?: 'ROWTIME' | 'PROCTIME' }
  /** `unit` is the qualifier as Calcite writes it: `YEAR TO MONTH`, `DAY TO SECOND`, `SECOND`. */
  | { readonly kind: 'INTERVAL_YEAR_MONTH' | 'INTERVAL_DAY_TIME'; readonly unit: string; readonly precision: number; readonly fraction: number; readonly nullable: boolean }
  | { readonly kind: 'ARRAY' | 'MULTISET'; readonly element: LogicalType; readonly nullable: boolean }
  | { readonly kind: 'MAP'; readonly key: LogicalType; readonly value: LogicalType; readonly nullable: boolean }
  | { readonly kind: 'ROW'; readonly fields: readonly Field[]; readonly nullable: boolean }
  | { readonly kind: 'STRUCTURED'; readonly name: string; readonly fields: readonly Field[]; readonly nullable: boolean };

export type TypeKind = LogicalType['kind'];

/** `VARCHAR(2147483647)`: what STRING and BYTES stand for. */
export const MAX_LENGTH = 2_147_483_647;
export const MAX_PRECISION = 38;

const simple = (kind: SimpleKind): LogicalType => ({ kind, nullable: true });

export const BOOLEAN = simple('BOOLEAN');
export const TINYINT = simple('TINYINT');
export const SMALLINT = simple('SMALLINT');
export const INT = simple('INT');
export const BIGINT = simple('BIGINT');
export const FLOAT = simple('FLOAT');
export const DOUBLE = simple('DOUBLE');
export const DATE = simple('DATE');
export const NULL = simple('NULL');
export const VARIANT = simple('VARIANT');
export const STRING: LogicalType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };
export const BYTES: LogicalType = { kind: 'VARBINARY', length: MAX_LENGTH, nullable: true };

export const char = (length: number): LogicalType => ({ kind: 'CHAR', length, nullable: true });
export const varchar = (length: number): LogicalType => ({ kind: 'VARCHAR', length, nullable: true });
export const decimal = (precision: number, scale: number): LogicalType => ({ kind: 'DECIMAL', precision, scale, nullable: true });
export const time = (precision: number): LogicalType => ({ kind: 'TIME', precision, nullable: true });
export const timestamp = (precision: number): LogicalType => ({ kind: 'TIMESTAMP', precision, nullable: true });
export const timestampLtz = (precision: number): LogicalType => ({ kind: 'TIMESTAMP_LTZ', precision, nullable: true });
export const array = (element: LogicalType): LogicalType => ({ kind: 'ARRAY', element, nullable: true });
export const multiset = (element: LogicalType): LogicalType => ({ kind: 'MULTISET', element, nullable: true });
export const map = (key: LogicalType, value: LogicalType): LogicalType => ({ kind: 'MAP', key, value, nullable: true });
export const row = (fields: readonly Field[]): LogicalType => ({ kind: 'ROW', fields, nullable: true });

/** An interval's type from its qualifier, with Flink's default precisions. */
export function interval(unit: string, precision?: number, fraction?: number): LogicalType {
  const months = unit === 'YEAR' || unit === 'MONTH' || unit === 'YEAR TO MONTH';
  return { kind: months ? 'INTERVAL_YEAR_MONTH' : 'INTERVAL_DAY_TIME', unit, precision: precision ?? 2, fraction: fraction ?? (months ? 0 : 6), nullable: true };
}

/** The same type, with or without NULL. */
export function withNull(type: LogicalType, nullable: boolean): LogicalType {
  return type.nullable === nullable ? type : { ...type, nullable };
}

export const notNull = (type: LogicalType): LogicalType => withNull(type, false);

/** The type without its mark of time. */
export function plain(type: LogicalType): LogicalType {
  if ((type.kind !== 'TIMESTAMP' && type.kind !== 'TIMESTAMP_LTZ') || type.attribute === undefined) return type;
  return { kind: type.kind, precision: type.precision, nullable: type.nullable };
}

/** As `LogicalType.asSummaryString` writes it: `INT NOT NULL`, `DECIMAL(10, 2)`, `ARRAY<STRING>`. */
export function summary(type: LogicalType): string {
  const text = bare(type, summary);
  return type.nullable || type.kind === 'NULL' ? text : `${text} NOT NULL`;
}

/** As DESCRIBE writes a column's type: like `summary`, with the mark of time and without NOT NULL. */
export function described(type: LogicalType): string {
  const mark = 'attribute' in type && type.attribute !== undefined ? ` *${type.attribute}*` : '';
  return bare(type, summary) + mark;
}

/** As SHOW CREATE TABLE writes it: `VARCHAR(2147483647)` rather than STRING, names of fields quoted. */
export function serialized(type: LogicalType): string {
  const text = type.kind === 'VARCHAR' || type.kind === 'VARBINARY' ? `${type.kind}(${type.length})` : type.kind === 'TIMESTAMP_LTZ' ? `TIMESTAMP(${type.precision}) WITH LOCAL TIME ZONE` : bare(type, serialized);
  return type.nullable || type.kind === 'NULL' ? text : `${text} NOT NULL`;
}

function bare(type: LogicalType, inner: (type: LogicalType) => string): string {
  switch (type.kind) {
    case 'BOOLEAN': case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': case 'FLOAT': case 'DOUBLE':
    case 'DATE': case 'NULL': case 'VARIANT': case 'SYMBOL': case 'DESCRIPTOR': return type.kind;
    case 'VARCHAR': return type.length === MAX_LENGTH ? 'STRING' : `VARCHAR(${type.length})`;
    case 'VARBINARY': return type.length === MAX_LENGTH ? 'BYTES' : `VARBINARY(${type.length})`;
    case 'CHAR': case 'BINARY': return `${type.kind}(${type.length})`;
    case 'DECIMAL': return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'TIME': case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return `${type.kind}(${type.precision})`;
    // Flink's planner knows intervals of months and of milliseconds alone (FlinkTypeFactory).
    case 'INTERVAL_YEAR_MONTH': return 'INTERVAL MONTH';
    case 'INTERVAL_DAY_TIME': return 'INTERVAL SECOND(3)';
    case 'ARRAY': case 'MULTISET': return `${type.kind}<${inner(type.element)}>`;
    case 'MAP': return `MAP<${inner(type.key)}, ${inner(type.value)}>`;
    case 'ROW': return `ROW<${type.fields.map((field) => `\`${field.name}\` ${inner(field.type)}`).join(', ')}>`;
    case 'STRUCTURED': return `\`${type.name}\``;
  }
}

const CALCITE_NAMES: Partial<Readonly<Record<TypeKind, string>>> = { INT: 'INTEGER', TIMESTAMP_LTZ: 'TIMESTAMP_WITH_LOCAL_TIME_ZONE' };

/** As Calcite's own messages write it: `<INTEGER>`, `<CHAR(1)>`, `<VARCHAR(2147483647)>`, `<INTERVAL SECOND>`. */
export function calcite(type: LogicalType): string {
  switch (type.kind) {
    case 'INTERVAL_YEAR_MONTH': case 'INTERVAL_DAY_TIME': return `INTERVAL ${type.unit}`;
    case 'CHAR': case 'VARCHAR': case 'BINARY': case 'VARBINARY': return `${type.kind}(${type.length})`;
    case 'DECIMAL': return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'TIME': return `TIME(${type.precision})`;
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return `${CALCITE_NAMES[type.kind] ?? type.kind}(${type.precision})${type.attribute === undefined ? '' : ` *${type.attribute}*`}`;
    case 'ARRAY': case 'MULTISET': return `${calcite(type.element)} ${type.kind}`;
    case 'MAP': return `(${calcite(type.key)}, ${calcite(type.value)}) MAP`;
    case 'ROW': case 'STRUCTURED': return `RecordType(${type.fields.map((field) => `${calcite(field.type)} ${field.name}`).join(', ')})`;
    default: return CALCITE_NAMES[type.kind] ?? type.kind;
  }
}

export const isText = (type: LogicalType): boolean => type.kind === 'CHAR' || type.kind === 'VARCHAR';
export const isBytes = (type: LogicalType): boolean => type.kind === 'BINARY' || type.kind === 'VARBINARY';
export const isWhole = (type: LogicalType): boolean => type.kind === 'TINYINT' || type.kind === 'SMALLINT' || type.kind === 'INT' || type.kind === 'BIGINT';
export const isApproximate = (type: LogicalType): boolean => type.kind === 'FLOAT' || type.kind === 'DOUBLE';
export const isExact = (type: LogicalType): boolean => isWhole(type) || type.kind === 'DECIMAL';
export const isNumeric = (type: LogicalType): boolean => isExact(type) || isApproximate(type);
export const isTimestamp = (type: LogicalType): boolean => type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
export const isTemporal = (type: LogicalType): boolean => isTimestamp(type) || type.kind === 'DATE' || type.kind === 'TIME';
export const isInterval = (type: LogicalType): boolean => type.kind === 'INTERVAL_YEAR_MONTH' || type.kind === 'INTERVAL_DAY_TIME';

/** Whether two types are the same but for NULL and marks of time. */
export function sameType(a: LogicalType, b: LogicalType): boolean {
  return summary(notNull(plain(a))) === summary(notNull(plain(b)));
}

/** A whole number's type as DECIMAL: its digits. */
export function decimalOf(type: LogicalType): { readonly precision: number; readonly scale: number } {
  switch (type.kind) {
    case 'TINYINT': return { precision: 3, scale: 0 };
    case 'SMALLINT': return { precision: 5, scale: 0 };
    case 'INT': return { precision: 10, scale: 0 };
    case 'BIGINT': return { precision: 19, scale: 0 };
    case 'DECIMAL': return { precision: type.precision, scale: type.scale };
    default: return { precision: 38, scale: 18 };
  }
}
