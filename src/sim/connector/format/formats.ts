// All formats of this installation. Avro, Parquet, ORC and Protobuf are not among its jars.
import { attempt, type Result } from '../../sql/problem.ts';
import { csvFormat } from './csv.ts';
import { debeziumJsonFormat } from './debezium-json.ts';
import type { Decode, Encode, Format, FormatSpec } from './format.ts';
import { jsonFormat } from './json.ts';
import { rawFormat } from './raw.ts';

export const FORMATS: Readonly<Record<string, Format>> = { csv: csvFormat, 'debezium-json': debeziumJsonFormat, json: jsonFormat, raw: rawFormat };

/** What the real installation has, as its messages list it. */
export const FORMAT_IDENTIFIERS: readonly string[] = ['canal-json', 'csv', 'debezium-json', 'json', 'maxwell-json', 'ogg-json', 'raw'];

export function decoderOf(spec: FormatSpec): Decode {
  return (FORMATS[spec.format] ?? rawFormat).decoder(spec);
}

export function encoderOf(spec: FormatSpec): Encode {
  return (FORMATS[spec.format] ?? rawFormat).encoder(spec);
}

/** Whether columns have a form in the format. */
export function checkTypes(spec: FormatSpec, way: 'read' | 'write'): Result<null> {
  return attempt(() => {
    FORMATS[spec.format]?.checkTypes(spec.fields, spec.options, way);
    return null;
  });
}
