// The raw format: a message is the one column, as bytes.
import { text } from '../table/options.ts';
import { refused } from '../../sql/problem.ts';
import { bytesOf, encode, fromUtf8, hexOf } from '../../sql/expr/bytes.ts';
import { INSERT_ONLY } from '../../sql/plan/connector.ts';
import { type LogicalType, summary } from '../../sql/type/logical-type.ts';
import { asBigint, bigintValue, str, type Value } from '../../sql/value.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import { recordBytes, recordHex, recordOfHex, recordText } from './bytes-in-text.ts';
import type { Format } from './format.ts';

const CHARSETS: Readonly<Record<string, 'utf-8' | 'latin1' | 'ascii' | 'utf-16be' | 'utf-16le' | 'utf-16'>> = {
  'UTF-8': 'utf-8', UTF8: 'utf-8', 'ISO-8859-1': 'latin1', LATIN1: 'latin1', 'US-ASCII': 'ascii', ASCII: 'ascii', 'UTF-16BE': 'utf-16be', 'UTF-16LE': 'utf-16le', 'UTF-16': 'utf-16',
};
const WIDTHS: Readonly<Record<string, number>> = { BOOLEAN: 1, TINYINT: 1, SMALLINT: 2, INT: 4, BIGINT: 8, FLOAT: 4, DOUBLE: 8 };
const NAMES: Readonly<Record<string, string>> = { SMALLINT: 'SMALLINT', INT: 'INT', BIGINT: 'BIGINT', FLOAT: 'FLOAT', DOUBLE: 'DOUBLE', BOOLEAN: 'BOOLEAN', TINYINT: 'TINYINT' };

const view = new DataView(new ArrayBuffer(8));

export const rawFormat: Format = {
  identifier: 'raw',
  options: [text('endianness'), text('charset')],
  changes: INSERT_ONLY,
  check(options) {
    const order = options['endianness'];
    if (order !== undefined && order !== 'big-endian' && order !== 'little-endian') {
      throw refused(`Unsupported endianness name: ${order}. Valid values of 'raw.endianness' option are 'big-endian' and 'little-endian'.`);
    }
  },
  checkTypes(fields, options) {
    const [first] = fields;
    if (fields.length !== 1 || first === undefined) {
      const columns = fields.map(({ name, type }) => `\`${name}\` ${summary(type)}`).join(', ');
      throw refused(`The 'raw' format only supports single physical column. However the defined schema contains multiple physical columns: [${columns}]`);
    }
    const charset = options['charset'];
    if (charset !== undefined && CHARSETS[charset.toUpperCase()] === undefined) throw refused(charset, null, 'java.nio.charset.UnsupportedCharsetException');
    const { type } = first;
    if (WIDTHS[type.kind] === undefined && !['CHAR', 'VARCHAR', 'BINARY', 'VARBINARY'].includes(type.kind)) throw refused(`The 'raw' format doesn't supports '${summary(type)}' as column type.`);
  },
  metadata: [],
  decoder({ fields, options }) {
    const type = fields[0]?.type ?? { kind: 'NULL', nullable: true };
    return (message) => (message === null ? [{ kind: '+I', row: [null] }] : [{ kind: '+I', row: [decode(message, type, options)] }]);
  },
  encoder({ fields, options }) {
    const type = fields[0]?.type ?? { kind: 'NULL', nullable: true };
    return (_kind, row) => encodeValue(row[0] ?? null, type, options);
  },
};

function decode(message: string, type: LogicalType, options: Readonly<Record<string, string>>): Value {
  switch (type.kind) {
    case 'CHAR': case 'VARCHAR': return lettersOf(message, CHARSETS[(options['charset'] ?? 'UTF-8').toUpperCase()] ?? 'utf-8');
    case 'BINARY': case 'VARBINARY': return recordHex(message);
    default: return numberOf(recordBytes(message), type, options['endianness'] === 'little-endian');
  }
}

function lettersOf(message: string, charset: (typeof CHARSETS)[string]): string {
  const bytes = recordBytes(message);
  switch (charset) {
    case 'latin1': return String.fromCharCode(...bytes);
    case 'ascii': return bytes.map((byte) => (byte < 128 ? String.fromCharCode(byte) : '\ufffd')).join('');
    case 'utf-16': case 'utf-16be': case 'utf-16le': {
      const marked = charset === 'utf-16' && ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe));
      const little = charset === 'utf-16le' || (marked && bytes[0] === 0xff);
      let letters = '';
      for (let i = marked ? 2 : 0; i + 1 < bytes.length; i += 2) letters += String.fromCharCode(((bytes[little ? i + 1 : i] ?? 0) << 8) | (bytes[little ? i : i + 1] ?? 0));
      return letters;
    }
    default: return fromUtf8(bytes);
  }
}

function numberOf(bytes: readonly number[], type: LogicalType, little: boolean): Value {
  const width = WIDTHS[type.kind] ?? 0;
  if (bytes.length !== width) throw new UserCodeError('java.io.IOException', `Size of data received for deserializing ${NAMES[type.kind] ?? type.kind} type is not ${width}.`);
  bytes.forEach((byte, i) => view.setUint8(i, byte));
  switch (type.kind) {
    case 'BOOLEAN': return bytes[0] !== 0;
    case 'TINYINT': return view.getInt8(0);
    case 'SMALLINT': return view.getInt16(0, little);
    case 'INT': return view.getInt32(0, little);
    case 'BIGINT': return bigintValue(view.getBigInt64(0, little));
    case 'FLOAT': return view.getFloat32(0, little);
    case 'DOUBLE': return view.getFloat64(0, little);
    default: return null;
  }
}

function encodeValue(value: Value, type: LogicalType, options: Readonly<Record<string, string>>): string | null {
  if (value === null) return null;
  const little = options['endianness'] === 'little-endian';
  switch (type.kind) {
    case 'CHAR': case 'VARCHAR': {
      const charset = options['charset'] ?? 'UTF-8';
      return CHARSETS[charset.toUpperCase()] === 'utf-8' ? str(value) : recordOfHex(encode(str(value), charset) ?? '');
    }
    case 'BINARY': case 'VARBINARY': return recordText(bytesOf(str(value)));
    case 'BOOLEAN': return value === true ? '\u0001' : '\u0000';
    case 'TINYINT': view.setInt8(0, Number(value)); break;
    case 'SMALLINT': view.setInt16(0, Number(value), little); break;
    case 'INT': view.setInt32(0, Number(value), little); break;
    case 'BIGINT': view.setBigInt64(0, asBigint(value), little); break;
    case 'FLOAT': view.setFloat32(0, Number(value), little); break;
    case 'DOUBLE': view.setFloat64(0, Number(value), little); break;
    default: return '';
  }
  return recordOfHex(hexOf(Array.from({ length: WIDTHS[type.kind] ?? 0 }, (_, i) => view.getUint8(i))));
}
