// Any of Kafka's messages from bytes and to bytes, by its definition and version (KIP-482 for flexible versions).
import { BadBytes, bytesOf, Reader, textOf, Writer } from './bytes.ts';
import { type Field, holds, type MessageSchema } from './schema.ts';

/** A message, or a struct in it: fields by name. Bytes and records are Buffers, ids Kafka's base64. */
export type Struct = { readonly [name: string]: unknown };

export function decode(schema: MessageSchema, version: number, reader: Reader): Struct {
  return readStruct(schema.fields, version, holds(schema.flexible, version), reader);
}

/** Fields that the value lacks get their default. Throws where the version has no room for a value that is no default and may not be dropped. */
export function encode(schema: MessageSchema, version: number, value: Struct, writer: Writer): void {
  writeStruct(schema.fields, version, holds(schema.flexible, version), value, writer);
}

const isTagged = (field: Field, version: number): boolean => field.tagged !== undefined && holds(field.tagged, version);
const isCompact = (field: Field, version: number, flexible: boolean): boolean => field.flexible === undefined ? flexible : holds(field.flexible, version);

function readStruct(fields: readonly Field[], version: number, flexible: boolean, reader: Reader): Struct {
  const out: Record<string, unknown> = {};
  for (const field of fields) {
    out[field.name] = holds(field.versions, version) && !isTagged(field, version) ? readField(field, version, isCompact(field, version, flexible), reader) : defaultOf(field);
  }
  if (flexible) readTags(fields, version, reader, out);
  return out;
}

function readTags(fields: readonly Field[], version: number, reader: Reader, out: Record<string, unknown>): void {
  for (let count = reader.unsignedVarint(); count > 0; count--) {
    const tag = reader.unsignedVarint();
    const inner = new Reader(reader.bytes(reader.unsignedVarint()));
    const field = fields.find((each) => each.tag === tag && isTagged(each, version));
    if (field !== undefined) out[field.name] = readField(field, version, true, inner);
  }
}

function readField(field: Field, version: number, compact: boolean, reader: Reader): unknown {
  const { type } = field;
  if (type.startsWith('[]')) {
    const length = reader.length(compact, false);
    if (length < 0) return nothing(field, version);
    // An element takes a byte at least.
    if (length > reader.left) throw new BadBytes(`${field.name} is to have ${length} elements in ${reader.left} bytes`);
    const { nullable: _ofTheArray, ...element } = { ...field, type: type.slice(2) };
    return Array.from({ length }, () => readOne(element, version, compact, reader));
  }
  if (type === 'struct' && field.nullable !== undefined && holds(field.nullable, version) && reader.int8() < 0) return null;
  return readOne(field, version, compact, reader);
}

/** Null, where this version has it. */
function nothing({ name, nullable }: Field, version: number): null {
  if (nullable === undefined || !holds(nullable, version)) throw new BadBytes(`${name} must not be null`);
  return null;
}

function readOne(field: Field, version: number, compact: boolean, reader: Reader): unknown {
  switch (field.type) {
    case 'bool': return reader.int8() !== 0;
    case 'int8': return reader.int8();
    case 'int16': return reader.int16();
    case 'uint16': return reader.uint16();
    case 'int32': return reader.int32();
    case 'uint32': return reader.uint32();
    case 'int64': return reader.int64();
    case 'float64': return reader.float64();
    case 'uuid': return reader.uuid();
    case 'struct': return readStruct(field.fields ?? [], version, compact, reader);
    case 'string':
    case 'bytes':
    case 'records': {
      const length = reader.length(compact, field.type === 'string');
      if (length < 0) return nothing(field, version);
      const bytes = reader.bytes(length);
      return field.type === 'string' ? textOf(bytes) : bytes;
    }
    default: throw new Error(`${field.name} has the unknown type ${field.type}`);
  }
}

/** What a field is where it is not said. */
function defaultOf(field: Field): unknown {
  if (field.default === 'null') return null;
  if (field.type.startsWith('[]')) return [];
  switch (field.type) {
    case 'bool': return field.default === 'true';
    case 'string': return field.default ?? '';
    case 'uuid': return 'AAAAAAAAAAAAAAAAAAAAAA';
    case 'bytes':
    case 'records': return Buffer.alloc(0);
    case 'struct': return Object.fromEntries((field.fields ?? []).map((each) => [each.name, defaultOf(each)]));
    default: return Number(field.default ?? 0);
  }
}

function writeStruct(fields: readonly Field[], version: number, flexible: boolean, value: Struct, writer: Writer): void {
  const tagged: { readonly tag: number; readonly bytes: Buffer }[] = [];
  for (const field of fields) {
    if (!holds(field.versions, version)) continue;
    const given = value[field.name];
    const compact = isCompact(field, version, flexible);
    if (!isTagged(field, version)) writeField(field, version, compact, given ?? absent(field, version, given), writer);
    else if (given !== undefined && given !== null && !isDefault(field, given)) {
      const inner = new Writer();
      writeField(field, version, true, given, inner);
      tagged.push({ tag: field.tag ?? 0, bytes: inner.done() });
    }
  }
  if (!flexible) return;
  writer.unsignedVarint(tagged.length);
  for (const { tag, bytes } of tagged.sort((a, b) => a.tag - b.tag)) {
    writer.unsignedVarint(tag);
    writer.unsignedVarint(bytes.length);
    writer.bytes(bytes);
  }
}

/** Null stays null where the version knows it. */
function absent(field: Field, version: number, given: unknown): unknown {
  const nullable = field.nullable !== undefined && holds(field.nullable, version);
  if (given === null && nullable) return null;
  const value = defaultOf(field);
  return value === null && !nullable ? defaultOf({ ...field, default: '' }) : value;
}

const isDefault = (field: Field, value: unknown): boolean => JSON.stringify(value) === JSON.stringify(defaultOf(field));

function writeField(field: Field, version: number, compact: boolean, value: unknown, writer: Writer): void {
  if (field.type.startsWith('[]')) {
    if (!Array.isArray(value)) {
      writer.length(-1, compact, false);
      return;
    }
    writer.length(value.length, compact, false);
    const element = { ...field, type: field.type.slice(2) };
    for (const each of value) writeOne(element, version, compact, each, writer);
    return;
  }
  if (field.type === 'struct' && field.nullable !== undefined && holds(field.nullable, version)) {
    writer.int8(value === null ? -1 : 1);
    if (value === null) return;
  }
  writeOne(field, version, compact, value, writer);
}

function writeOne(field: Field, version: number, compact: boolean, value: unknown, writer: Writer): void {
  switch (field.type) {
    case 'bool': writer.int8(value === true ? 1 : 0); return;
    case 'string':
    case 'bytes':
    case 'records': {
      const short = field.type === 'string';
      if (value === null) {
        writer.length(-1, compact, short);
        return;
      }
      const bytes = Buffer.isBuffer(value) ? value : bytesOf(typeof value === 'string' ? value : '');
      writer.length(bytes.length, compact, short);
      writer.bytes(bytes);
      return;
    }
    case 'uuid': writer.uuid(typeof value === 'string' ? value : ''); return;
    case 'struct': writeStruct(field.fields ?? [], version, compact, value as Struct, writer); return;
    default: writeNumber(field, Number(value), writer);
  }
}

function writeNumber(field: Field, value: number, writer: Writer): void {
  switch (field.type) {
    case 'int8': writer.int8(value); return;
    case 'int16': writer.int16(value); return;
    case 'uint16': writer.uint16(value); return;
    case 'int32': writer.int32(value); return;
    case 'uint32': writer.uint32(value); return;
    case 'int64': writer.int64(Number.isSafeInteger(value) ? value : value > 0 ? 9_223_372_036_854_775_807n : -9_223_372_036_854_775_808n); return;
    case 'float64': writer.float64(value); return;
    default: throw new Error(`${field.name} has the unknown type ${field.type}`);
  }
}
