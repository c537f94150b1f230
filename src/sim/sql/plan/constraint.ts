// What the columns of a sink demand of its rows (`table.exec.sink.*-enforcer`).
import type { ConstraintConfig } from '../operator/config.ts';
import type { Field } from '../type/logical-type.ts';

/** What columns demand, null where they demand nothing. */
export function constraintOf(fields: readonly Field[], settings: Readonly<Record<string, string>>): ConstraintConfig | null {
  const notNull = settings['table.exec.sink.not-null-enforcer'] === 'DROP' ? 'DROP' : 'ERROR';
  const deep = (settings['table.exec.sink.nested-constraint-enforcer'] ?? 'IGNORE').toUpperCase();
  const nested = deep === 'ROWS' || deep === 'ROWS_AND_COLLECTIONS' ? deep : 'IGNORE';
  const wanted = (settings['table.exec.sink.type-length-enforcer'] ?? 'IGNORE').toUpperCase();
  const length = wanted === 'TRIM_PAD' || wanted === 'ERROR' ? wanted : 'IGNORE';
  const hasLength = fields.some(({ type }) => (type.kind === 'CHAR' || type.kind === 'BINARY' || ((type.kind === 'VARCHAR' || type.kind === 'VARBINARY') && type.length < 2_147_483_647)));
  if (nested === 'IGNORE' && fields.every(({ type }) => type.nullable) && !(hasLength && length !== 'IGNORE')) return null;
  return { fields: fields.map(({ name, type }) => ({ name, type })), notNull, length, nested };
}
