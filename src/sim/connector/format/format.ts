// What a format is to tables: its options, whether it reads and writes, which changes its rows may be; and how messages and rows become each other.
import type { RowKind } from '../../flink/record.ts';
import type { Option, Texts } from '../table/options.ts';
import type { ChangeKinds } from '../../sql/plan/connector.ts';
import type { Field, LogicalType } from '../../sql/type/logical-type.ts';
import type { Row } from '../../sql/value.ts';

/** A format with its options, in a job's graph: plain data. */
export interface FormatSpec {
  readonly format: string;
  readonly fields: readonly Field[];
  /** By the names of the format's own options, without `json.` before them. */
  readonly options: Texts;
  /** Keys of the format's metadata that are read, behind the fields. */
  readonly metadata: readonly string[];
}

/** A row that a message means. */
export interface Change {
  readonly kind: RowKind;
  readonly row: Row;
}

/** The rows of a message, of none or null none. What can't be read throws a UserCodeError. */
export type Decode = (message: string | null) => readonly Change[];

/** The message of a row; null for a record without a value. */
export type Encode = (kind: RowKind, row: Row) => string | null;

export interface Format {
  readonly identifier: string;
  readonly options: readonly Option[];
  readonly changes: ChangeKinds;
  /** Beyond the options' types: throws as the factory does. */
  check(options: Texts): void;
  /** Throws where a column's type has no form in this format. */
  checkTypes(fields: readonly Field[], options: Texts, way: 'read' | 'write'): void;
  /** What it can tell of a message beside the row. */
  readonly metadata: readonly { readonly key: string; readonly type: LogicalType }[];
  decoder(spec: FormatSpec): Decode;
  encoder(spec: FormatSpec): Encode;
}
