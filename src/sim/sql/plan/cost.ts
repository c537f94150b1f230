// How large rows are, as Flink's planner takes it where it knows nothing of a table (FlinkRelMdSize).
import type { Field, LogicalType } from '../type/logical-type.ts';

/** A row's bytes: the sum of its columns'. */
export const sizeOf = (fields: readonly Field[]): number => fields.reduce((sum, field) => sum + bytesOf(field.type), 0);

/** A value's bytes on average (FlinkRelMdSize.averageTypeValueSize). */
function bytesOf(type: LogicalType): number {
  switch (type.kind) {
    case 'BOOLEAN': case 'TINYINT': return 1;
    case 'SMALLINT': return 2;
    case 'INT': case 'FLOAT': case 'DATE': case 'TIME': return 4;
    case 'BIGINT': case 'DOUBLE': return 8;
    default: return 12;
  }
}
