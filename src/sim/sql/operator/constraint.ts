// ConstraintEnforcer: what a sink's columns do not take is refused, dropped, cut or filled up (ConstraintEnforcer, NotNullConstraint, CharLengthConstraint).
import { type OperatorKind, stateless } from '../../flink/operator/operator.ts';
import type { Row, Value } from '../../flink/record.ts';
import { failed, type SqlError } from '../problem.ts';
import type { LogicalType } from '../type/logical-type.ts';
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

export const constraint: OperatorKind = stateless((env) => {
  const { fields, notNull, length } = env.spec.config as ConstraintConfig;
  const required = fields.flatMap(({ type }, index) => (type.nullable ? [] : [index]));
  // Texts are looked at before bytes.
  const rules = length === 'IGNORE' ? [] : fields.flatMap(ruleOf).toSorted((a, b) => Number(b.isText) - Number(a.isText));
  return {
    element(record) {
      const { row } = record;
      for (const index of required) {
        if (row[index] !== null) continue;
        if (notNull === 'DROP') return;
        throw isNull(fields[index]?.name ?? '');
      }
      if (rules.length === 0) return env.emit(record);
      const fitted = length === 'ERROR' ? checked(row, rules) : trimmed(row, rules);
      env.emit(fitted === row ? record : { ...record, row: fitted });
    },
  };
});

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

function checked(row: Row, rules: readonly LengthRule[]): Row {
  for (const { index, field, length, pads, isText } of rules) {
    const value = row[index];
    if (typeof value !== 'string') continue;
    const found = lengthOf(value, isText);
    if (found <= length && !(pads && found < length)) continue;
    throw failed(EXCEPTION, `Column '${field.name}' is ${field.type.kind}(${length}), however, a string of length ${found} is being written into it. You can set job configuration 'table.exec.sink.type-length-enforcer' to control this behaviour.`);
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
