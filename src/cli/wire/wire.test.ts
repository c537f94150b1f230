// The wire's bytes: numbers, texts, every message in every version there and back, record batches, and a request's way to a broker's answer.
import { expect, test } from 'vitest';
import { makeBatch } from '../../sim/kafka/log/batch.ts';
import { encodeBatch } from '../../sim/shell/program/dump/encode.ts';
import { BadBytes, bytesOf, Reader, textOf, Writer } from './bytes.ts';
import { decode, encode, type Struct } from './codec.ts';
import { begin, finish } from './exchange.ts';
import { readBatch, writeBatch } from './record-batch.ts';
import { type Field, holds, SCHEMAS } from './schema.ts';

test('numbers of every length come back', () => {
  const out = new Writer();
  const values = [0, -1, 1, 63, -64, 64, 300, -300, 2 ** 31, -(2 ** 31), 2 ** 52, -(2 ** 52)];
  for (const value of values) out.varlong(value);
  for (const value of [0, 127, 128, 16_384, 2 ** 31]) out.unsignedVarint(value);
  const reader = new Reader(out.done());
  expect(values.map(() => reader.varlong())).toEqual(values);
  expect([0, 127, 128, 16_384, 2 ** 31].map(() => reader.unsignedVarint())).toEqual([0, 127, 128, 16_384, 2 ** 31]);
  expect(reader.left).toBe(0);
});

test('bytes that are no UTF-8 come back as they were', () => {
  for (const bytes of [[0xff, 0xfe, 0x41], [0x00, 0x01, 0xc3, 0xa7], [0xc3], [0xe2, 0x82, 0xac, 0x80], [0xef, 0xbf, 0xbd], [0xef, 0xbf, 0xbd, 0xff], [0xed, 0xa0, 0x80]]) {
    expect([...bytesOf(textOf(Buffer.from(bytes)))]).toEqual(bytes);
  }
  expect(textOf(Buffer.from('ação €'))).toBe('ação €');
});

/** A value for each field, other than its default, so that nothing is lost unseen. */
function filled(fields: readonly Field[], version: number): Struct {
  return Object.fromEntries(fields.filter((field) => holds(field.versions, version)).map((field) => [field.name, field.type.startsWith('[]') ? [one({ ...field, type: field.type.slice(2) }, version)] : one(field, version)]));
}

function one(field: Field, version: number): unknown {
  switch (field.type) {
    case 'bool': return field.default !== 'true';
    case 'string': return 'ç1';
    case 'bytes': case 'records': return Buffer.from([1, 2, 255]);
    case 'uuid': return 'Bt4CTZy-femLPmSGj9yfpQ';
    case 'float64': return 1.5;
    case 'struct': return filled(field.fields ?? [], version);
    default: return 7;
  }
}

test('every message comes back whole in every version', () => {
  let count = 0;
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    for (let version = schema.versions[0]; version <= schema.versions[1]; version++) {
      const value = filled(schema.fields, version);
      const out = new Writer();
      encode(schema, version, value, out);
      const reader = new Reader(out.done());
      const back = decode(schema, version, reader);
      expect(reader.left, `${name} ${version}`).toBe(0);
      expect(back, `${name} ${version}`).toMatchObject(value);
      count++;
    }
  }
  expect(count).toBeGreaterThan(350);
});

test('what is cut short or says too much is refused, and never read beyond its end', () => {
  for (const [name, schema] of Object.entries(SCHEMAS)) {
    const version = schema.versions[1];
    const out = new Writer();
    encode(schema, version, filled(schema.fields, version), out);
    const whole = out.done();
    for (let length = 0; length < whole.length; length += Math.max(1, Math.floor(whole.length / 40))) {
      expect(() => decode(schema, version, new Reader(whole.subarray(0, length))), `${name} cut at ${length}`).toThrow(BadBytes);
    }
  }
});

const BATCH = makeBatch([
  { key: 'caixa', value: 'pão de queijo', headers: [['rota', 'a']], timestampMs: 1_767_614_400_000 },
  { key: null, value: null, headers: [], timestampMs: 1_767_614_400_007 },
], { producerId: 4000, producerEpoch: 2, baseSequence: 5, isTransactional: true });

test('a batch has the bytes that lie in a log, and comes back from them', () => {
  expect([...writeBatch(BATCH)]).toEqual(encodeBatch(BATCH));
  expect(readBatch(writeBatch(BATCH))).toEqual(BATCH);
});

test('a batch that was packed comes back, and one that is damaged or packed in an unknown way is refused with its code', () => {
  const packed = readBatch(writeBatch({ ...BATCH, compression: 'gzip' }));
  expect(packed).toMatchObject({ records: BATCH.records, compression: 'gzip' });
  const damaged = Buffer.from(writeBatch(BATCH));
  damaged[70] = (damaged[70] ?? 0) ^ 1;
  expect(readBatch(damaged)).toBe('CORRUPT_MESSAGE');
  expect(readBatch(Buffer.alloc(10))).toBe('CORRUPT_MESSAGE');
});

const CLUSTER = { isController: false, topicName: () => null, topicId: () => 'Bt4CTZy-femLPmSGj9yfpQ', portOf: (node: number) => 9091 + node };

function frame(apiKey: number, version: number, api: string, body: Struct): Buffer {
  const out = new Writer();
  const schema = SCHEMAS[`${api}Request`];
  const header = SCHEMAS['RequestHeader'];
  if (schema === undefined || header === undefined) throw new Error(`${api} is unknown`);
  encode(header, holds(schema.flexible, version) ? 2 : 1, { requestApiKey: apiKey, requestApiVersion: version, correlationId: 42, clientId: 'teste' }, out);
  encode(schema, version, body, out);
  return out.done();
}

test('a request that asks about several groups becomes one for each, and one answer', () => {
  const begun = begin(frame(9, 9, 'OffsetFetch', { groups: ['a', 'b'].map((groupId) => ({ groupId, memberEpoch: -1, topics: null })), requireStable: true }), CLUSTER);
  if (Buffer.isBuffer(begun)) throw new Error('it was answered at once');
  expect(begun).toMatchObject({ api: 'OffsetFetch', correlationId: 42, clientId: 'teste', requests: [{ groupId: 'a', topics: null, requireStable: true }, { groupId: 'b' }] });
  const reply = finish(begun, [{ errorCode: 'NONE', topics: [] }, { errorCode: 'NOT_COORDINATOR', topics: [] }]);
  const reader = new Reader(reply);
  expect([reader.int32(), reader.int32(), reader.int8()]).toEqual([reply.length - 4, 42, 0]);
  const schema = SCHEMAS['OffsetFetchResponse'];
  expect(schema === undefined ? null : decode(schema, 9, reader)).toMatchObject({ groups: [{ groupId: 'a', errorCode: 0 }, { groupId: 'b', errorCode: 16 }] });
});

test('a newer ApiVersions is answered in version 0 with what is served; any other unknown version or API is hung up on', () => {
  const out = new Writer();
  out.int16(18); out.int16(99); out.int32(7); out.int16(-1); out.int8(0);
  const reply = begin(out.done(), CLUSTER);
  if (!Buffer.isBuffer(reply)) throw new Error('it went to a broker');
  expect([reply.readInt32BE(4), reply.readInt16BE(8)]).toEqual([7, 35]);
  expect(() => begin(frame(1, 3, 'Fetch', {}), CLUSTER)).toThrow('version 3 of Fetch');
  expect(() => begin(Buffer.from([0, 99, 0, 0, 0, 0, 0, 1]), CLUSTER)).toThrow('API 99');
});
