// How columns of SQL's types lie in a key (LogicalType to BinaryRowData's fields).
import type { KeyFieldType } from '../../../bridge/flink.ts';
import type { LogicalType } from '../type/logical-type.ts';

/** The types of a key's fields, for its selector. */
export function keyTypes(types: readonly LogicalType[]): readonly KeyFieldType[] {
  return types.map(keyType);
}

function keyType(type: LogicalType): KeyFieldType {
  switch (type.kind) {
    case 'BOOLEAN': case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': case 'FLOAT': case 'DOUBLE': return type.kind;
    case 'DATE': case 'TIME': case 'INTERVAL_YEAR_MONTH': return 'INT';
    case 'INTERVAL_DAY_TIME': return 'BIGINT';
    case 'CHAR': case 'VARCHAR': case 'VARIANT': case 'NULL': case 'SYMBOL': case 'DESCRIPTOR': return 'TEXT';
    case 'BINARY': case 'VARBINARY': return 'BYTES';
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return type.precision <= 3 ? 'TIMESTAMP' : 'TIMESTAMP_NANOS';
    case 'DECIMAL': return { kind: 'DECIMAL', precision: type.precision, scale: type.scale };
    case 'ARRAY': return { kind: 'ARRAY', of: keyType(type.element) };
    case 'MULTISET': return { kind: 'MAP', key: keyType(type.element), value: 'INT' };
    case 'MAP': return { kind: 'MAP', key: keyType(type.key), value: keyType(type.value) };
    case 'ROW': case 'STRUCTURED': return { kind: 'ROW', fields: type.fields.map((field) => keyType(field.type)) };
  }
}
