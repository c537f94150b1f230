// ConstraintEnforcer: what a sink's columns do not take is refused, dropped, cut or filled up (ConstraintEnforcer, NotNullConstraint, CharLengthConstraint).
import { type OperatorKind, stateless } from '../../flink/operator/operator.ts';
import type { Row, Value } from '../../flink/record.ts';
import { failed, type SqlError } from '../problem.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { entriesOf, listOf } from '../value.ts';
import type { ConstraintConfig } from './config.ts';

const EXCEPTION = 'org.apache.flink.table.runtime.operators.sink.constraint.EnforcerException';

type Field = ConstraintConfig['fields'][number];

interface LengthRule {
  readonly index: number;
  readonly field: Field;
  readonly length: number;
  /** CHAR and BINARY are filled up. */
  readonly pads: boolean;
  readonly isText: boolean;
}

/** What a column is called from where the whole row is seen. */
type Path = (column: string) => string;

/** The row as it may be written; null where it is dropped. */
type Check = (row: Row, path: Path) => Row | null;

export const constraint: OperatorKind = stateless((env) => {
  const config = env.spec.config as ConstraintConfig;
  const check = rowCheck(config.fields, config);
  const whole: Path = (column) => column;
  return {
    element(record) {
      const row = check(record.row, whole);
      if (row !== null) env.emit(row === record.row ? record : { ...record, row });
    },
  };
});

function rowCheck(fields: readonly Field[], config: ConstraintConfig): Check {
  const { notNull, length, nested = 'IGNORE' } = config;
  const required = fields.flatMap(({ type }, index) => (type.nullable ? [] : [index]));
  // Texts are looked at before bytes.
  const rules = length === 'IGNORE' ? [] : fields.flatMap(ruleOf).toSorted((a, b) => Number(b.isText) - Number(a.isText));
  const within = nested === 'IGNORE' ? [] : nestedChecks(fields, config);
  return (row, path) => {
    for (const index of required) {
      if (row[index] !== null) continue;
      if (notNull === 'DROP') return null;
      throw isNull(path(fields[index]?.name ?? ''));
    }
    let fitted: Row | null = rules.length === 0 ? row : length === 'ERROR' ? checked(row, rules, path) : trimmed(row, rules);
    for (const check of within) {
      fitted = check(fitted, path);
      if (fitted === null) return null;
    }
    return fitted;
  };
}

/** Rows in a row first, then, where they are asked for, arrays and maps. */
function nestedChecks(fields: readonly Field[], config: ConstraintConfig): Check[] {
  const checks = fields.map((field, index) => rowsWithin(field, index, config));
  if (config.nested !== 'ROWS_AND_COLLECTIONS') return checks.flat();
  return [...checks, ...fields.map((field, index) => arraysWithin(field, index, config)), ...fields.map((field, index) => mapsWithin(field, index, config))].flat();
}

function rowsWithin({ name, type }: Field, index: number, config: ConstraintConfig): Check[] {
  if (type.kind !== 'ROW' && type.kind !== 'STRUCTURED') return [];
  const check = rowCheck(type.fields, config);
  return [(row, path) => {
    const value = row[index];
    if (!Array.isArray(value)) return row;
    const fitted = check(value as Row, (column) => path(`${name}.${column}`));
    if (fitted === null) return null;
    return fitted === value ? row : row.with(index, fitted);
  }];
}

function arraysWithin({ name, type }: Field, index: number, config: ConstraintConfig): Check[] {
  if (type.kind !== 'ARRAY') return [];
  const check = rowCheck([{ name: 'element', type: type.element }], config);
  return [(row, path) => {
    const passes = listOf(row[index]).every((item, i) => check([item], (column) => path(`${name}[${i}]${column.replaceAll('element', '')}`)) !== null);
    return passes ? row : null;
  }];
}

function mapsWithin({ name, type }: Field, index: number, config: ConstraintConfig): Check[] {
  if (type.kind !== 'MAP') return [];
  const check = rowCheck([{ name: 'key', type: type.key }, { name: 'value', type: type.value }], config);
  return [(row, path) => {
    const passes = entriesOf(row[index]).every((entry) => check(entry, (column) => path(`${name}[${column === 'key' || column === 'value' ? `${column}]` : column.replace('.', ']')}`)) !== null);
    return passes ? row : null;
  }];
}

function ruleOf(field: Field, index: number): LengthRule[] {
  const { type } = field;
  switch (type.kind) {
    case 'CHAR': case 'VARCHAR': return isUnbounded(type) ? [] : [{ index, field, length: type.length, pads: type.kind === 'CHAR', isText: true }];
    case 'BINARY': case 'VARBINARY': return isUnbounded(type) ? [] : [{ index, field, length: type.length, pads: type.kind === 'BINARY', isText: false }];
    default: return [];
  }
}

/** STRING and BYTES take what comes. */
const isUnbounded = (type: Extract<LogicalType, { kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY' }>): boolean => type.length === 2_147_483_647;

function isNull(name: string): SqlError {
  return failed(EXCEPTION, `Column '${name}' is NOT NULL, however, a null value is being written into it. You can set job configuration 'table.exec.sink.not-null-enforcer'='DROP' to suppress this exception and drop such records silently.`);
}

/** Letters, or bytes. */
function lengthOf(value: string, isText: boolean): number {
  return isText ? Array.from(value).length : value.length / 2;
}

function checked(row: Row, rules: readonly LengthRule[], path: Path): Row {
  for (const { index, field, length, pads, isText } of rules) {
    const value = row[index];
    if (typeof value !== 'string') continue;
    const found = lengthOf(value, isText);
    if (found <= length && !(pads && found < length)) continue;
    throw failed(EXCEPTION, `Column '${path(field.name)}' is ${field.type.kind}(${length}), however, a string of length ${found} is being written into it. You can set job configuration 'table.exec.sink.type-length-enforcer' to control this behaviour.`);
  }
  return row;
}

function trimmed(row: Row, rules: readonly LengthRule[]): Row {
  let fitted: Value[] | null = null;
  for (const { index, length, pads, isText } of rules) {
    const value = row[index];
    if (typeof value !== 'string') continue;
    const found = lengthOf(value, isText);
    if (found === length || (found < length && !pads)) continue;
    fitted ??= [...row];
    if (found < length) fitted[index] = value + (isText ? ' ' : '00').repeat(length - found);
    else fitted[index] = isText ? Array.from(value).slice(0, length).join('') : value.slice(0, 2 * length);
  }
  return fitted ?? row;
}
