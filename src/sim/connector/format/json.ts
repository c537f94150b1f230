// The json format: its options, and rows to and from messages.
import { boolean, type Option, text, type Texts } from '../table/options.ts';
import { refused, VALIDATION_EXCEPTION } from '../../sql/problem.ts';
import { INSERT_ONLY } from '../../sql/plan/connector.ts';
import type { Field } from '../../sql/type/logical-type.ts';
import type { Format } from './format.ts';
import { type JsonReadOptions, jsonReader, unsupportedType } from './json-read.ts';
import { type JsonWriteOptions, jsonWriter } from './json-write.ts';

export const JSON_OPTIONS: readonly Option[] = [
  boolean('fail-on-missing-field'), boolean('ignore-parse-errors'), text('map-null-key.mode'), text('map-null-key.literal'), text('timestamp-format.standard'),
  boolean('encode.decimal-as-plain-number'), boolean('encode.ignore-null-fields'), boolean('decode.json-parser.enabled'),
];

/** Options that formats built on JSON have too: the standard of timestamps, and what becomes of NULL keys. */
export function checkJsonOptions(options: Texts): void {
  const standard = options['timestamp-format.standard'];
  if (standard !== undefined && standard !== 'SQL' && standard !== 'ISO-8601') throw refused(`Unsupported value '${standard}' for timestamp-format.standard. Supported values are [SQL, ISO-8601].`);
}

export function checkNullKeys(options: Texts): void {
  const mode = options['map-null-key.mode'];
  if (mode !== undefined && !['FAIL', 'DROP', 'LITERAL'].includes(mode.toUpperCase())) {
    throw refused(`Unsupported value '${mode}' for option map-null-key.mode. Supported values are [FAIL, DROP, LITERAL].`, null, VALIDATION_EXCEPTION);
  }
}

const isSet = (options: Texts, key: string): boolean => options[key]?.toLowerCase() === 'true';

export function readOptions(options: Texts): JsonReadOptions {
  return { failOnMissingField: isSet(options, 'fail-on-missing-field'), ignoreParseErrors: isSet(options, 'ignore-parse-errors'), timestampFormat: options['timestamp-format.standard'] === 'ISO-8601' ? 'ISO-8601' : 'SQL' };
}

export function writeOptions(options: Texts): JsonWriteOptions {
  const mode = options['map-null-key.mode']?.toUpperCase();
  return {
    timestampFormat: options['timestamp-format.standard'] === 'ISO-8601' ? 'ISO-8601' : 'SQL',
    mapNullKeyMode: mode === 'DROP' || mode === 'LITERAL' ? mode : 'FAIL', mapNullKeyLiteral: options['map-null-key.literal'] ?? 'null',
    decimalAsPlainNumber: isSet(options, 'encode.decimal-as-plain-number'), ignoreNullFields: isSet(options, 'encode.ignore-null-fields'),
  };
}

export function checkJsonTypes(fields: readonly Field[]): void {
  for (const { type } of fields) {
    const problem = unsupportedType(type);
    if (problem !== null) throw refused(problem.message, null, problem.exception);
  }
}

export const jsonFormat: Format = {
  identifier: 'json',
  options: JSON_OPTIONS,
  changes: INSERT_ONLY,
  check(options) {
    if (isSet(options, 'fail-on-missing-field') && isSet(options, 'ignore-parse-errors')) throw refused('fail-on-missing-field and ignore-parse-errors shouldn\'t both be true.');
    checkJsonOptions(options);
  },
  checkTypes(fields, options, way) {
    if (way === 'write') checkNullKeys(options);
    checkJsonTypes(fields);
  },
  metadata: [],
  decoder({ fields, options }) {
    const read = jsonReader(fields, readOptions(options));
    return (message) => (message === null ? [] : read(message).map((row) => ({ kind: '+I', row })));
  },
  encoder({ fields, options }) {
    const write = jsonWriter(fields, writeOptions(options));
    return (_kind, row) => write(row);
  },
};
