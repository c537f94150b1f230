// The debezium-json format: a message is a change with the row before and after it.
import { boolean, text, type Texts } from '../table/options.ts';
import { ALL_CHANGES } from '../../sql/plan/connector.ts';
import * as t from '../../sql/type/logical-type.ts';
import type { Field } from '../../sql/type/logical-type.ts';
import type { Row, Value } from '../../sql/value.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import type { Change, Decode, Format, FormatSpec } from './format.ts';
import { hashMapOrder } from './java-values.ts';
import { checkJsonOptions, checkJsonTypes, checkNullKeys, readOptions, writeOptions } from './json.ts';
import { JsonProblem } from './json-cursor.ts';
import { jsonReader } from './json-read.ts';
import { type JsonTree, memberOf, readTree, textOfTree, treeText } from './json-tree.ts';
import { jsonWriter } from './json-write.ts';

const METADATA: Format['metadata'] = [
  { key: 'schema', type: t.STRING }, { key: 'ingestion-timestamp', type: t.timestampLtz(3) }, { key: 'source.timestamp', type: t.timestampLtz(3) },
  { key: 'source.database', type: t.STRING }, { key: 'source.schema', type: t.STRING }, { key: 'source.table', type: t.STRING },
  { key: 'source.properties', type: t.map(t.STRING, t.STRING) },
];

export const debeziumJsonFormat: Format = {
  identifier: 'debezium-json',
  options: [
    boolean('schema-include'), boolean('ignore-parse-errors'), text('timestamp-format.standard'), text('map-null-key.mode'), text('map-null-key.literal'),
    boolean('encode.decimal-as-plain-number'), boolean('encode.ignore-null-fields'),
  ],
  changes: ALL_CHANGES,
  check: checkJsonOptions,
  checkTypes(fields, options, way) {
    if (way === 'write') checkNullKeys(options);
    checkJsonTypes(fields);
  },
  metadata: METADATA,
  decoder: debeziumReader,
  encoder({ fields, options }) {
    const write = jsonWriter(fields, writeOptions(options));
    return (kind, row) => (kind === '+I' || kind === '+U' ? `{"before":null,"after":${write(row)},"op":"c"}` : `{"before":${write(row)},"after":null,"op":"d"}`);
  },
};

function debeziumReader({ fields, options, metadata }: FormatSpec): Decode {
  const ignore = readOptions(options).ignoreParseErrors;
  const changes = changesOf(fields, options, metadata);
  return (message) => {
    if (message === null || message === '') return [];
    try {
      return changes(message);
    } catch (error) {
      if (!(error instanceof JsonProblem) && !(error instanceof UserCodeError)) throw error;
      if (ignore) return [];
      throw error instanceof UserCodeError ? error : new UserCodeError(error.exception, error.message);
    }
  };
}

function changesOf(fields: readonly Field[], options: Texts, metadata: readonly string[]): (message: string) => readonly Change[] {
  const read = jsonReader(fields, { ...readOptions(options), failOnMissingField: false });
  const hasSchema = options['schema-include']?.toLowerCase() === 'true';
  const rowOf = (payload: JsonTree, name: string): Row | null => {
    const part = memberOf(payload, name);
    if (part === null || part.kind === 'null') return null;
    return read(textOfTree(part))[0] ?? null;
  };
  return (message) => {
    const root = readTree(message);
    const payload = hasSchema ? memberOf(root, 'payload') : root;
    if (payload === null) throw new JsonProblem('java.lang.NullPointerException', '');
    const [before, after] = [rowOf(payload, 'before'), rowOf(payload, 'after')];
    const op = memberOf(payload, 'op');
    if (op === null || op.kind === 'null') throw new JsonProblem('java.lang.NullPointerException', '');
    const told = metadata.map((key) => metadataOf(key, root, payload, hasSchema));
    const change = (kind: Change['kind'], row: Row | null): Change => {
      if (row === null && kind !== '+I' && kind !== '+U') throw missingBefore(kind === '-U' ? 'UPDATE' : 'DELETE');
      if (row === null) throw new JsonProblem('java.lang.NullPointerException', '');
      return { kind, row: [...row, ...told] };
    };
    switch (treeText(op)) {
      case 'c': case 'r': return [change('+I', after)];
      case 'u': return [change('-U', before), change('+U', after)];
      case 'd': return [change('-D', before)];
      default: throw new JsonProblem('java.io.IOException', `Unknown "op" value "${treeText(op)}". The Debezium JSON message is '${message}'`);
    }
  };
}

function missingBefore(kind: string): JsonProblem {
  return new JsonProblem('java.lang.IllegalStateException', `The "before" field of ${kind} message is null, if you are using Debezium Postgres Connector, please check the Postgres table has been set REPLICA IDENTITY to FULL level.`);
}

function metadataOf(key: string, root: JsonTree, payload: JsonTree, hasSchema: boolean): Value {
  const source = memberOf(payload, 'source');
  const of = (tree: JsonTree | null, name: string): string | null => {
    const part = tree === null ? null : memberOf(tree, name);
    return part === null || part.kind === 'null' ? null : treeText(part);
  };
  const millis = (value: string | null): Value => (value === null || !/^-?\d{1,15}$/.test(value) ? null : Number(value));
  switch (key) {
    case 'schema': return hasSchema ? of(root, 'schema') : null;
    case 'ingestion-timestamp': return millis(of(payload, 'ts_ms'));
    case 'source.timestamp': return millis(of(source, 'ts_ms'));
    case 'source.database': return of(source, 'db');
    case 'source.schema': return of(source, 'schema');
    case 'source.table': return of(source, 'table');
    case 'source.properties': return source?.kind !== 'object' ? null : hashMapOrder(source.members.map(([name, value]) => [name, value.kind === 'null' ? null : treeText(value)]));
    default: return null;
  }
}
