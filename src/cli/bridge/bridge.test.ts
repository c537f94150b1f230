// The bridge from a client's side: bytes over a real socket to a simulated broker and back.
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultScenario } from '../../bridge/scenario.ts';
import { makeBatch } from '../../sim/kafka/log/batch.ts';
import { Timeline } from '../../sim/timeline.ts';
import { realWorld } from '../../sim/world.ts';
import { Reader, Writer } from '../wire/bytes.ts';
import { decode, encode, type Struct } from '../wire/codec.ts';
import { readBatch, writeBatch } from '../wire/record-batch.ts';
import { holds, schemaOf } from '../wire/schema.ts';
import { portOf } from '../../sim/kafka/protocol.ts';
import { LiveWorld } from './live-world.ts';
import { type Running, runLive } from './run-live.ts';

/** A loopback address of its own, so that a cluster on this machine is in nobody's way. */
const HOST = '127.0.0.93';

let clock = 0;
let running: Running;
let world: LiveWorld;

beforeAll(async () => {
  world = new LiveWorld({ ...defaultScenario, settings: { 'group.initial.rebalance.delay.ms': '0' }, topics: [{ name: 'pedidos', partitions: 1, replicationFactor: 3 }], startedAtMs: 1_767_614_400_000 }, 1, () => clock);
  running = await runLive(world, HOST);
});
afterAll(() => running.stop());

/** Time passes only here: as much as it takes until something is there. */
async function until<T>(look: () => T | null): Promise<T> {
  for (let round = 0; round < 5_000; round++) {
    const found = look();
    if (found !== null) return found;
    clock += 5;
    running.wake();
    await new Promise((done) => setImmediate(done));
  }
  throw new Error('it never came');
}

class Client {
  private received = Buffer.alloc(0);
  private correlation = 0;
  readonly socket: Socket;
  closed = false;

  constructor(node: number) {
    this.socket = connect(portOf(node), HOST);
    this.socket.on('data', (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
    });
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  async ask(api: string, version: number, body: Struct): Promise<Struct> {
    const [request, response] = [schemaOf(`${api}Request`), schemaOf(`${api}Response`)];
    const out = new Writer();
    out.int32(0);
    encode(schemaOf('RequestHeader'), holds(request.flexible, version) ? 2 : 1, { requestApiKey: request.apiKey, requestApiVersion: version, correlationId: ++this.correlation, clientId: 'teste' }, out);
    encode(request, version, body, out);
    out.done().writeInt32BE(out.done().length - 4, 0);
    this.socket.write(out.done());
    const reader = await until(() => this.whole());
    expect(reader.int32()).toBe(this.correlation);
    if (holds(response.flexible, version) && api !== 'ApiVersions') reader.int8();
    return decode(response, version, reader);
  }

  private whole(): Reader | null {
    const length = this.received.length < 4 ? -1 : this.received.readInt32BE(0);
    if (length < 0 || this.received.length < 4 + length) return null;
    const answer = new Reader(this.received.subarray(4, 4 + length));
    this.received = this.received.subarray(4 + length);
    return answer;
  }
}

test('a client learns what is served, finds the leader, writes and reads again', async () => {
  const client = new Client(1);
  const versions = await client.ask('ApiVersions', 4, { clientSoftwareName: 'teste', clientSoftwareVersion: '1' });
  expect(versions).toMatchObject({ errorCode: 0, finalizedFeatures: expect.arrayContaining([expect.objectContaining({ name: 'transaction.version', maxVersionLevel: 2 })]) as unknown });
  const metadata = await client.ask('Metadata', 12, { topics: [{ name: 'pedidos' }], allowAutoTopicCreation: false });
  const [topic] = metadata['topics'] as readonly { readonly topicId: string; readonly partitions: readonly { readonly leaderId: number }[] }[];
  expect(metadata['brokers']).toMatchObject([{ nodeId: 1, host: 'localhost', port: 9092 }, { nodeId: 2, port: 9093 }, { nodeId: 3, port: 9094 }]);
  const leader = new Client(topic?.partitions[0]?.leaderId ?? 0);
  const batch = makeBatch([{ key: 'ana', value: 'pão', headers: [], timestampMs: world.scenario.startedAtMs }]);
  const produced = await leader.ask('Produce', 13, { acks: -1, timeoutMs: 1000, topicData: [{ topicId: topic?.topicId ?? '', partitionData: [{ index: 0, records: writeBatch(batch) }] }] });
  expect(produced).toMatchObject({ responses: [{ topicId: topic?.topicId, partitionResponses: [{ index: 0, errorCode: 0, baseOffset: 0 }] }] });
  const fetched = await leader.ask('Fetch', 17, { maxWaitMs: 100, minBytes: 1, topics: [{ topicId: topic?.topicId ?? '', partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }] }] });
  const [of] = fetched['responses'] as readonly { readonly partitions: readonly { readonly highWatermark: number; readonly records: Buffer }[] }[];
  expect(of?.partitions[0]?.highWatermark).toBe(1);
  expect(readBatch(of?.partitions[0]?.records ?? Buffer.alloc(0))).toMatchObject({ baseOffset: 0, records: batch.records });
});

test('a damaged batch and an unknown topic are refused with their codes, and nothing else is lost', async () => {
  const client = new Client(1);
  const broken = Buffer.from(writeBatch(makeBatch([{ key: null, value: 'x', headers: [], timestampMs: world.scenario.startedAtMs }])));
  broken[65] = (broken[65] ?? 0) ^ 4;
  const produced = await client.ask('Produce', 13, { acks: 1, timeoutMs: 1000, topicData: [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAQ', partitionData: [{ index: 0, records: writeBatch(makeBatch([{ key: null, value: 'y', headers: [], timestampMs: world.scenario.startedAtMs }])) }, { index: 1, records: broken }] }] });
  expect(produced).toMatchObject({ responses: [{ partitionResponses: [{ index: 0, errorCode: 100 }, { index: 1, errorCode: 2 }] }] });
});

test('a crash of the broker hangs up and closes its port; its start opens it again', async () => {
  const client = new Client(2);
  await client.ask('ApiVersions', 4, {});
  world.give({ kind: 'crash', node: 'broker-2' });
  await until(() => (client.closed ? true : null));
  const refused = new Client(2);
  refused.socket.on('error', () => {});
  await until(() => (refused.closed ? true : null));
  world.give({ kind: 'start', node: 'broker-2' });
  await until(() => (running.listeners.isOpen(2) ? true : null));
  expect(await new Client(2).ask('ApiVersions', 4, {})).toMatchObject({ errorCode: 0 });
});

/** Asks the coordinator of a group (0) or of a transaction (1), again while it is being found, moved, loaded, or still at what was asked before. */
async function settled([key, keyType]: readonly [string, 0 | 1], api: string, version: number, body: Struct): Promise<Struct> {
  for (;;) {
    const found = await new Client(1).ask('FindCoordinator', 2, { key, keyType });
    const answer = found['errorCode'] === 0 ? await new Client(Number(found['nodeId'])).ask(api, version, body) : found;
    if (![14, 15, 16, 51].includes(Number(answer['errorCode']))) return answer;
    clock += 200;
  }
}

test('a member of old versions is taken in at once, and names no protocol when it syncs', async () => {
  const group = ['antigo', 0] as const;
  const metadata = Buffer.from('000000000001000770656469646f7300000000', 'hex');
  const joined = await settled(group, 'JoinGroup', 3, { groupId: 'antigo', sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, memberId: '', protocolType: 'consumer', protocols: [{ name: 'range', metadata }] });
  expect(joined).toMatchObject({ errorCode: 0, protocolName: 'range', members: [{ metadata }] });
  const memberId = String(joined['memberId']);
  expect(joined['leader']).toBe(memberId);
  const assignment = Buffer.from('000000000001000770656469646f7300000001000000000000', 'hex');
  const synced = await settled(group, 'SyncGroup', 3, { groupId: 'antigo', generationId: joined['generationId'], memberId, assignments: [{ memberId, assignment }] });
  expect(synced['errorCode']).toBe(0);
  expect(await settled(group, 'DescribeGroups', 5, { groups: ['antigo'] })).toMatchObject({ groups: [{ errorCode: 0, groupState: 'Stable' }] });
  const states = async (version: number): Promise<unknown> => (await settled(['nenhum', 0], 'DescribeGroups', version, { groups: ['nenhum'] }))['groups'];
  expect(await states(5)).toMatchObject([{ errorCode: 0, groupState: 'Dead' }]);
  expect(await states(6)).toMatchObject([{ errorCode: 69, groupState: 'Dead' }]);
});

test('a producer of old versions keeps its epoch from one transaction to the next', async () => {
  const at = ['caixa', 1] as const;
  const begun = await settled(at, 'InitProducerId', 1, { transactionalId: 'caixa', transactionTimeoutMs: 60_000 });
  expect(begun).toMatchObject({ errorCode: 0, producerEpoch: 0 });
  const producer = { transactionalId: 'caixa', producerId: begun['producerId'], producerEpoch: 0 };
  const metadata = await new Client(1).ask('Metadata', 0, { topics: [] });
  const topic = (metadata['topics'] as readonly { readonly name: string; readonly partitions: readonly { readonly leaderId: number }[] }[]).find(({ name }) => name === 'pedidos');
  const leader = new Client(topic?.partitions[0]?.leaderId ?? 0);
  const write = async (baseSequence: number): Promise<unknown> => {
    const batch = makeBatch([{ key: 'ana', value: `${baseSequence}`, headers: [], timestampMs: world.scenario.startedAtMs }], { producerId: Number(begun['producerId']), producerEpoch: 0, baseSequence, isTransactional: true });
    const produced = await leader.ask('Produce', 9, { transactionalId: 'caixa', acks: -1, timeoutMs: 1000, topicData: [{ name: 'pedidos', partitionData: [{ index: 0, records: writeBatch(batch) }] }] });
    return (produced['responses'] as readonly { readonly partitionResponses: readonly Struct[] }[])[0]?.partitionResponses[0]?.['errorCode'];
  };
  for (const [sequence, committed] of [[0, true], [1, false], [2, true]] as const) {
    for (;;) {
      const added = await settled(at, 'AddPartitionsToTxn', 1, { v3AndBelowTransactionalId: 'caixa', v3AndBelowProducerId: begun['producerId'], v3AndBelowProducerEpoch: 0, v3AndBelowTopics: [{ name: 'pedidos', partitions: [0] }] });
      const [{ resultsByPartition: [result] }] = added['resultsByTopicV3AndBelow'] as [{ readonly resultsByPartition: readonly [Struct] }];
      if (result['partitionErrorCode'] === 51) continue;
      expect(result['partitionErrorCode']).toBe(0);
      break;
    }
    expect(await write(sequence)).toBe(0);
    expect(await settled(at, 'EndTxn', 1, { ...producer, committed })).toMatchObject({ errorCode: 0 });
  }
  // Nothing is added to a transaction for it: what it forgot to add is refused.
  for (;;) {
    const refused = await write(3);
    if (refused === 19) continue;
    expect(refused).toBe(120);
    break;
  }
});

test('what is no request of Kafka\'s is hung up on, and the world goes on', async () => {
  for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.from([0, 0, 0, 9, 0, 3, 0, 12, 0, 0, 0, 1, 99]), Buffer.from([127, 255, 255, 255, 0])]) {
    const client = new Client(1);
    client.socket.write(bytes);
    await until(() => (client.closed ? true : null));
  }
  expect(await new Client(1).ask('ApiVersions', 4, {})).toMatchObject({ errorCode: 0 });
});

test('a page that hears the inputs has the same world', () => {
  world.advance();
  world.kernel.runUntil(world.nowUs);
  const heard = JSON.parse(JSON.stringify({ scenario: world.scenario, inputs: world.inputs })) as Pick<LiveWorld, 'scenario' | 'inputs'>;
  expect(heard.inputs.length).toBeGreaterThan(20);
  const copy = new Timeline(realWorld, heard.scenario, world.seed);
  copy.hear(heard.inputs, world.nowUs);
  copy.advance(world.nowUs);
  expect(copy.hash()).toBe(world.kernel.hash());
});
