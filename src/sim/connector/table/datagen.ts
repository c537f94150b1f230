// The datagen connector: a source of rows made by chance or counted up (DataGenTableSourceFactory).
import { freeze } from '../../kernel/freeze.ts';
import { attempt, refused } from '../../sql/problem.ts';
import { type Connector, INSERT_ONLY } from '../../sql/plan/connector.ts';
import { type LogicalType, summary } from '../../sql/type/logical-type.ts';
import type { DatagenConfig, Generator } from './datagen-source.ts';
import { boolean, checkOptions, double, duration, int, long, millisOf, type Option, refuseOthers, text, type Texts } from './options.ts';
import { parallelismOf } from './print.ts';
import { readMetadata } from './request.ts';

export const SOURCE: readonly Option[] = [text('connector'), long('rows-per-second'), long('number-of-rows'), int('scan.parallelism')];
/** rows-per-second, Flink default 10000. */
const ROWS_PER_SECOND = 10_000;
/** Letters of a STRING or VARCHAR, bytes of a BYTES or VARBINARY, and elements of a collection where no length is given. */
const TEXT_LENGTH = 100;
const COLLECTION_LENGTH = 3;
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  TINYINT: [-128, 127], SMALLINT: [-32_768, 32_767], INT: [-2_147_483_648, 2_147_483_647], BIGINT: [-(2 ** 63), 2 ** 63],
  FLOAT: [1.4e-45, 3.4028234663852886e38], DOUBLE: [4.9e-324, 1.7976931348623157e308],
};

/** Reads a field's options, and remembers which it looked at: these are the supported ones. */
class FieldOptions {
  readonly known: string[] = [];
  private readonly options: Texts;

  constructor(options: Texts) {
    this.options = options;
  }

  value(option: Option): string | undefined {
    this.known.push(option.key);
    checkOptions(this.options, [option]);
    return this.options[option.key];
  }

  has(key: string): boolean {
    return this.options[key] !== undefined;
  }

  number(option: Option, standard: number): number {
    const value = this.value(option);
    return value === undefined ? standard : Number(value);
  }
}

export const datagenConnector: Connector = {
  identifier: 'datagen',
  sink: null,
  source: (request) => attempt(() => {
    const { options } = request;
    checkOptions(options, SOURCE);
    const reader = new FieldOptions(options);
    const metadata = request.entry.columns.flatMap((column) => (column.kind === 'metadata' ? [column.name] : []));
    const generators = request.fields.filter(({ name }) => !metadata.includes(name)).map(({ name, type }) => generatorOf(name, type, reader));
    refuseOthers('datagen', options, [...SOURCE.map(({ key }) => key), ...reader.known]);
    readMetadata(request, { java: 'org.apache.flink.connector.datagen.table.DataGenTableSource', summary: 'DataGenTableSource' }, null);
    const rows = options['number-of-rows'];
    const config: DatagenConfig = { generators, perSecond: Number(options['rows-per-second'] ?? ROWS_PER_SECOND), rows: rows === undefined ? null : Number(rows) };
    return {
      operator: { kind: 'table-datagen', config: freeze(config) }, changes: INSERT_ONLY, bounded: rows !== undefined, parallelism: parallelismOf(options['scan.parallelism']),
      pushesWatermark: false, pushesProjection: false, pushesLimit: true, pushesFilter: false, lookup: null, rows: null,
    };
  }),
};

function generatorOf(name: string, type: LogicalType, reader: FieldOptions): Generator {
  const kind = reader.value(text(`fields.${name}.kind`)) ?? 'random';
  if (kind === 'random') return randomOf(`fields.${name}`, name, type, reader);
  if (kind === 'sequence') return sequenceOf(name, type, reader);
  throw refused(`Unsupported generator kind: ${kind}`);
}

function sequenceOf(name: string, type: LogicalType, reader: FieldOptions): Generator {
  const [startKey, endKey] = [`fields.${name}.start`, `fields.${name}.end`];
  const whole = type.kind === 'BIGINT' ? long : int;
  const canCount = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'CHAR', 'VARCHAR'].includes(type.kind);
  const [start, end] = canCount ? [reader.value(whole(startKey)), reader.value(whole(endKey))] : [undefined, undefined];
  if (!canCount) return { kind: 'sequence', type, start: 0, end: -1 };
  if (start === undefined) throw refused(`Could not find required property '${startKey}' for sequence generator.`);
  if (end === undefined) throw refused(`Could not find required property '${endKey}' for sequence generator.`);
  return { kind: 'sequence', type, start: Number(start), end: Number(end) };
}

function randomOf(path: string, name: string, type: LogicalType, reader: FieldOptions): Generator {
  // Bytes, dates and times of the day are never NULL by chance.
  const canBeNull = !['BINARY', 'VARBINARY', 'DATE', 'TIME'].includes(type.kind);
  const nullRate = canBeNull ? reader.number(double(`${path}.null-rate`), 0) : 0;
  const inner = (part: string, of: LogicalType): Generator => randomOf(`${path}.${part}`, name, of, reader);
  switch (type.kind) {
    case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': case 'FLOAT': case 'DOUBLE': {
      const [least, most] = BOUNDS[type.kind] ?? [0, 0];
      const option = type.kind === 'FLOAT' || type.kind === 'DOUBLE' ? double : type.kind === 'BIGINT' ? long : int;
      return { kind: 'number', type, nullRate, min: reader.number(option(`${path}.min`), least), max: reader.number(option(`${path}.max`), most) };
    }
    case 'DECIMAL': {
      const most = 10 ** (type.precision - type.scale) - 1 / 10 ** type.scale;
      return { kind: 'number', type, nullRate, min: reader.number(double(`${path}.min`), -most), max: reader.number(double(`${path}.max`), most) };
    }
    case 'CHAR': case 'BINARY':
      if (reader.has(`${path}.length`)) throw refused(`Custom length for fixed-length type (CHAR/BINARY) field '${name}' is not supported.`);
      return { kind: 'text', type, nullRate, length: type.length, varies: false };
    case 'VARCHAR': case 'VARBINARY': {
      const standard = Math.min(type.length, type.length === 2_147_483_647 ? TEXT_LENGTH : type.length);
      const length = reader.number(int(`${path}.length`), standard);
      if (length > type.length) throw refused(`Custom length '${length}' for variable-length type (VARCHAR/STRING/VARBINARY/BYTES) field '${name}' should be shorter than '${type.length}' defined in the schema.`);
      return { kind: 'text', type, nullRate, length, varies: reader.value(boolean(`${path}.var-len`))?.toLowerCase() === 'true' };
    }
    case 'BOOLEAN': return { kind: 'boolean', type, nullRate };
    case 'DATE': case 'TIME': return { kind: 'time', type, nullRate, maxPastMs: 0 };
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': {
      const past = reader.value(duration(`${path}.max-past`));
      return { kind: 'time', type, nullRate, maxPastMs: past === undefined ? 0 : millisOf(past) };
    }
    case 'ARRAY': return { kind: 'collection', type, nullRate, length: reader.number(int(`${path}.length`), COLLECTION_LENGTH), of: [inner('element', type.element)] };
    case 'MULTISET': return { kind: 'collection', type, nullRate, length: reader.number(int(`${path}.length`), COLLECTION_LENGTH), of: [inner('element', type.element)] };
    case 'MAP': return { kind: 'collection', type, nullRate, length: reader.number(int(`${path}.length`), COLLECTION_LENGTH), of: [inner('key', type.key), inner('value', type.value)] };
    case 'ROW': return { kind: 'row', type, nullRate, of: type.fields.map((field) => inner(field.name, field.type)) };
    default: throw refused(`Unsupported type: ${summary(type)}`);
  }
}
